import type { Difference } from './differential.ts';

/** A difference as it is reported: enough to see it, and to make it again. */
export function describeDifference({ seed, what, operation, faults, ours, apollo }: Difference): string {
  return [
    `seed ${seed}: ${what}`,
    operation.source,
    `variables ${JSON.stringify(operation.variables)}`,
    `faults ${JSON.stringify(faults)}`,
    `ours   ${JSON.stringify(ours)}`,
    `apollo ${JSON.stringify(apollo)}`,
  ].join('\n');
}
