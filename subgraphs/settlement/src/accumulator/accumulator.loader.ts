import { groupedBy, type SubgraphContext } from '#kernel/graphql/context';
import { institutionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import { Visit } from '../visit/visit.entity.ts';
import { Accumulator } from './accumulator.entity.ts';

/**
 * The accumulators of a person's year: one statement for all persons of the request. An institution sees those of
 * its patients.
 */
export async function accumulatorsOf(
  context: SubgraphContext,
  personId: string,
  year: number,
): Promise<Accumulator[]> {
  if (!isId(personId)) return [];
  const rows = await context
    .loader<string, Accumulator[]>(`accumulators:${year}`, async keys => {
      const orderBy = { scheme: 'asc', kind: 'asc' } as const;
      const institutionCode = institutionLimit(context.principal);
      const personId = { $in: institutionCode ? await patients(context, institutionCode, keys) : [...keys] };
      const found = await context.em.find(Accumulator, { personId, year }, { orderBy });
      return groupedBy(keys, found, row => row.personId);
    })
    .load(personId);
  return rows ?? [];
}

async function patients(
  context: SubgraphContext,
  institutionCode: string,
  personIds: readonly string[],
): Promise<string[]> {
  const where = { institutionCode, personId: { $in: [...personIds] } };
  const visits = await context.em.find(Visit, where, { fields: ['personId'] });
  return [...new Set(visits.map(visit => visit.personId))];
}
