import { groupedBy, type SubgraphContext } from '#kernel/graphql/context';
import { isId } from '#kernel/persistence/id';
import { Accumulator } from './accumulator.entity.ts';

/** The accumulators of a person's year: one statement for all persons of the request. */
export async function accumulatorsOf(
  context: SubgraphContext,
  personId: string,
  year: number,
): Promise<Accumulator[]> {
  if (!isId(personId)) return [];
  const rows = await context
    .loader<string, Accumulator[]>(`accumulators:${year}`, async keys => {
      const orderBy = { scheme: 'asc', kind: 'asc' } as const;
      const found = await context.em.find(Accumulator, { personId: { $in: [...keys] }, year }, { orderBy });
      return groupedBy(keys, found, row => row.personId);
    })
    .load(personId);
  return rows ?? [];
}
