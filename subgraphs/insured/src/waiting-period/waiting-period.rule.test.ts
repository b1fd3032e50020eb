import fc from 'fast-check';
import { addDays, addMonths, calendarDate, date, daysBetween } from '#kernel/vocabulary/calendar';
import {
  decideWaitingPeriod,
  insideConcentratedWindow,
  interruptedYears,
  planWait,
  repairMonths,
  waitMonths,
  type EnrolmentFacts,
} from './waiting-period.rule.ts';
import { WAITING_PERIOD_TERMS, waitingPeriodTermsOn } from './waiting-period.terms.ts';

const TERMS = WAITING_PERIOD_TERMS[0]!;

/** A resident, grown up, who pays for a year. */
function resident(
  paidOn: string,
  coveredYear: number,
  overrides: Partial<EnrolmentFacts> = {},
): EnrolmentFacts {
  return {
    scheme: 'RESIDENT',
    flexible: false,
    paidOn: date(paidOn),
    coveredYear,
    birthDate: date('1980-05-01'),
    inExemptGroup: false,
    enrolledYears: [],
    countedYears: [],
    repairedYears: [],
    transfer: null,
    employeeCoverUntil: null,
    ...overrides,
  };
}

const decide = (facts: EnrolmentFacts) => decideWaitingPeriod(facts, TERMS);

describe('the concentrated window', () => {
  test.each([
    ['2025-09-30', false],
    ['2025-10-01', true],
    ['2025-12-31', true],
    ['2026-01-01', false],
    ['2024-11-01', false],
  ])('a payment on %s for 2026 lies inside: %s', (paidOn, inside) => {
    expect(insideConcentratedWindow(date(paidOn), 2026, TERMS)).toBe(inside);
  });
});

describe('interrupted years', () => {
  test.each([
    // 国办发〔2024〕38号 counts from 2025
    ['nobody has any before 2025', 2025, [], []],
    ['a year without cover counts', 2027, [2025], [2026]],
    ['years before 2025 never count', 2027, [2020], [2025, 2026]],
    ['every gap counts, not only the last', 2028, [2026], [2025, 2027]],
    ['a full history has none', 2028, [2025, 2026, 2027], []],
  ])('%s', (_rule, coveredYear, enrolledYears, expected) => {
    expect(interruptedYears(resident('2027-03-01', coveredYear, { enrolledYears }), TERMS)).toEqual(expected);
  });

  test('the year of birth is no whole year, unless the birthday is 1 January', () => {
    const facts = (birthDate: string) => resident('2028-06-01', 2028, { birthDate: date(birthDate) });
    expect(interruptedYears(facts('2026-01-02'), TERMS)).toEqual([2027]);
    expect(interruptedYears(facts('2026-01-01'), TERMS)).toEqual([2026, 2027]);
  });

  test('a year that an earlier wait has counted is not counted again', () => {
    const facts = resident('2028-03-01', 2028, { enrolledYears: [2026], countedYears: [2025] });
    expect(interruptedYears(facts, TERMS)).toEqual([2027]);
  });
});

describe('months of a wait', () => {
  test.each([
    // interrupted, repaired, fixed + variable = total (国办发〔2024〕38号)
    [[], [], 0, 3],
    [[2025], [], 1, 4],
    [[2025, 2026], [2025], 1, 4],
    [[2025, 2026, 2027], [], 3, 6],
    [[2025, 2026, 2027], [2025, 2026, 2027], 0, 3],
    [[2025, 2026, 2027, 2028], [], 4, 7],
    [[2025, 2026, 2027, 2028], [2025], 3, 6],
    [[2025, 2026, 2027, 2028], [2025, 2026, 2027, 2028], 0, 6],
    [[2025, 2026, 2028, 2029], [2025, 2026, 2028, 2029], 0, 3],
    [[2025, 2026], [2019, 2024], 2, 5],
  ])(
    'SH-ST-LTM-05, SH-ST-LTM-06: interrupted %j with %j repaired give a variable part of %i and %i in all',
    (interrupted, repaired, variable, total) => {
      expect(waitMonths(interrupted, repaired, TERMS)).toMatchObject({ fixed: 3, variable, total });
    },
  );

  const years = fc
    .uniqueArray(fc.integer({ min: 2025, max: 2040 }), { maxLength: 12 })
    .map(list => list.sort());

  test('lie between 3 and 3 + one per interrupted year, whatever is repaired', () => {
    fc.assert(
      fc.property(years, years, (interrupted, repaired) => {
        const { total } = waitMonths(interrupted, repaired, TERMS);
        return total >= 3 && total <= Math.max(3 + interrupted.length, 3);
      }),
    );
  });

  test('never grow by a repair', () => {
    fc.assert(
      fc.property(years, years, fc.integer({ min: 2025, max: 2040 }), (interrupted, repaired, year) => {
        const before = waitMonths(interrupted, repaired, TERMS).total;
        return waitMonths(interrupted, [...repaired, year], TERMS).total <= before;
      }),
    );
  });
});

describe('a resident who pays', () => {
  test('SH-ST-LTM-07: a renewal inside the window without a gap waives the wait and begins on 1 January', () => {
    expect(decide(resident('2025-11-11', 2026, { enrolledYears: [2025] }))).toEqual({
      kind: 'WAIVER',
      reason: 'CONTINUOUS',
      benefitsFrom: '2026-01-01',
    });
  });

  test('SH-ST-LTM-08: a renewal after the window waits the fixed three months from the day after payment', () => {
    expect(decide(resident('2026-02-10', 2026, { enrolledYears: [2025] }))).toMatchObject({
      kind: 'WAIT',
      total: 3,
      start: '2026-02-11',
      benefitsFrom: '2026-05-11',
      end: '2026-05-10',
      lengthDays: 89,
    });
  });

  test('SH-ST-LTM-03: a gap makes somebody wait although the payment lies inside the window', () => {
    expect(decide(resident('2026-12-20', 2027, { enrolledYears: [2025] }))).toMatchObject({
      interruptedYears: [2026],
      total: 4,
      start: '2026-12-21',
      benefitsFrom: '2027-04-21',
    });
  });

  test('inside the window the clock starts at payment, and benefits never begin before 1 January', () => {
    expect(decide(resident('2026-10-01', 2027, { enrolledYears: [2024, 2025] }))).toMatchObject({
      total: 4,
      start: '2026-10-02',
      benefitsFrom: '2027-02-02',
    });
    expect(planWait(waitMonths([], [], TERMS), date('2026-09-15'), date('2027-01-01'))).toMatchObject({
      start: '2026-09-16',
      benefitsFrom: '2027-01-01',
      lengthDays: 107,
    });
  });

  test.each([
    ['2026-11-29', 3, '2026-11-30', '2027-02-28'],
    ['2027-11-29', 3, '2027-11-30', '2028-02-29'],
    ['2026-05-30', 6, '2026-05-31', '2026-11-30'],
    ['2026-01-31', 3, '2026-02-01', '2026-05-01'],
  ])('paid on %s with %i months: from %s, benefits on %s, the day clamped', (paidOn, total, start, from) => {
    const months = { interruptedYears: [], repairedYears: [], fixed: total, variable: 0, total };
    expect(planWait(months, date(paidOn), date('2020-01-01'))).toMatchObject({ start, benefitsFrom: from });
  });

  test.each([
    ['2026-06-29', 'WAIVER'],
    ['2026-06-30', 'WAIT'],
  ])('a child born on 31 March 2026 and enrolled on %s: %s', (paidOn, kind) => {
    const decided = decide(resident(paidOn, 2026, { birthDate: date('2026-03-31'), enrolledYears: [] }));
    expect(decided.kind).toBe(kind);
    if (kind === 'WAIVER') expect(decided).toMatchObject({ reason: 'NEWBORN', benefitsFrom: '2026-03-31' });
  });

  test('a member of a listed group has benefits from payment', () => {
    expect(decide(resident('2026-05-05', 2026, { inExemptGroup: true }))).toEqual({
      kind: 'WAIVER',
      reason: 'SPECIAL_GROUP',
      benefitsFrom: '2026-05-05',
    });
  });

  test('nobody waits for a year before 2025', () => {
    expect(decide(resident('2024-10-08', 2024))).toMatchObject({ kind: 'WAIVER' });
  });

  test('never has benefits before the day after payment plus the months', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2500 }),
        fc.integer({ min: 2026, max: 2031 }),
        fc.uniqueArray(fc.integer({ min: 2020, max: 2031 })),
        (day, coveredYear, enrolledYears) => {
          const paidOn = addDays(date('2025-01-01'), day);
          const decided = decide(resident(paidOn, coveredYear, { enrolledYears }));
          if (decided.kind === 'WAIVER') return decided.benefitsFrom >= calendarDate(coveredYear, 1, 1);
          return (
            decided.benefitsFrom >= addMonths(decided.start, decided.total) &&
            decided.benefitsFrom >= calendarDate(coveredYear, 1, 1) &&
            decided.lengthDays === daysBetween(decided.start, decided.benefitsFrom) &&
            daysBetween(decided.end, decided.benefitsFrom) === 1
          );
        },
      ),
    );
  });
});

describe('a move between employee and resident insurance', () => {
  // 基本医疗保险关系转移接续暂行办法（医保办发〔2021〕43号）
  const left = (continuousMonths: number) => ({ lastCoveredOn: date('2026-03-31'), continuousMonths });

  test('after two years of cover and arrears within three months reaches back over the gap', () => {
    expect(
      decide(resident('2026-06-30', 2026, { transfer: left(24), enrolledYears: [2024, 2025, 2026] })),
    ).toEqual({
      kind: 'WAIVER',
      reason: 'TRANSFER',
      benefitsFrom: '2026-04-01',
    });
  });

  test('a day after the three months falls under the ordinary wait', () => {
    expect(
      decide(resident('2026-07-01', 2026, { transfer: left(24), enrolledYears: [2024, 2025, 2026] })),
    ).toMatchObject({ kind: 'WAIT', total: 3, benefitsFrom: '2026-10-02' });
  });

  test('however late, waits six months at most', () => {
    expect(
      decide(resident('2032-07-01', 2032, { transfer: left(30), enrolledYears: [2024, 2025, 2026] })),
    ).toMatchObject({ kind: 'WAIT', variable: 5, total: 6 });
  });

  test('with less than two years of cover has no privilege', () => {
    expect(
      decide(resident('2026-05-01', 2026, { transfer: left(23), enrolledYears: [2025, 2026] })),
    ).toMatchObject({ kind: 'WAIT', total: 3 });
  });
});

describe('employee insurance', () => {
  const employee = (overrides: Partial<EnrolmentFacts>) =>
    resident('2026-05-15', 2026, { scheme: 'EMPLOYEE', ...overrides });

  test('of somebody employed asks no wait', () => {
    expect(decide(employee({}))).toEqual({
      kind: 'WAIVER',
      reason: 'NOT_SUBJECT',
      benefitsFrom: '2026-05-15',
    });
  });

  test('in flexible employment waits six months', () => {
    // 上海市医疗保障条例 第十五条第二款; the length is a parameter of the city
    expect(decide(employee({ flexible: true }))).toMatchObject({ total: 6, benefitsFrom: '2026-11-16' });
  });

  test('carried on in flexible employment within three months asks no wait', () => {
    const until = (day: string) => employee({ flexible: true, employeeCoverUntil: date(day) });
    expect(decide(until('2026-02-14'))).toMatchObject({ kind: 'WAIT' });
    expect(decide(until('2026-02-15'))).toMatchObject({ kind: 'WAIVER', reason: 'NOT_SUBJECT' });
  });
});

describe('a repair', () => {
  const missed = waitMonths([2025, 2026], [], TERMS);

  test('of one of two missed years takes one month off', () => {
    expect(repairMonths(missed, [2026], TERMS)).toMatchObject({
      value: { total: 4, variable: 1, repairedYears: [2026] },
    });
  });

  test.each([
    ['no year', [], 'NOTHING_TO_REPAIR'],
    ['a year that was covered', [2024], 'YEAR_NOT_INTERRUPTED'],
  ])('of %s is refused', (_case, years, code) => {
    expect(repairMonths(missed, years, TERMS)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('of the same year twice is refused', () => {
    const once = waitMonths([2025, 2026], [2026], TERMS);
    expect(repairMonths(once, [2026], TERMS)).toMatchObject({ refusal: { code: 'YEAR_ALREADY_REPAIRED' } });
  });
});

test('before the rule came into force there are no terms', () => {
  expect(waitingPeriodTermsOn(date('2024-09-30'))).toBeUndefined();
  expect(waitingPeriodTermsOn(date('2024-10-01'))).toBe(TERMS);
});
