import type { InsuredContext } from '../context.ts';
import type { Enrolment } from './enrolment.entity.ts';
import { enrolmentById } from './enrolment.loader.ts';
import { enrolmentRefusal } from './enrolment.refusals.ts';
import type { Outcome } from './outcome.ts';

/** A mutation's answer: its enrolment as it now stands, or the refusal. */
export async function enrolmentResult<Success extends { enrolment: Enrolment }>(
  context: InsuredContext,
  outcome: Outcome,
  type: new () => Success,
): Promise<Success | ReturnType<typeof enrolmentRefusal>> {
  if ('refusal' in outcome) return enrolmentRefusal(outcome.refusal);
  return Object.assign(new type(), { enrolment: await enrolmentById(context, outcome.id) });
}
