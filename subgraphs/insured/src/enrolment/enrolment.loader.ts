import { groupedBy, inOrder } from '#kernel/graphql/context';
import { isId } from '#kernel/persistence/id';
import type { InsuredContext } from '../context.ts';
import type { InsuredPerson } from '../person/insured-person.entity.ts';
import { Enrolment, EnrolmentChange } from './enrolment.entity.ts';

/** An enrolment by id, within what the principal may see; null otherwise. */
export function enrolmentById(context: InsuredContext, id: string): Promise<Enrolment | null> {
  if (!isId(id)) return Promise.resolve(null);
  return context
    .loader<string, Enrolment>('enrolmentById', async ids => {
      const rows = await context.em.find(Enrolment, { id: { $in: [...ids] } });
      const { person, region, role } = context.principal;
      const visible = rows.filter(
        row =>
          (role !== 'PERSON' || row.personId === person) &&
          (region === null || row.region.startsWith(region)),
      );
      return inOrder(ids, visible, row => row.id);
    })
    .load(id);
}

/** All enrolments of a person, newest cover first: at most a few a year of life. */
export async function enrolmentsOf(
  context: InsuredContext,
  person: InsuredPerson,
): Promise<readonly Enrolment[]> {
  const loaded = await context
    .loader<string, Enrolment[]>('enrolmentsOf', async ids => {
      const rows = await context.em.find(
        Enrolment,
        { personId: { $in: [...ids] } },
        { orderBy: { coverFrom: 'desc', id: 'desc' } },
      );
      return groupedBy(ids, rows, row => row.personId);
    })
    .load(person.id);
  return loaded ?? [];
}

/** The history of an enrolment, oldest first. */
export async function changesOf(
  context: InsuredContext,
  enrolment: Enrolment,
): Promise<readonly EnrolmentChange[]> {
  const loaded = await context
    .loader<string, EnrolmentChange[]>('changesOf', async ids => {
      const rows = await context.em.find(
        EnrolmentChange,
        { enrolmentId: { $in: [...ids] } },
        { orderBy: { id: 'asc' } },
      );
      return groupedBy(ids, rows, row => row.enrolmentId);
    })
    .load(enrolment.id);
  return loaded ?? [];
}
