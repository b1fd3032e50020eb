import {
  addDays,
  addMonths,
  calendarDate,
  daysBetween,
  later,
  type CalendarDate,
} from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { WaitingPeriodTerms } from './waiting-period.terms.ts';

/** Why somebody does not wait. */
export type WaiverReason = 'NEWBORN' | 'SPECIAL_GROUP' | 'CONTINUOUS' | 'TRANSFER' | 'NOT_SUBJECT';

/** A move between employee and resident insurance, as far as it bears on the wait. */
export interface TransferFacts {
  /** Last day covered by the other scheme. */
  readonly lastCoveredOn: CalendarDate;
  /** Months of cover without a gap up to that day. */
  readonly continuousMonths: number;
}

/** What is known when a contribution is paid. */
export interface EnrolmentFacts {
  readonly scheme: 'RESIDENT' | 'EMPLOYEE';
  /** In flexible employment: the only employees who wait. */
  readonly flexible: boolean;
  readonly paidOn: CalendarDate;
  /** The year that a resident's contribution covers; the year of payment for employees. */
  readonly coveredYear: number;
  readonly birthDate: CalendarDate;
  readonly inExemptGroup: boolean;
  /** Calendar years with cover of either scheme. */
  readonly enrolledYears: readonly number[];
  /** Interrupted years that an earlier wait has counted already. */
  readonly countedYears: readonly number[];
  /** Interrupted years paid in with this enrolment. */
  readonly repairedYears: readonly number[];
  readonly transfer: TransferFacts | null;
  /** Last day of earlier employee cover; null for who never had any. */
  readonly employeeCoverUntil: CalendarDate | null;
}

/** Months of a wait and where they come from. */
export interface WaitMonths {
  readonly interruptedYears: readonly number[];
  readonly repairedYears: readonly number[];
  readonly fixed: number;
  readonly variable: number;
  /** fixed + variable, lifted to the floor of a long interruption. */
  readonly total: number;
}

/** A wait as it is created; `lengthDays` never changes by a shift. */
export interface Wait extends WaitMonths {
  readonly kind: 'WAIT';
  /** First day of waiting, the day after payment. */
  readonly start: CalendarDate;
  readonly benefitsFrom: CalendarDate;
  /** Last day of waiting. */
  readonly end: CalendarDate;
  readonly lengthDays: number;
}

/** No wait; benefits from a day that may lie before the payment. */
export interface Waiver {
  readonly kind: 'WAIVER';
  readonly reason: WaiverReason;
  readonly benefitsFrom: CalendarDate;
}

/**
 * Decides whether a payment is made inside the concentrated window for a covered year:
 * 1 October to 31 December of the year before, both included.
 */
export function insideConcentratedWindow(
  paidOn: CalendarDate,
  coveredYear: number,
  terms: WaitingPeriodTerms,
): boolean {
  const { from, to } = terms.concentratedWindow;
  return paidOn >= `${coveredYear - 1}-${from}` && paidOn <= `${coveredYear - 1}-${to}`;
}

/**
 * Decides which whole calendar years before the covered year a person went without cover,
 * counted from the first year of the rule and from the year after birth.
 * A year that an earlier wait has counted is not counted twice [decided].
 */
export function interruptedYears(
  facts: Pick<EnrolmentFacts, 'coveredYear' | 'birthDate' | 'enrolledYears' | 'countedYears'>,
  terms: WaitingPeriodTerms,
): readonly number[] {
  const firstWholeYear = Number(addDays(facts.birthDate, -1).slice(0, 4)) + 1;
  const first = Math.max(terms.interruptionsCountFrom, firstWholeYear);
  const years: number[] = [];
  for (let year = first; year < facts.coveredYear; year++) {
    if (!facts.enrolledYears.includes(year) && !facts.countedYears.includes(year)) years.push(year);
  }
  return years;
}

/**
 * Decides the months of a resident's wait: fixed 3, plus 1 per interrupted year, less 1 per interrupted year
 * paid in; after an interruption of 4 or more consecutive years never fewer than 6.
 * Repaired years that were not interrupted do not count.
 *
 * Source: 国办发〔2024〕38号; 沪医保发〔2024〕2号.
 */
export function waitMonths(
  interrupted: readonly number[],
  repaired: readonly number[],
  terms: WaitingPeriodTerms,
): WaitMonths {
  const paidIn = interrupted.filter(year => repaired.includes(year));
  const variable = (interrupted.length - paidIn.length) * terms.monthsPerInterruptedYear;
  const months = terms.fixedMonths + variable;
  const long = longestRun(interrupted) >= terms.longInterruption.years;
  return {
    interruptedYears: interrupted,
    repairedYears: paidIn,
    fixed: terms.fixedMonths,
    variable,
    total: long ? Math.max(months, terms.longInterruption.monthsAtLeast) : months,
  };
}

/**
 * Decides whether a person waits after paying, for how long, and from when benefits are due.
 *
 * Newborns within 90 days of birth, listed groups, and residents who renew inside the window without a gap do
 * not wait. A person who moves between the schemes after 2 years without a gap and pays within 3 months has
 * benefits over the gap; later, the ordinary wait of the new scheme, at most 6 months. Persons in flexible
 * employment wait the scheme's months. Benefits of residents never begin before 1 January of the covered year,
 * except a newborn's.
 *
 * Source: 国办发〔2024〕38号; 沪医保发〔2024〕2号; 医保办发〔2021〕43号; 上海市医疗保障条例 第十五条.
 */
export function decideWaitingPeriod(facts: EnrolmentFacts, terms: WaitingPeriodTerms): Wait | Waiver {
  const newYear = calendarDate(facts.coveredYear, 1, 1);
  const fromPayment = facts.scheme === 'RESIDENT' ? later(facts.paidOn, newYear) : facts.paidOn;

  if (facts.scheme === 'RESIDENT') {
    const age = daysBetween(facts.birthDate, facts.paidOn);
    if (age >= 0 && age <= terms.newbornDays) return waive('NEWBORN', facts.birthDate);
    if (facts.inExemptGroup) return waive('SPECIAL_GROUP', fromPayment);
  }
  if (facts.transfer && bridgesTheGap(facts.transfer, facts.paidOn, terms)) {
    return waive('TRANSFER', addDays(facts.transfer.lastCoveredOn, 1));
  }

  const months = ordinaryMonths(facts, terms);
  if (!months) return waive(facts.scheme === 'RESIDENT' ? 'CONTINUOUS' : 'NOT_SUBJECT', fromPayment);
  const total = movedLate(facts.transfer, terms)
    ? Math.min(months.total, terms.transfer.waitMonthsAtMost)
    : months.total;
  return planWait({ ...months, total }, facts.paidOn, facts.scheme === 'RESIDENT' ? newYear : facts.paidOn);
}

/**
 * Decides the days of a wait: it starts on the day after payment; benefits begin so many calendar months later,
 * the day clamped to the month's end, and not before the earliest day of benefits.
 */
export function planWait(months: WaitMonths, paidOn: CalendarDate, benefitsNotBefore: CalendarDate): Wait {
  const start = addDays(paidOn, 1);
  const benefitsFrom = later(addMonths(start, months.total), benefitsNotBefore);
  return {
    kind: 'WAIT',
    ...months,
    start,
    benefitsFrom,
    end: addDays(benefitsFrom, -1),
    lengthDays: daysBetween(start, benefitsFrom),
  };
}

export type RepairRefusal = RefusalFacts<
  'YEAR_NOT_INTERRUPTED' | 'YEAR_ALREADY_REPAIRED' | 'NOTHING_TO_REPAIR'
>;

/**
 * Decides the months of a wait after further interrupted years are paid in.
 * Refused: no year named, a year that was not interrupted, a year paid in before.
 *
 * Source: 国办发〔2024〕38号 (修复变动待遇等待期).
 */
export function repairMonths(
  months: WaitMonths,
  years: readonly number[],
  terms: WaitingPeriodTerms,
): Result<WaitMonths, RepairRefusal> {
  const wanted = [...new Set(years)].sort((a, b) => a - b);
  if (wanted.length === 0) return refuse('NOTHING_TO_REPAIR', '未指定需补缴的断保年度', { years: [] });
  const strangers = wanted.filter(year => !months.interruptedYears.includes(year));
  if (strangers.length > 0) {
    return refuse('YEAR_NOT_INTERRUPTED', `以下年度未断保，无需修复：${strangers.join('、')}`, {
      years: strangers,
    });
  }
  const again = wanted.filter(year => months.repairedYears.includes(year));
  if (again.length > 0) {
    return refuse('YEAR_ALREADY_REPAIRED', `以下年度已修复：${again.join('、')}`, { years: again });
  }
  return accept(waitMonths(months.interruptedYears, [...months.repairedYears, ...wanted], terms));
}

function waive(reason: WaiverReason, benefitsFrom: CalendarDate): Waiver {
  return { kind: 'WAIVER', reason, benefitsFrom };
}

/** The wait that the scheme asks of anybody in this position; undefined when it asks none. */
function ordinaryMonths(facts: EnrolmentFacts, terms: WaitingPeriodTerms): WaitMonths | undefined {
  if (facts.scheme === 'EMPLOYEE') {
    if (!facts.flexible || continuesEmployeeCover(facts, terms)) return undefined;
    const total = terms.flexibleMonths;
    return { interruptedYears: [], repairedYears: [], fixed: total, variable: 0, total };
  }
  if (facts.coveredYear < terms.interruptionsCountFrom) return undefined;
  const interrupted = interruptedYears(facts, terms);
  const yearBefore = facts.coveredYear - 1;
  const continuous = facts.enrolledYears.includes(yearBefore) || !missed(facts, yearBefore, terms);
  if (continuous && insideConcentratedWindow(facts.paidOn, facts.coveredYear, terms)) return undefined;
  return waitMonths(interrupted, facts.repairedYears, terms);
}

/** Whether a year was one in which the person could have been covered and was not. */
function missed(facts: EnrolmentFacts, year: number, terms: WaitingPeriodTerms): boolean {
  return interruptedYears({ ...facts, countedYears: [] }, terms).includes(year);
}

/** Employee cover that goes on in flexible employment within the time for arrears only changes its payer. */
function continuesEmployeeCover(facts: EnrolmentFacts, terms: WaitingPeriodTerms): boolean {
  const until = facts.employeeCoverUntil;
  return until !== null && facts.paidOn <= addMonths(until, terms.transfer.arrearsWithinMonths);
}

function bridgesTheGap(transfer: TransferFacts, paidOn: CalendarDate, terms: WaitingPeriodTerms): boolean {
  const { continuousMonths, arrearsWithinMonths } = terms.transfer;
  return (
    transfer.continuousMonths >= continuousMonths &&
    paidOn <= addMonths(transfer.lastCoveredOn, arrearsWithinMonths)
  );
}

/** The transfer rule's cap is for those who kept two years of cover and only came late. */
function movedLate(transfer: TransferFacts | null, terms: WaitingPeriodTerms): boolean {
  return transfer !== null && transfer.continuousMonths >= terms.transfer.continuousMonths;
}

function longestRun(years: readonly number[]): number {
  let longest = 0;
  let run = 0;
  years.forEach((year, index) => {
    run = index > 0 && years[index - 1] === year - 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return longest;
}
