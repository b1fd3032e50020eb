import { inOrder } from '#kernel/graphql/context';
import type { InsuredContext } from '../context.ts';
import type { Enrolment } from '../enrolment/enrolment.entity.ts';
import { WaitingPeriodRecord } from './waiting-period.entity.ts';

/** The wait of an enrolment; each has one. */
export async function waitOf(context: InsuredContext, enrolment: Enrolment): Promise<WaitingPeriodRecord> {
  const wait = await context
    .loader<string, WaitingPeriodRecord>('waitOf', async ids =>
      inOrder(ids, await context.em.find(WaitingPeriodRecord, { id: { $in: [...ids] } }), row => row.id),
    )
    .load(enrolment.id);
  if (!wait) throw new Error(`enrolment ${enrolment.id} has no waiting period`);
  return wait;
}
