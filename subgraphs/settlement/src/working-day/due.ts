import { registerEnumType } from 'type-graphql';
import type { Row } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { workingDaysBetween } from './working-day.rule.ts';

const SOON_WORKING_DAYS = 5;

export const DUE = ['OVERDUE', 'DUE_SOON', 'IN_TIME'] as const;
export type Due = (typeof DUE)[number];
export const DueEnum: { readonly [D in Due]: D } = {
  OVERDUE: 'OVERDUE',
  DUE_SOON: 'DUE_SOON',
  IN_TIME: 'IN_TIME',
};
registerEnumType(DueEnum, {
  name: 'Due',
  description: '时限情况。How near the promised day of a case is.',
  valuesConfig: {
    OVERDUE: { description: '已超期。The promised day has passed.' },
    DUE_SOON: { description: '即将到期。At most five working days are left.' },
    IN_TIME: { description: '未到期。More than five working days are left.' },
  },
});

/** How near a promised day is. */
export function dueOn(promisedBy: CalendarDate, today: CalendarDate): Due {
  if (promisedBy < today) return 'OVERDUE';
  return workingDaysBetween(today, promisedBy) <= SOON_WORKING_DAYS ? 'DUE_SOON' : 'IN_TIME';
}

/** Open cases of one state that are equally near their promised day. */
export interface Aged<State extends string> {
  readonly due: Due;
  readonly state: State;
  readonly count: number;
  readonly total: Fen;
}

/**
 * Sums rows by state and promised day (`state`, `day`, `count`, `total`) up by how near the day is; what is overdue
 * first, then in the order of the states.
 */
export function aged<State extends string>(
  rows: readonly Row[],
  states: readonly State[],
  today: CalendarDate,
): Aged<State>[] {
  return DUE.flatMap(due =>
    states.flatMap(state => {
      const ofBoth = rows.filter(row => row['state'] === state && dueOn(String(row['day']), today) === due);
      if (ofBoth.length === 0) return [];
      const count = ofBoth.reduce((sum, row) => sum + Number(row['count']), 0);
      const total = ofBoth.reduce((sum, row) => sum + BigInt(String(row['total'])), 0n);
      return [{ due, state, count, total }];
    }),
  );
}
