import { addDays, calendarDate, yearOf, type CalendarDate } from '#kernel/vocabulary/calendar';
import {
  continuousMonths,
  coveredUntil,
  coveredYears,
  type Cover,
  type PersonGroup,
  type Scheme,
} from '../enrolment/enrolment.rule.ts';
import type { EnrolmentFacts, TransferFacts } from './waiting-period.rule.ts';

/** What is known of a person at the moment of payment. */
export interface PaymentFacts {
  readonly scheme: Scheme;
  readonly personGroup: PersonGroup;
  readonly coveredYear: number | null;
  readonly paidOn: CalendarDate;
  readonly birthDate: CalendarDate;
  readonly inExemptGroup: boolean;
  readonly repairedYears: readonly number[];
  /** Cover before this payment, already without what the new enrolment ends. */
  readonly covers: readonly Cover[];
  /** Interrupted years that waits of those enrolments counted. */
  readonly countedYears: readonly number[];
}

/** Gathers from a person's history what the rule of the waiting period asks. */
export function waitingFacts(facts: PaymentFacts): EnrolmentFacts {
  const { scheme, covers, paidOn } = facts;
  const coveredYear = facts.coveredYear ?? yearOf(paidOn);
  return {
    scheme,
    flexible: facts.personGroup === 'FLEXIBLE',
    paidOn,
    coveredYear,
    birthDate: facts.birthDate,
    inExemptGroup: facts.inExemptGroup,
    enrolledYears: coveredYears(covers, calendarDate(coveredYear - 1, 12, 31)),
    countedYears: facts.countedYears,
    repairedYears: facts.repairedYears,
    transfer: transferFrom(covers, scheme, paidOn),
    employeeCoverUntil: lastDayOf(covers, 'EMPLOYEE', paidOn),
  };
}

/** A move between the schemes: the newest cover up to the payment is of the other scheme. */
function transferFrom(covers: readonly Cover[], scheme: Scheme, paidOn: CalendarDate): TransferFacts | null {
  const other = lastDayOf(covers, scheme === 'RESIDENT' ? 'EMPLOYEE' : 'RESIDENT', paidOn);
  const same = lastDayOf(covers, scheme, paidOn);
  if (other === null || (same !== null && same >= other)) return null;
  return { lastCoveredOn: other, continuousMonths: continuousMonths(covers, other) };
}

function lastDayOf(covers: readonly Cover[], scheme: Scheme, paidOn: CalendarDate): CalendarDate | null {
  const yesterday = addDays(paidOn, -1);
  const days = covers
    .filter(cover => cover.scheme === scheme)
    .map(cover => coveredUntil(cover, yesterday))
    .filter(day => day !== undefined)
    .sort();
  return days.at(-1) ?? null;
}
