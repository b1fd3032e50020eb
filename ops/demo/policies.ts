import { addDays, addMonths, type CalendarDate } from '#kernel/vocabulary/calendar';
import { ratio, yuan } from '#kernel/vocabulary/money';
import type { Dice } from './dice.ts';
import { instantAt, uuidAt } from './identifiers.ts';
import type { DemoPerson, DemoPolicy } from './world.types.ts';

/** Two invented insurers; the first one insures the showcase. */
export const INSURERS = ['SB310001', 'SB310002'] as const;

/** Every so many persons one holds a policy. */
const HOLDERS_APART = 50;

/** Commercial policies of a year each: most in force, every third ran out a month ago. */
export function createPolicies(
  asOf: CalendarDate,
  showcase: DemoPerson,
  persons: readonly DemoPerson[],
  dice: Dice,
): DemoPolicy[] {
  const others = persons.filter((person, index) => index % HOLDERS_APART === 10 && person !== showcase);
  return [showcase, ...others].map((person, index) => {
    const lastDay = index % 3 === 2 ? addMonths(asOf, -1) : addMonths(asOf, dice.between(1, 11));
    const firstDay = addDays(addMonths(lastDay, -12), 1);
    return {
      id: uuidAt(instantAt(firstDay, dice.between(9 * 60, 17 * 60)), dice),
      insurerCode: INSURERS[index % INSURERS.length]!,
      policyNumber: `DEMO-${String(index + 1).padStart(6, '0')}`,
      personId: person.id,
      product: '演示医疗保险',
      ratio: ratio('0.8'),
      deductible: yuan(10_000),
      yearlyLimit: yuan(1_000_000),
      firstDay,
      lastDay,
    };
  });
}
