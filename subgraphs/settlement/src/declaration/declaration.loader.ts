import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { forbidden } from '#kernel/graphql/errors';
import { institutionLimit, regionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import type { Children } from '#kernel/persistence/page-per-parent';
import { monthInRange } from './month-range.ts';
import type { DeclarationState } from './declaration-workflow.rule.ts';
import { Deduction, MonthlySettlement } from './monthly-settlement.entity.ts';

/** A declared month by id; FORBIDDEN outside the data range. */
export async function monthById(context: SubgraphContext, id: string): Promise<MonthlySettlement | null> {
  if (!isId(id)) return null;
  const month = await context
    .loader<string, MonthlySettlement>('monthly-settlement', async keys =>
      inOrder(keys, await context.em.find(MonthlySettlement, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
  if (month && !monthInRange(context.principal, month)) throw forbidden('不在您的数据范围内');
  return month;
}

export interface MonthFilter {
  readonly month: string | null;
  readonly state: DeclarationState | null;
}

/** A page of declared months in the principal's data range, newest first. */
export async function monthPage(
  context: SubgraphContext,
  { month, state }: MonthFilter,
  page: ConnectionArguments,
): Promise<Connection<MonthlySettlement>> {
  if (context.principal.role === 'PERSON') throw forbidden('不在您的数据范围内');
  const binding = `monthlySettlements:${month}:${state}`;
  const [before] = (positionAfter(context.cursors, binding, page) ?? []).map(String);
  const institutionCode = institutionLimit(context.principal);
  const region = regionLimit(context.principal);
  const rows = await context.em.find(
    MonthlySettlement,
    {
      ...(month ? { month } : {}),
      ...(state ? { state } : {}),
      ...(before ? { id: { $lt: before } } : {}),
      ...(institutionCode ? { institutionCode } : {}),
      ...(region ? { institutionRegion: { $like: `${region}%` } } : {}),
    },
    { orderBy: { id: 'desc' }, limit: page.first + 1 },
  );
  return pageOf(context.cursors, binding, page, rows, row => [row.id]);
}

/** A page of the deductions from a month, oldest first. */
export function deductionsOf(
  context: SubgraphContext,
  { id }: MonthlySettlement,
  page: ConnectionArguments,
): Promise<Connection<Deduction>> {
  const children: Children<Deduction> = {
    type: Deduction,
    from: '"settlement"."deduction"',
    parent: { column: 'monthly_settlement_id', type: 'uuid' },
    order: ['id'],
    direction: 'asc',
    where: [],
  };
  return pageOfChildren(context, context.cursors, 'MonthlySettlement.deductions', children, id, page);
}
