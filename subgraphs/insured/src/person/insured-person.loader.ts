import { inOrder } from '#kernel/graphql/context';
import { isId } from '#kernel/persistence/id';
import type { InsuredContext } from '../context.ts';
import { InsuredPerson } from './insured-person.entity.ts';

/** A person by id, within what the principal may see; null otherwise. */
export function personById(context: InsuredContext, id: string): Promise<InsuredPerson | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, InsuredPerson>('personById', async ids => {
      const range = context.services.persons.range(context.principal);
      const rows = await context.em.find(InsuredPerson, {
        $and: [{ id: { $in: [...ids] } }, range],
      } as never);
      return inOrder(ids, rows, person => person.id);
    })
    .load(id);
}
