import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { Entitlement } from '../benefit/facts.rule.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';

/** What settlement knows of a person's enrolment. */
export interface EnrolmentFacts {
  readonly enrolmentId: string;
  readonly scheme: Scheme;
  readonly personGroup: PersonGroup;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'ENDED';
  readonly coverFrom: CalendarDate;
  readonly coverTo: CalendarDate | null;
  readonly waitingState: 'PENDING' | 'RUNNING' | 'SUSPENDED' | 'SERVED' | 'WAIVED' | 'CANCELLED' | null;
  readonly benefitsFrom: CalendarDate | null;
  readonly region: string;
}

export interface EntitledEnrolment<E extends EnrolmentFacts = EnrolmentFacts> {
  readonly enrolment: E;
  readonly entitlement: Entitlement;
}

/**
 * Under which scheme a visit is settled and whether the scheme pays.
 * Of two enrolments the employees' wins (double enrolment). Cover ends with its last day, which death sets:
 * bills up to it settle. While a waiting period runs, or cover is suspended (employer arrears, a suspended
 * networked right), the visit is settled and the person pays all. Without any cover it is refused.
 * Source: 上海市医疗保障条例 第12条, 第15条, 第53条; 国办发〔2024〕38号.
 */
export function entitlementOn<E extends EnrolmentFacts>(
  enrolments: readonly E[],
  day: CalendarDate,
): Result<EntitledEnrolment<E>, RefusalFacts<'NOT_ENROLLED'>> {
  const covering = enrolments.filter(
    ({ coverFrom, coverTo }) => coverFrom <= day && (coverTo === null || day <= coverTo),
  );
  const [enrolment] = [...covering].sort((a, b) => rank(a) - rank(b) || (a.coverFrom > b.coverFrom ? -1 : 1));
  if (!enrolment) {
    return refuse('NOT_ENROLLED', `参保人在${day}没有有效的参保关系`, { day });
  }
  return accept({ enrolment, entitlement: entitlementOf(enrolment, day) });
}

function rank(enrolment: EnrolmentFacts): number {
  return (enrolment.scheme === 'EMPLOYEE' ? 0 : 2) + (enrolment.state === 'SUSPENDED' ? 1 : 0);
}

function entitlementOf(enrolment: EnrolmentFacts, day: CalendarDate): Entitlement {
  if (enrolment.state === 'SUSPENDED') return 'SUSPENDED';
  const { waitingState, benefitsFrom } = enrolment;
  if (waitingState === null || waitingState === 'WAIVED' || waitingState === 'CANCELLED') return 'ENTITLED';
  if (benefitsFrom !== null) return benefitsFrom <= day ? 'ENTITLED' : 'WAITING';
  return waitingState === 'SERVED' ? 'ENTITLED' : 'WAITING';
}
