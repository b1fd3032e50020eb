import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  ageOn,
  date,
  dateInShanghai,
  daysBetween,
  parseCalendarDate,
  startOfDay,
} from './calendar.ts';

test.each(['2025-02-29', '2025-13-01', '2025-00-10', '25-01-01', '2025-1-1', '1899-12-31', '2025-04-31'])(
  '%s is no date',
  text => {
    expect(parseCalendarDate(text)).toMatchObject({ ok: false, refusal: { code: 'INVALID_DATE' } });
  },
);

test('months are added to the calendar, clamped to the end of the month', () => {
  expect(addMonths(date('2026-01-31'), 1)).toBe('2026-02-28');
  expect(addMonths(date('2024-01-31'), 1)).toBe('2024-02-29');
  expect(addMonths(date('2025-11-30'), 3)).toBe('2026-02-28');
  expect(addMonths(date('2026-03-31'), -1)).toBe('2026-02-28');
});

test('a day begins at 16:00 UTC of the day before', () => {
  expect(startOfDay(date('2026-03-16')).toISOString()).toBe('2026-03-15T16:00:00.000Z');
  expect(dateInShanghai(new Date('2026-03-15T15:59:59.999Z'))).toBe('2026-03-15');
  expect(dateInShanghai(new Date('2026-03-15T16:00:00.000Z'))).toBe('2026-03-16');
});

test('age counts completed years', () => {
  expect(ageOn(date('2000-02-29'), date('2018-02-28'))).toBe(17);
  expect(ageOn(date('2000-02-29'), date('2018-03-01'))).toBe(18);
});

test('days added are days between', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 20_000 }), days => {
      const from = date('2026-01-01');
      expect(daysBetween(from, addDays(from, days))).toBe(days);
    }),
  );
});
