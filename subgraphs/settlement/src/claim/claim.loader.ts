import type { Connection, ConnectionArguments } from '#kernel/graphql/connection';
import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import type { CursorCodec } from '#kernel/graphql/cursor';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import { inRange, rangeConditions } from '../range.ts';
import { UNSETTLED_STATES } from './claim-life.rule.ts';
import { Claim } from './claim.entity.ts';
import { FeeItem } from './fee-item.entity.ts';

/** A claim by id, whatever the data range. */
export function claimById(context: SubgraphContext, id: string): Promise<Claim | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, Claim>('claim', async keys =>
      inOrder(keys, await context.em.find(Claim, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
}

/** The fee lines of a claim, by detail number. */
export async function itemsOfClaim(context: SubgraphContext, claimId: string): Promise<FeeItem[]> {
  const items = await context
    .loader<string, FeeItem[]>('claim-items', async keys => {
      const orderBy = { claimId: 'asc', detailNumber: 'asc' } as const;
      return groupedBy(
        keys,
        await context.em.find(FeeItem, { claimId: { $in: [...keys] } }, { orderBy }),
        row => row.claimId,
      );
    })
    .load(claimId);
  return items ?? [];
}

/** The claims of a visit, oldest first. */
export async function claimsOfVisit(context: SubgraphContext, visitId: string): Promise<Claim[]> {
  const claims = await context
    .loader<string, Claim[]>('visit-claims', async keys =>
      groupedBy(
        keys,
        await context.em.find(Claim, { visitId: { $in: [...keys] } }, { orderBy: { id: 'asc' } }),
        row => row.visitId,
      ),
    )
    .load(visitId);
  return claims ?? [];
}

/** A page of a person's claims, newest first. */
export function claimsOfPerson(
  context: SubgraphContext,
  cursors: CursorCodec,
  personId: string,
  page: ConnectionArguments,
): Promise<Connection<Claim>> {
  const children: Children<Claim> = {
    type: Claim,
    from: '"settlement"."claim"',
    parent: { column: 'person_id', type: 'uuid' },
    order: ['id'],
    direction: 'desc',
    where: rangeConditions(context.principal),
  };
  return pageOfChildren(context, cursors, 'InsuredPerson.claims', children, personId, page);
}

/** How many claims of a person are neither settled nor undone. */
export async function countUnsettled(em: EntityManager, personId: string): Promise<number> {
  return isId(personId) ? em.count(Claim, { personId, state: { $in: [...UNSETTLED_STATES] } }) : 0;
}

/** A claim by reference; null when there is none in the principal's data range. */
export async function claimReference(context: SubgraphContext, id: string): Promise<Claim | null> {
  const claim = await claimById(context, id);
  return claim && inRange(context.principal, claim) ? claim : null;
}

/** A fee line by reference; null when its claim is not in the principal's data range. */
export async function feeItemReference(context: SubgraphContext, id: string): Promise<FeeItem | null> {
  if (!isId(id)) return null;
  const item = await context
    .loader<string, FeeItem>('fee-item', async keys =>
      inOrder(keys, await context.em.find(FeeItem, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
  return item && (await claimReference(context, item.claimId)) ? item : null;
}
