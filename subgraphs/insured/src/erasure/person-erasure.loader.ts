import { groupedBy } from '#kernel/graphql/context';
import type { InsuredContext } from '../context.ts';
import { PersonErasureAcknowledgement, PersonErasureStep } from './person-erasure.entity.ts';

/** The steps of an erasure, oldest first. */
export async function stepsOf(context: InsuredContext, erasureId: string): Promise<PersonErasureStep[]> {
  const steps = await context
    .loader<string, PersonErasureStep[]>('erasureSteps', async ids => {
      const where = { erasureId: { $in: [...ids] } };
      const rows = await context.em.find(PersonErasureStep, where, { orderBy: { id: 'asc' } });
      return groupedBy(ids, rows, row => row.erasureId);
    })
    .load(erasureId);
  return steps ?? [];
}

/** The acknowledgements of an erasure, in the order in which they came. */
export async function acknowledgementsOf(
  context: InsuredContext,
  erasureId: string,
): Promise<PersonErasureAcknowledgement[]> {
  const acknowledgements = await context
    .loader<string, PersonErasureAcknowledgement[]>('erasureAcknowledgements', async ids => {
      const where = { erasureId: { $in: [...ids] } };
      const orderBy = { acknowledgedAt: 'asc', subgraph: 'asc' } as const;
      const rows = await context.em.find(PersonErasureAcknowledgement, where, { orderBy });
      return groupedBy(ids, rows, row => row.erasureId);
    })
    .load(erasureId);
  return acknowledgements ?? [];
}
