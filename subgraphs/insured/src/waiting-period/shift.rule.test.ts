import fc from 'fast-check';
import { addDays, date, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Result } from '#kernel/vocabulary/result';
import {
  benefitsFrom,
  endWait,
  relengthenWait,
  remaining,
  resumeWait,
  served,
  shiftedStart,
  stateOn,
  suspendWait,
  type WaitCourse,
} from './shift.rule.ts';

/** Ninety days from 2 March: benefits on 31 May 2026. */
const COURSE: WaitCourse = { start: date('2026-03-02'), lengthDays: 90, suspensions: [], ended: null };

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

const shifted = (...pauses: readonly [CalendarDate, CalendarDate][]) =>
  pauses.reduce((course, [from, to]) => done(resumeWait(done(suspendWait(course, from)), to)), COURSE);

describe('days of a wait', () => {
  test.each([
    ['2026-03-01', 0, 90, 'PENDING'],
    ['2026-03-02', 1, 89, 'RUNNING'],
    ['2026-05-30', 90, 0, 'RUNNING'],
    ['2026-05-31', 90, 0, 'SERVED'],
    ['2027-01-01', 90, 0, 'SERVED'],
  ])('on %s, %i are served and %i remain: %s', (on, days, left, state) => {
    expect([served(COURSE, date(on)), remaining(COURSE, date(on)), stateOn(COURSE, date(on))]).toEqual([
      days,
      left,
      state,
    ]);
  });
});

describe('a shift', () => {
  const once = shifted([date('2026-03-12'), date('2026-04-01')]);

  test('SH-ST-LTM-09: moves benefits by the days not served and keeps the length', () => {
    expect(benefitsFrom(COURSE)).toBe('2026-05-31');
    expect(benefitsFrom(once)).toBe('2026-06-20');
    expect(shiftedStart(once)).toBe('2026-03-22');
    expect(once.lengthDays).toBe(90);
  });

  test.each([
    ['the last day before it', '2026-03-11', 10, 'RUNNING'],
    ['the first day not served', '2026-03-12', 10, 'SUSPENDED'],
    ['the last day not served', '2026-03-31', 10, 'SUSPENDED'],
    ['the first day served again', '2026-04-01', 11, 'RUNNING'],
  ])('on %s (%s) %i days are served', (_which, on, days, state) => {
    expect(served(once, date(on))).toBe(days);
    expect(stateOn(once, date(on))).toBe(state);
  });

  test('that is open leaves the first day of benefits unknown', () => {
    const open = done(suspendWait(COURSE, date('2026-03-12')));
    expect(benefitsFrom(open)).toBeNull();
    expect(shiftedStart(open)).toBeNull();
    expect(remaining(open, date('2026-12-31'))).toBe(80);
  });

  test('may come twice', () => {
    const twice = shifted([date('2026-03-12'), date('2026-04-01')], [date('2026-04-11'), date('2026-04-21')]);
    expect(benefitsFrom(twice)).toBe('2026-06-30');
  });

  test.each([
    ['before the start', COURSE, '2026-03-01', 'ILLEGAL_TRANSITION'],
    ['after it is served', once, '2026-06-20', 'ILLEGAL_TRANSITION'],
    ['inside an earlier shift', once, '2026-03-20', 'BEFORE_LAST_CHANGE'],
  ])('%s is refused', (_when, course, on, code) => {
    expect(suspendWait(course, date(on))).toMatchObject({ ok: false, refusal: { code } });
  });

  test('is not resumed twice, nor before it began', () => {
    expect(resumeWait(once, date('2026-04-02'))).toMatchObject({ refusal: { code: 'ILLEGAL_TRANSITION' } });
    const open = done(suspendWait(COURSE, date('2026-03-12')));
    expect(resumeWait(open, date('2026-03-11'))).toMatchObject({ refusal: { code: 'BEFORE_LAST_CHANGE' } });
  });

  const pauses = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 0, max: 40 })), { maxLength: 5 })
    .map(steps => {
      let day = COURSE.start;
      return steps.map(([after, length]): [CalendarDate, CalendarDate] => {
        const from = addDays(day, after);
        day = addDays(from, length);
        return [from, day];
      });
    });

  test('never changes that served and remaining add up to the length', () => {
    fc.assert(
      fc.property(pauses, fc.integer({ min: -30, max: 400 }), (list, day) => {
        const course = shifted(...list);
        const on = addDays(COURSE.start, day);
        return served(course, on) + remaining(course, on) === 90 && served(course, on) >= 0;
      }),
    );
  });

  test('makes the whole length served on the last day before benefits, and not a day earlier', () => {
    fc.assert(
      fc.property(pauses, list => {
        const course = shifted(...list);
        const due = benefitsFrom(course)!;
        const lastDay = addDays(due, -1);
        return (
          served(course, lastDay) === 90 &&
          served(course, addDays(lastDay, -1)) === 89 &&
          stateOn(course, lastDay) === 'RUNNING' &&
          stateOn(course, due) === 'SERVED'
        );
      }),
    );
  });
});

describe('a new length after a repair', () => {
  test('brings benefits forward', () => {
    const shorter = done(relengthenWait(COURSE, 60, date('2026-03-20')));
    expect(benefitsFrom(shorter)).toBe('2026-05-01');
  });

  test('does not reach back behind the repair', () => {
    const shorter = done(relengthenWait(COURSE, 60, date('2026-05-10')));
    expect(benefitsFrom(shorter)).toBe('2026-05-11');
    expect(stateOn(shorter, date('2026-05-11'))).toBe('SERVED');
  });

  test('is refused for a wait that is served', () => {
    expect(relengthenWait(COURSE, 60, date('2026-05-31'))).toMatchObject({
      refusal: { code: 'ILLEGAL_TRANSITION', facts: { fromState: 'SERVED' } },
    });
  });
});

describe('an end by hand', () => {
  test('SH-ST-LTM-17: a waived wait gives benefits from that day, a cancelled one none', () => {
    const waived = done(endWait(COURSE, 'WAIVE', date('2026-04-01')));
    expect([stateOn(waived, date('2026-04-01')), benefitsFrom(waived)]).toEqual(['WAIVED', '2026-04-01']);
    const cancelled = done(endWait(COURSE, 'CANCEL', date('2026-04-01')));
    expect([stateOn(cancelled, date('2026-04-01')), benefitsFrom(cancelled)]).toEqual(['CANCELLED', null]);
    expect(stateOn(cancelled, date('2026-03-31'))).toBe('RUNNING');
  });

  test('is refused once the wait is over', () => {
    expect(endWait(COURSE, 'WAIVE', date('2026-06-01'))).toMatchObject({ ok: false });
  });
});
