import {
  addDays,
  calendarDate,
  earlier,
  later,
  monthOf,
  yearOf,
  type CalendarDate,
} from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move, type TransitionTable } from '#kernel/vocabulary/transition';
import type { WaitingPeriodTerms } from '../waiting-period/waiting-period.terms.ts';

export type Scheme = 'EMPLOYEE' | 'RESIDENT';
export type PersonGroup =
  'EMPLOYED' | 'RETIRED' | 'FLEXIBLE' | 'UNEMPLOYED' | 'STUDENT_CHILD' | 'ADULT' | 'SENIOR';
export type EnrolmentState = 'ACTIVE' | 'SUSPENDED' | 'ENDED';
export type EnrolmentAct = 'SUSPEND' | 'RESUME' | 'END';

/** The life of an enrolment. Source: 社会保险经办条例 第二章 (registration, suspension, end) [decided]. */
export const ENROLMENT_LIFE: TransitionTable<EnrolmentState, EnrolmentAct> = {
  ACTIVE: { SUSPEND: 'SUSPENDED', END: 'ENDED' },
  SUSPENDED: { RESUME: 'ACTIVE', END: 'ENDED' },
  ENDED: {},
};

/**
 * The scheme that each group belongs to.
 * Source: 上海市医疗保障条例 第十二条, 第十五条 (the unemployed on benefit keep employee cover;
 * also 社会保险法 第四十八条).
 */
export const SCHEME_OF_GROUP: Readonly<Record<PersonGroup, Scheme>> = {
  EMPLOYED: 'EMPLOYEE',
  RETIRED: 'EMPLOYEE',
  FLEXIBLE: 'EMPLOYEE',
  UNEMPLOYED: 'EMPLOYEE',
  STUDENT_CHILD: 'RESIDENT',
  ADULT: 'RESIDENT',
  SENIOR: 'RESIDENT',
};

/** Cover of a person as it stands; `coverTo` is the last covered day. */
export interface Cover {
  readonly id: string;
  readonly scheme: Scheme;
  readonly coveredYear: number | null;
  readonly coverFrom: CalendarDate;
  readonly coverTo: CalendarDate | null;
  readonly state: EnrolmentState;
  /** First day without benefits; null unless suspended. */
  readonly suspendedFrom: CalendarDate | null;
}

/** A wish to be enrolled. */
export interface EnrolmentWish {
  readonly personGroup: PersonGroup;
  /** The year that a resident pays for; null for employees. */
  readonly coveredYear: number | null;
  readonly paidOn: CalendarDate;
  readonly birthDate: CalendarDate;
  readonly deceasedOn: CalendarDate | null;
  readonly today: CalendarDate;
  readonly covers: readonly Cover[];
}

/** An enrolment that may begin, and the cover that it takes the place of. */
export interface EnrolmentPlan {
  readonly scheme: Scheme;
  readonly coverFrom: CalendarDate;
  readonly coverTo: CalendarDate | null;
  /** Cover that ends: resident cover, because employee cover wins; suspended employee cover. */
  readonly ends: readonly { readonly id: string; readonly lastDay: CalendarDate }[];
}

export type EnrolmentRefusal = RefusalFacts<
  | 'PERSON_DECEASED'
  | 'DOUBLE_ENROLMENT'
  | 'EMPLOYEE_COVER_EXISTS'
  | 'PAYMENT_IN_FUTURE'
  | 'PAYMENT_OUTSIDE_PERIOD'
  | 'COVERED_YEAR_MISMATCH'
>;

/**
 * Decides whether a person may be enrolled, and for which days.
 *
 * A resident pays for one calendar year, from 1 October before it to its last day; cover runs from the day after
 * payment, at the earliest 1 January, to 31 December. Employee cover is open-ended from the payment.
 * Nobody is covered twice: a second enrolment is refused, a resident's wish beside active employee cover too;
 * employee cover ends resident cover with the day before it begins, and resident cover ends suspended employee
 * cover with its last day of benefits.
 *
 * Source: 上海市医疗保障条例 第十二条 (no double enrolment; residents are those without employee insurance);
 * 沪医保发〔2024〕2号 (period of payment).
 */
export function decideEnrolment(
  wish: EnrolmentWish,
  terms: WaitingPeriodTerms,
): Result<EnrolmentPlan, EnrolmentRefusal> {
  const scheme = SCHEME_OF_GROUP[wish.personGroup];
  if (wish.deceasedOn !== null) {
    return refuse('PERSON_DECEASED', '参保人已登记死亡，不能参保', { deceasedOn: wish.deceasedOn });
  }
  // The birth date is personal: it is no fact of the refusal.
  if (wish.paidOn < wish.birthDate) {
    return refuse('PAYMENT_OUTSIDE_PERIOD', '缴费日期早于出生日期', { paidOn: wish.paidOn });
  }
  if (wish.paidOn > wish.today)
    return refuse('PAYMENT_IN_FUTURE', '缴费日期不得晚于当日', { paidOn: wish.paidOn });
  return scheme === 'RESIDENT' ? decideResident(wish, terms) : decideEmployee(wish);
}

function decideResident(
  wish: EnrolmentWish,
  terms: WaitingPeriodTerms,
): Result<EnrolmentPlan, EnrolmentRefusal> {
  const { coveredYear, paidOn } = wish;
  if (coveredYear === null) return yearMismatch('居民医保须指明参保年度');
  const opens = `${coveredYear - 1}-${terms.concentratedWindow.from}`;
  const closes = calendarDate(coveredYear, 12, 31);
  if (paidOn < opens || paidOn > closes) {
    return refuse('PAYMENT_OUTSIDE_PERIOD', '缴费日期不在该年度的缴费期内', { paidOn, opens, closes });
  }
  const coverFrom = later(addDays(paidOn, 1), calendarDate(coveredYear, 1, 1));
  const same = wish.covers.find(
    cover => cover.scheme === 'RESIDENT' && cover.coveredYear === coveredYear && cover.state !== 'ENDED',
  );
  if (same) return refuse('DOUBLE_ENROLMENT', '该年度已参加居民医保', { enrolmentId: same.id });
  const employee = wish.covers.filter(cover => cover.scheme === 'EMPLOYEE' && cover.state !== 'ENDED');
  const active = employee.find(cover => cover.state === 'ACTIVE');
  if (active) {
    return refuse('EMPLOYEE_COVER_EXISTS', '已参加职工医保，不得重复参保', { enrolmentId: active.id });
  }
  const ends = employee.map(cover => ({ id: cover.id, lastDay: addDays(cover.suspendedFrom!, -1) }));
  return accept({ scheme: 'RESIDENT', coverFrom, coverTo: closes, ends });
}

function decideEmployee(wish: EnrolmentWish): Result<EnrolmentPlan, EnrolmentRefusal> {
  if (wish.coveredYear !== null) return yearMismatch('职工医保不按年度参保');
  const coverFrom = wish.paidOn;
  const open = wish.covers.find(
    cover =>
      cover.scheme === 'EMPLOYEE' && cover.state !== 'ENDED' && (cover.coverTo ?? coverFrom) >= coverFrom,
  );
  if (open) return refuse('DOUBLE_ENROLMENT', '已参加职工医保', { enrolmentId: open.id });
  const ends = wish.covers
    .filter(cover => cover.scheme === 'RESIDENT' && cover.state !== 'ENDED')
    .filter(cover => cover.coverTo === null || cover.coverTo >= coverFrom)
    .map(cover => ({ id: cover.id, lastDay: addDays(coverFrom, -1) }));
  return accept({ scheme: 'EMPLOYEE', coverFrom, coverTo: null, ends });
}

export type ChangeRefusal = RefusalFacts<'ILLEGAL_TRANSITION' | 'DATE_OUTSIDE_COVER' | 'BEFORE_LAST_CHANGE'>;

/**
 * Decides the state of an enrolment after an act on a day.
 * Refused: an illegal move, a day outside the cover or in the future, a day before the last change.
 */
export function changeEnrolment(
  cover: Cover,
  act: EnrolmentAct,
  on: CalendarDate,
  lastChangedOn: CalendarDate | null,
  today: CalendarDate,
): Result<EnrolmentState, ChangeRefusal> {
  const moved = move(ENROLMENT_LIFE, cover.state, act);
  if (!moved.ok) return moved;
  if (on > today || on < cover.coverFrom || (cover.coverTo !== null && on > cover.coverTo)) {
    return refuse('DATE_OUTSIDE_COVER', '日期不在参保期间内或晚于当日', {
      on,
      coverFrom: cover.coverFrom,
      coverTo: cover.coverTo,
    });
  }
  if (lastChangedOn !== null && on < lastChangedOn) {
    return refuse('BEFORE_LAST_CHANGE', `日期不得早于上次变更日期 ${lastChangedOn}`, {
      changedOn: lastChangedOn,
    });
  }
  return moved;
}

/**
 * Decides which covers death ends, and their last day: the day of death itself is still covered, so that bills
 * up to it settle.
 *
 * Source: 社会保险经办条例 第二章 (end of the relation by death) [decided: the day is included].
 */
export function endByDeath(
  covers: readonly Cover[],
  deceasedOn: CalendarDate,
): readonly { readonly id: string; readonly lastDay: CalendarDate }[] {
  return covers
    .filter(cover => cover.state !== 'ENDED' && (cover.coverTo === null || cover.coverTo > deceasedOn))
    .map(cover => ({ id: cover.id, lastDay: deceasedOn }));
}

/** Last day of a cover's benefits up to a day; undefined when there is none. */
export function coveredUntil(cover: Cover, upTo: CalendarDate): CalendarDate | undefined {
  let last = upTo;
  if (cover.coverTo !== null) last = earlier(last, cover.coverTo);
  if (cover.suspendedFrom !== null) last = earlier(last, addDays(cover.suspendedFrom, -1));
  return last < cover.coverFrom ? undefined : last;
}

/**
 * Decides which enrolment speaks for a person on a day: the one that covers it, else the newest one paid by then;
 * among several, the one paid last.
 */
export function enrolmentInForce<
  One extends Pick<Cover, 'coverFrom' | 'coverTo'> & { readonly paidOn: CalendarDate },
>(enrolments: readonly One[], on: CalendarDate): One | undefined {
  const known = enrolments.filter(one => one.paidOn <= on).sort((a, b) => (a.paidOn < b.paidOn ? -1 : 1));
  const covering = known.filter(one => one.coverFrom <= on && (one.coverTo === null || one.coverTo >= on));
  return covering.at(-1) ?? known.at(-1);
}

/** Calendar years up to a day with at least one covered day, whatever the scheme. */
export function coveredYears(covers: readonly Cover[], upTo: CalendarDate): readonly number[] {
  const years = new Set<number>();
  for (const cover of covers) {
    const last = coveredUntil(cover, upTo);
    if (last === undefined) continue;
    for (let year = yearOf(cover.coverFrom); year <= yearOf(last); year++) years.add(year);
  }
  return [...years].sort((a, b) => a - b);
}

/**
 * Decides how many whole months a person was covered without a gap up to a day, over both schemes.
 * Covers that touch or overlap make one run.
 */
export function continuousMonths(covers: readonly Cover[], until: CalendarDate): number {
  const runs = covers
    .map(cover => ({ from: cover.coverFrom, to: coveredUntil(cover, until) }))
    .filter((run): run is { from: CalendarDate; to: CalendarDate } => run.to !== undefined)
    .sort((a, b) => (a.to < b.to ? 1 : -1));
  const dayAfter = addDays(until, 1);
  let from = dayAfter;
  for (const run of runs) {
    if (addDays(run.to, 1) >= from && run.from < from) from = run.from;
  }
  return wholeMonths(from, dayAfter);
}

function wholeMonths(from: CalendarDate, to: CalendarDate): number {
  const months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
  return to.slice(8) < from.slice(8) ? months - 1 : months;
}

function yearMismatch(message: string) {
  return refuse('COVERED_YEAR_MISMATCH', message);
}
