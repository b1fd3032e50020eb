import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import { institutionLimit, personLimit, regionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import { inRange } from '../range.ts';
import { Reimbursement, ReimbursementInvoice } from './reimbursement.entity.ts';
import type { ReimbursementKind } from './reimbursement-kind.rule.ts';
import type { ReimbursementState } from './reimbursement-workflow.rule.ts';

/** A reimbursement by id, whatever the data range. */
export function reimbursementById(context: SubgraphContext, id: string): Promise<Reimbursement | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, Reimbursement>('reimbursement', async keys =>
      inOrder(keys, await context.em.find(Reimbursement, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
}

/** A reimbursement by reference; null when there is none in the principal's data range. */
export async function reimbursementReference(
  context: SubgraphContext,
  id: string,
): Promise<Reimbursement | null> {
  const reimbursement = await reimbursementById(context, id);
  return reimbursement && inRange(context.principal, reimbursement) ? reimbursement : null;
}

/** The invoices of a case, by number. */
export async function invoicesOf(context: SubgraphContext, id: string): Promise<ReimbursementInvoice[]> {
  const invoices = await context
    .loader<string, ReimbursementInvoice[]>('reimbursement-invoices', async keys => {
      const orderBy = { number: 'asc' } as const;
      const rows = await context.em.find(
        ReimbursementInvoice,
        { reimbursementId: { $in: [...keys] } },
        { orderBy },
      );
      return groupedBy(keys, rows, row => row.reimbursementId);
    })
    .load(id);
  return invoices ?? [];
}

export interface ReimbursementFilter {
  readonly kind: ReimbursementKind | null;
  readonly state: ReimbursementState | null;
  readonly personId: string | null;
}

/** A page of reimbursements in the principal's data range, newest first. */
export async function reimbursementPage(
  context: SubgraphContext,
  { kind, state, personId }: ReimbursementFilter,
  page: ConnectionArguments,
): Promise<Connection<Reimbursement>> {
  if (personId !== null && !isId(personId)) throw badUserInput({ personId: '参保人标识无效' });
  const binding = `reimbursements:${kind}:${state}:${personId}`;
  const [before] = (positionAfter(context.cursors, binding, page) ?? []).map(String);
  const person = personLimit(context.principal);
  const institutionCode = institutionLimit(context.principal);
  const region = regionLimit(context.principal);
  const limited = person !== null && !isId(person);
  const rows = limited
    ? []
    : await context.em.find(
        Reimbursement,
        {
          $and: [
            {
              ...(kind ? { kind } : {}),
              ...(state ? { state } : {}),
              ...(before ? { id: { $lt: before } } : {}),
            },
            personId ? { personId } : {},
            person ? { personId: person } : {},
            institutionCode ? { institutionCode } : {},
            region ? { institutionRegion: { $like: `${region}%` } } : {},
          ],
        },
        { orderBy: { id: 'desc' }, limit: page.first + 1 },
      );
  return pageOf(context.cursors, binding, page, rows, row => [row.id]);
}
