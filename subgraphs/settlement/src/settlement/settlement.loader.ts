import type { Connection, ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, groupedBy, type SubgraphContext } from '#kernel/graphql/context';
import type { CursorCodec } from '#kernel/graphql/cursor';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import { inRange, rangeConditions } from '../range.ts';
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
        await context.em.find(
          Settlement,
          { claimId: { $in: [...keys] }, kind: 'NORMAL' },
          { orderBy: { settledAt: 'asc', id: 'asc' } },
        ),
        row => row.claimId,
      ),
    )
    .load(claimId);
}

const OWNERS = {
  InsuredPerson: { column: 'person_id', type: 'uuid' },
  Institution: { column: 'institution_code', type: 'text' },
} as const;

/** A page of an owner's settlements, newest first. */
export function settlementsOf(
  context: SubgraphContext,
  cursors: CursorCodec,
  owner: keyof typeof OWNERS,
  key: string,
  page: ConnectionArguments,
): Promise<Connection<Settlement>> {
  const children: Children<Settlement> = {
    type: Settlement,
    from: '"settlement"."settlement"',
    parent: OWNERS[owner],
    order: ['settled_at', 'id'],
    direction: 'desc',
    where: [[`child.kind = 'NORMAL'`, []], ...rangeConditions(context.principal)],
  };
  return pageOfChildren(context, cursors, `${owner}.settlements`, children, key, page);
}

/** A settlement by reference; null when there is none in the principal's data range. */
export async function settlementReference(context: SubgraphContext, id: string): Promise<Settlement | null> {
  const settlement = await settlementById(context, id);
  return settlement && inRange(context.principal, settlement) ? settlement : null;
}
