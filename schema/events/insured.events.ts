import type { DomainEvent } from '#kernel/events/event';
import type { CalendarDate } from '#kernel/vocabulary/calendar';

export const ENROLMENT_TOPIC = 'insured.enrolment';

/**
 * An enrolment began, stood still, went on or ended, or its waiting period changed.
 * The aggregate is the enrolment; each event carries its whole state.
 */
export interface EnrolmentChangedPayload {
  readonly personId: string;
  readonly enrolmentId: string;
  readonly scheme: 'EMPLOYEE' | 'RESIDENT';
  readonly personGroup:
    'EMPLOYED' | 'RETIRED' | 'FLEXIBLE' | 'UNEMPLOYED' | 'STUDENT_CHILD' | 'ADULT' | 'SENIOR';
  /** The year that a resident's contribution covers; null for employees. */
  readonly coveredYear: number | null;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'ENDED';
  readonly coverFrom: CalendarDate;
  /** Last covered day; null while open-ended. */
  readonly coverTo: CalendarDate | null;
  /** State on the day of the event; the calendar moves PENDING to RUNNING to SERVED without another event. */
  readonly waitingState: 'PENDING' | 'RUNNING' | 'SUSPENDED' | 'SERVED' | 'WAIVED' | 'CANCELLED' | null;
  /** First day of benefits; null while the waiting period stands still or was cancelled. */
  readonly benefitsFrom: CalendarDate | null;
  readonly region: string;
}

export type EnrolmentChanged = DomainEvent<'EnrolmentChanged', EnrolmentChangedPayload> & {
  readonly topic: typeof ENROLMENT_TOPIC;
  readonly version: 1;
};
