import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import type { CursorCodec } from '#kernel/graphql/cursor';
import { isId } from '#kernel/persistence/id';
import { PolicyChange } from './policy-change.entity.ts';
import type { PolicyChangeState } from './policy-change.rule.ts';

/** A change of policy by id. */
export function policyChangeById(context: SubgraphContext, id: string): Promise<PolicyChange | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, PolicyChange>('policy-change', async keys =>
      inOrder(keys, await context.em.find(PolicyChange, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
}

/** A page of changes of policy, newest first. */
export async function policyChangePage(
  context: SubgraphContext,
  cursors: CursorCodec,
  state: PolicyChangeState | null,
  page: ConnectionArguments,
): Promise<Connection<PolicyChange>> {
  const binding = `policyChanges:${state}`;
  const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
  const rows = await context.em.find(
    PolicyChange,
    { ...(state ? { state } : {}), ...(before ? { id: { $lt: before } } : {}) },
    { orderBy: { id: 'desc' }, limit: page.first + 1 },
  );
  return pageOf(cursors, binding, page, rows, row => [row.id]);
}
