import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';

export const BENEFIT_STATES = [
  'ACCEPTED',
  'HELD',
  'GENERATED',
  'EXPORTED',
  'PAID',
  'FAILED',
  'REJECTED',
  'CLOSED_AS_DUPLICATE',
  'DOUBLE_PAID',
] as const;
export type BenefitState = (typeof BENEFIT_STATES)[number];

/** What the comparison knows of a case. */
export interface BenefitFacts {
  readonly id: string;
  readonly personId: string;
  /** Day of birth or operation. */
  readonly eventDate: CalendarDate;
  readonly acceptedOn: CalendarDate;
  readonly state: BenefitState;
  /** Whether a person has said that it is no duplicate of what is in progress. */
  readonly released: boolean;
}

export const VERDICTS = ['PROCEED', 'HOLD', 'CLOSE'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Decision {
  readonly verdict: Verdict;
  /** The case that stands in its way. */
  readonly other: string | null;
}

const PAID: readonly BenefitState[] = ['PAID', 'DOUBLE_PAID'];
const IN_PROGRESS: readonly BenefitState[] = ['ACCEPTED', 'HELD', 'GENERATED', 'EXPORTED', 'FAILED'];

/** Whether two cases are of the same event: one person, days no further apart than the window. A match, no key. */
export function sameEvent(a: BenefitFacts, b: BenefitFacts, windowDays: number): boolean {
  return (
    a.id !== b.id &&
    a.personId === b.personId &&
    Math.abs(daysBetween(a.eventDate, b.eventDate)) <= windowDays
  );
}

/**
 * Whether a case may be paid. Paid through another channel: closed as a duplicate, released or not. In progress in another
 * channel: the one accepted earlier goes first, and one whose money is on its way before all; the other is held until
 * that one is paid or rejected, or a person releases it.
 */
export function decideDuplicate(
  own: BenefitFacts,
  others: readonly BenefitFacts[],
  windowDays: number,
): Decision {
  const same = others.filter(other => sameEvent(own, other, windowDays));
  const paid = same.find(({ state }) => PAID.includes(state));
  if (paid) return { verdict: 'CLOSE', other: paid.id };
  const ahead = same.find(other => IN_PROGRESS.includes(other.state) && goesFirst(other, own));
  if (ahead && !own.released) return { verdict: 'HOLD', other: ahead.id };
  return { verdict: 'PROCEED', other: null };
}

/** Pairs of cases of one event that were both paid; the one accepted later has to be recovered. */
export function doublePayments(
  cases: readonly BenefitFacts[],
  windowDays: number,
): { readonly first: string; readonly second: string }[] {
  const paid = cases.filter(({ state }) => PAID.includes(state)).sort((a, b) => (comesBefore(a, b) ? -1 : 1));
  return paid.flatMap((second, at) => {
    const first = paid.slice(0, at).find(earlier => sameEvent(earlier, second, windowDays));
    return first ? [{ first: first.id, second: second.id }] : [];
  });
}

function goesFirst(other: BenefitFacts, own: BenefitFacts): boolean {
  if (other.state === 'EXPORTED' || own.state === 'EXPORTED') return other.state === 'EXPORTED';
  return comesBefore(other, own);
}

function comesBefore(a: BenefitFacts, b: BenefitFacts): boolean {
  return a.acceptedOn < b.acceptedOn || (a.acceptedOn === b.acceptedOn && a.id < b.id);
}
