import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#kernel/vocabulary/calendar';
import { addWorkingDays, isWorkingDay, workingDaysBetween } from './working-day.rule.ts';

test.each([
  ['2026-03-16', 'a Monday', true],
  ['2026-03-14', 'a Saturday', false],
  ['2026-02-14', 'a Saturday worked for the Spring Festival', true],
  ['2026-02-16', 'a Monday of the Spring Festival', false],
  ['2026-10-10', 'a Saturday worked for the National Day', true],
  ['2025-10-08', 'a Wednesday of the National Day', false],
] as const)('%s, %s: %s', (day, _, expected) => {
  expect(isWorkingDay(day)).toBe(expected);
});

test.each([
  ['2026-03-16', 1, '2026-03-17'],
  ['2026-03-13', 1, '2026-03-16'],
  ['2026-02-13', 1, '2026-02-14'],
  ['2026-02-14', 1, '2026-02-24'],
  ['2026-03-16', 30, '2026-04-28'],
] as const)('from %s, %d working days end on %s', (from, count, expected) => {
  expect(addWorkingDays(from, count)).toBe(expected);
});

test('days added are days counted, and a deadline is a working day', () => {
  const day = fc.integer({ min: 0, max: 700 }).map(offset => addDays('2025-01-01', offset));
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 60 }), (from, count) => {
      const deadline = addWorkingDays(from, count);
      expect(isWorkingDay(deadline)).toBe(true);
      expect(workingDaysBetween(from, deadline)).toBe(count);
      expect(workingDaysBetween(deadline, from)).toBe(-count);
    }),
    { numRuns: 100 },
  );
});
