import { date } from '#kernel/vocabulary/calendar';
import { WAITING_PERIOD_TERMS } from '../waiting-period/waiting-period.terms.ts';
import {
  changeEnrolment,
  continuousMonths,
  coveredYears,
  decideEnrolment,
  endByDeath,
  enrolmentInForce,
  type Cover,
  type EnrolmentWish,
} from './enrolment.rule.ts';

const TERMS = WAITING_PERIOD_TERMS[0]!;
const TODAY = date('2026-06-30');

const cover = (overrides: Partial<Cover>): Cover => ({
  id: 'cover',
  scheme: 'RESIDENT',
  coveredYear: 2026,
  coverFrom: date('2026-01-01'),
  coverTo: date('2026-12-31'),
  state: 'ACTIVE',
  suspendedFrom: null,
  ...overrides,
});
const employeeCover = (overrides: Partial<Cover> = {}) =>
  cover({
    scheme: 'EMPLOYEE',
    coveredYear: null,
    coverFrom: date('2020-03-01'),
    coverTo: null,
    ...overrides,
  });

const decide = (overrides: Partial<EnrolmentWish>) =>
  decideEnrolment(
    {
      personGroup: 'ADULT',
      coveredYear: 2026,
      paidOn: date('2026-05-05'),
      birthDate: date('1980-01-01'),
      deceasedOn: null,
      today: TODAY,
      covers: [],
      ...overrides,
    },
    TERMS,
  );

describe('a resident', () => {
  test('is covered from the day after a late payment to the end of the year', () => {
    expect(decide({})).toMatchObject({ value: { coverFrom: '2026-05-06', coverTo: '2026-12-31' } });
  });

  test('who pays in the window is covered from 1 January', () => {
    expect(decide({ paidOn: date('2025-10-01') })).toMatchObject({ value: { coverFrom: '2026-01-01' } });
  });

  test.each([
    ['before the window opens', { paidOn: date('2025-09-30') }, 'PAYMENT_OUTSIDE_PERIOD'],
    ['for a year that is over', { coveredYear: 2025, paidOn: date('2026-01-01') }, 'PAYMENT_OUTSIDE_PERIOD'],
    ['tomorrow', { paidOn: date('2026-07-01') }, 'PAYMENT_IN_FUTURE'],
    ['before birth', { birthDate: date('2026-06-01') }, 'PAYMENT_OUTSIDE_PERIOD'],
    ['without a year', { coveredYear: null }, 'COVERED_YEAR_MISMATCH'],
    ['for a year already paid', { covers: [cover({})] }, 'DOUBLE_ENROLMENT'],
    ['beside employee cover', { covers: [employeeCover()] }, 'EMPLOYEE_COVER_EXISTS'],
    ['after death', { deceasedOn: date('2026-01-02') }, 'PERSON_DECEASED'],
  ])('who pays %s is refused', (_when, wish, code) => {
    // 上海市医疗保障条例 第十二条
    expect(decide(wish)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('whose employee cover is suspended leaves it with its last day of benefits', () => {
    const suspended = employeeCover({ state: 'SUSPENDED', suspendedFrom: date('2026-04-01') });
    expect(decide({ covers: [suspended] })).toMatchObject({
      value: { scheme: 'RESIDENT', ends: [{ id: 'cover', lastDay: '2026-03-31' }] },
    });
  });
});

describe('an employee', () => {
  test('ends resident cover with the day before: employee cover wins', () => {
    expect(decide({ personGroup: 'EMPLOYED', coveredYear: null, covers: [cover({})] })).toEqual({
      ok: true,
      value: {
        scheme: 'EMPLOYEE',
        coverFrom: '2026-05-05',
        coverTo: null,
        ends: [{ id: 'cover', lastDay: '2026-05-04' }],
      },
    });
  });

  test('on unemployment benefit keeps employee cover', () => {
    // 社会保险法 第四十八条
    expect(decide({ personGroup: 'UNEMPLOYED', coveredYear: null })).toMatchObject({
      value: { scheme: 'EMPLOYEE' },
    });
  });

  test('is not enrolled twice, nor for a year', () => {
    expect(decide({ personGroup: 'EMPLOYED', coveredYear: null, covers: [employeeCover()] })).toMatchObject({
      refusal: { code: 'DOUBLE_ENROLMENT' },
    });
    expect(decide({ personGroup: 'EMPLOYED' })).toMatchObject({ refusal: { code: 'COVERED_YEAR_MISMATCH' } });
  });
});

describe('a change of state', () => {
  test.each([
    ['in its cover', 'ACTIVE', 'SUSPEND', '2026-06-01', null, 'SUSPENDED'],
    ['on its first day', 'ACTIVE', 'SUSPEND', '2026-01-01', null, 'SUSPENDED'],
    ['on the day of the last change', 'SUSPENDED', 'RESUME', '2026-06-01', '2026-06-01', 'ACTIVE'],
    ['before its cover', 'ACTIVE', 'SUSPEND', '2025-12-31', null, 'DATE_OUTSIDE_COVER'],
    ['tomorrow', 'ACTIVE', 'SUSPEND', '2026-07-01', null, 'DATE_OUTSIDE_COVER'],
    ['before the last change', 'SUSPENDED', 'RESUME', '2026-05-31', '2026-06-01', 'BEFORE_LAST_CHANGE'],
    ['twice', 'SUSPENDED', 'SUSPEND', '2026-06-01', null, 'ILLEGAL_TRANSITION'],
    ['without a suspension', 'ACTIVE', 'RESUME', '2026-06-01', null, 'ILLEGAL_TRANSITION'],
    ['after its end', 'ENDED', 'RESUME', '2026-06-01', null, 'ILLEGAL_TRANSITION'],
  ] as const)('%s: from %s by %s on %s (last %s) comes %s', (_when, state, act, on, last, outcome) => {
    const decided = changeEnrolment(cover({ state }), act, on, last, TODAY);
    expect(decided.ok ? decided.value : decided.refusal.code).toBe(outcome);
  });
});

test('death ends open cover that day and leaves finished cover alone', () => {
  const finished = cover({ id: 'finished', coverTo: date('2025-12-31'), coverFrom: date('2025-01-01') });
  expect(endByDeath([finished, employeeCover({ id: 'open' })], date('2026-06-01'))).toEqual([
    { id: 'open', lastDay: '2026-06-01' },
  ]);
});

describe('the history of cover', () => {
  const covers = [
    cover({ coverFrom: date('2024-01-01'), coverTo: date('2024-12-31') }),
    employeeCover({ coverFrom: date('2025-01-01'), coverTo: date('2026-03-31'), state: 'ENDED' }),
  ];

  test('knows its calendar years over both schemes', () => {
    expect(coveredYears(covers, TODAY)).toEqual([2024, 2025, 2026]);
    expect(coveredYears([employeeCover()], date('2022-02-02'))).toEqual([2020, 2021, 2022]);
  });

  test('an enrolment ended before it began covers no year', () => {
    expect(coveredYears([cover({ coverTo: date('2025-12-31') })], TODAY)).toEqual([]);
  });

  test.each([
    ['2026-03-31', 27],
    ['2026-03-30', 26],
    ['2024-06-30', 6],
    ['2026-04-15', 0],
  ])('up to %s counts %i months without a gap', (until, months) => {
    expect(continuousMonths(covers, date(until))).toBe(months);
  });

  test('a gap starts the count anew', () => {
    const gap = [covers[0]!, { ...covers[1]!, coverFrom: date('2025-01-02') }];
    expect(continuousMonths(gap, date('2026-03-31'))).toBe(14);
  });
});

describe('the enrolment that speaks for a person', () => {
  const paid = (id: string, paidOn: string, year: number) => ({
    ...cover({ id, coverFrom: `${year}-01-01`, coverTo: `${year}-12-31` }),
    paidOn,
  });
  const history = [paid('next', '2026-11-01', 2027), paid('now', '2025-11-01', 2026)];

  test.each<[string, string | undefined, string]>([
    ['2026-12-01', 'now', 'covers the day, though another was paid since'],
    ['2027-01-01', 'next', 'covers the day'],
    ['2025-12-01', 'now', 'is the newest paid'],
    ['2028-02-01', 'next', 'is the newest paid'],
    ['2025-10-31', undefined, 'is none before the first payment'],
  ])('on %s is %s: it %s', (on, id) => {
    expect(enrolmentInForce(history, date(on))?.id).toBe(id);
  });
});
