import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { isId } from '#kernel/persistence/id';
import { inRange } from '../range.ts';
import { Visit } from './visit.entity.ts';

/** A visit by id, whatever the data range. */
export function visitById(context: SubgraphContext, id: string): Promise<Visit | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, Visit>('visit', async keys =>
      inOrder(keys, await context.em.find(Visit, { id: { $in: [...keys] } }), row => row.id),
    )
    .load(id);
}

/** A visit by reference; null when there is none in the principal's data range. */
export async function visitReference(context: SubgraphContext, id: string): Promise<Visit | null> {
  const visit = await visitById(context, id);
  return visit && inRange(context.principal, visit) ? visit : null;
}
