import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { forbidden } from '#kernel/graphql/errors';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import { Reconciliation, ReconciliationDifference } from './reconciliation.entity.ts';
import type { PartyKind } from './reconciliation.parties.ts';
import type { ReconciliationState } from './reconciliation.rule.ts';

export interface ReconciliationFilter {
  readonly partyKind: PartyKind | null;
  readonly state: ReconciliationState | null;
}

/** A reconciliation by id; FORBIDDEN outside the data range. */
export async function reconciliationById(
  context: SubgraphContext,
  id: string,
): Promise<Reconciliation | null> {
  if (!isId(id)) return null;
  const found = await context
    .loader<string, Reconciliation>('reconciliation', async keys =>
      inOrder(keys, await context.em.find(Reconciliation, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
  const { own, region } = rangeOf(context.principal);
  const foreign = found && own && (found.partyKind !== own.partyKind || found.party !== own.party);
  if (foreign || (found && !found.region.startsWith(region ?? ''))) throw forbidden('不在您的数据范围内');
  return found;
}

/** A page of reconciliations in the principal's data range, newest first. */
export async function reconciliationPage(
  context: SubgraphContext,
  { partyKind, state }: ReconciliationFilter,
  page: ConnectionArguments,
): Promise<Connection<Reconciliation>> {
  const { own, region } = rangeOf(context.principal);
  const binding = `reconciliations:${partyKind}:${state}`;
  const [before] = (positionAfter(context.cursors, binding, page) ?? []).map(String);
  const rows = await context.em.find(
    Reconciliation,
    {
      ...(partyKind ? { partyKind } : {}),
      ...(state ? { state } : {}),
      ...(before ? { id: { $lt: before } } : {}),
      ...own,
      ...(region ? { region: { $like: `${region}%` } } : {}),
    },
    { orderBy: { id: 'desc' }, limit: page.first + 1 },
  );
  return pageOf(context.cursors, binding, page, rows, row => [row.id]);
}

/** A page of the differences of a reconciliation, by kind and reference. */
export function differencesOf(
  context: SubgraphContext,
  { id }: Reconciliation,
  page: ConnectionArguments,
): Promise<Connection<ReconciliationDifference>> {
  const children: Children<ReconciliationDifference> = {
    type: ReconciliationDifference,
    from: '"settlement"."reconciliation_difference"',
    parent: { column: 'reconciliation_id', type: 'uuid' },
    order: ['place'],
    direction: 'asc',
    where: [],
  };
  return pageOfChildren(context, context.cursors, 'Reconciliation.differences', children, id, page);
}

interface OwnParty {
  readonly partyKind: PartyKind;
  readonly party: string;
}

/** Institutions and insurers see their own, staff those of their region; a person sees none. */
function rangeOf(principal: Principal): { readonly own: OwnParty | null; readonly region: string | null } {
  if (principal.role === 'PERSON') throw forbidden('不在您的数据范围内');
  if (principal.role === 'INSURER') {
    return { own: { partyKind: 'INSURER', party: principal.institution ?? 'none' }, region: null };
  }
  const party = institutionLimit(principal);
  return { own: party ? { partyKind: 'INSTITUTION', party } : null, region: regionLimit(principal) };
}
