import { groupedBy, type SubgraphContext } from '#kernel/graphql/context';
import { institutionLimit } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import { patientsAmong } from '../visit/patients.ts';
import { Qualification } from './qualification.entity.ts';

/** What the registers say of a person: one statement for all persons of the request. */
export async function qualificationsOf(context: SubgraphContext, personId: string): Promise<Qualification[]> {
  if (!isId(personId)) return [];
  const rows = await context
    .loader<string, Qualification[]>('qualifications', async keys => {
      const where = { personId: { $in: [...keys] } };
      const orderBy = { kind: 'asc', firstDay: 'asc', id: 'asc' } as const;
      return groupedBy(keys, await context.em.find(Qualification, where, { orderBy }), row => row.personId);
    })
    .load(personId);
  return rows ?? [];
}

/** The same for whoever asks of a person: an institution only of its patients. */
export async function visibleQualificationsOf(
  context: SubgraphContext,
  personId: string,
): Promise<Qualification[]> {
  const institution = institutionLimit(context.principal);
  if (institution === null) return qualificationsOf(context, personId);
  const patient = await context
    .loader<string, boolean>('own-patients', async keys => {
      const own = await patientsAmong(context.em, institution, keys);
      return keys.map(key => own.has(key));
    })
    .load(personId);
  return patient ? qualificationsOf(context, personId) : [];
}
