import { positionAfter, pageOf, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, groupedBy, type SubgraphContext } from '#kernel/graphql/context';
import type { CursorCodec } from '#kernel/graphql/cursor';
import { isId } from '#kernel/persistence/id';
import { inRange, rangeCondition } from '../range.ts';
import { Settlement } from './settlement.entity.ts';

/** A settlement by id, whatever the data range. */
export function settlementById(context: SubgraphContext, id: string): Promise<Settlement | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, Settlement>('settlement', async keys =>
      inOrder(keys, await context.em.find(Settlement, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
}

/** The record that undid a settlement, if one did. */
export function oppositeOf(context: SubgraphContext, id: string): Promise<Settlement | null> {
  return context
    .loader<string, Settlement>('settlement-opposite', async keys => {
      const rows = await context.em.find(
        Settlement,
        { opposesId: { $in: [...keys] } },
        { orderBy: { sequence: 'asc' } },
      );
      return groupedBy(keys, rows, row => row.opposesId!).map(group => group.at(-1) ?? null);
    })
    .load(id);
}

/** The settlement of a claim that counts, or the last that was undone. */
export function settlementOfClaim(context: SubgraphContext, claimId: string): Promise<Settlement | null> {
  return context
    .loader<string, Settlement>('settlement-of-claim', async keys =>
      inOrder(
        keys,
        await context.em.find(Settlement, { claimId: { $in: [...keys] }, kind: 'NORMAL' }),
        row => row.claimId,
      ),
    )
    .load(claimId);
}

type Owner = 'person_id' | 'institution_code';

/**
 * A page of settlements, newest first, of each of many owners: one statement for all who ask for pages of
 * the same size from the same place.
 */
export async function settlementsOf(
  context: SubgraphContext,
  cursors: CursorCodec,
  owner: Owner,
  key: string,
  page: ConnectionArguments,
): Promise<Connection<Settlement>> {
  if (owner === 'person_id' && !isId(key)) return pageOf(cursors, '', page, [], () => []);
  const binding = `settlements:${owner}:${key}`;
  const after = positionAfter(cursors, binding, page);
  const rows = await context
    .loader<string, Settlement[]>(`settlements:${owner}:${page.first}:${JSON.stringify(after)}`, keys =>
      readPages(context, owner, keys, page.first + 1, after),
    )
    .load(key);
  return pageOf(cursors, binding, page, rows ?? [], row => [row.settledAt.toISOString(), row.id]);
}

async function readPages(
  context: SubgraphContext,
  owner: Owner,
  keys: readonly string[],
  size: number,
  after: readonly (string | number)[] | null,
): Promise<Settlement[][]> {
  const range = rangeCondition(context.principal, 's');
  const property = owner === 'person_id' ? 'personId' : 'institutionCode';
  const rows = await context.em.execute(
    `select page.* from unnest(?::text[]) as owner(key)
     cross join lateral (
       select s.* from "settlement"."settlement" s
       where s.${owner} = owner.key${owner === 'person_id' ? '::uuid' : ''} and s.kind = 'NORMAL'${range.sql}
         ${after ? 'and (s.settled_at, s.id) < (?::timestamptz, ?::uuid)' : ''}
       order by s.settled_at desc, s.id desc limit ?
     ) page`,
    [`{${keys.map(key => `"${key}"`).join(',')}}`, ...range.parameters, ...(after ?? []).map(String), size],
  );
  const settlements = rows.map(row => context.em.map(Settlement, row));
  return groupedBy(keys, settlements, row => row[property]);
}

/** A settlement by reference; null when there is none in the principal's data range. */
export async function settlementReference(context: SubgraphContext, id: string): Promise<Settlement | null> {
  const settlement = await settlementById(context, id);
  return settlement && inRange(context.principal, settlement) ? settlement : null;
}
