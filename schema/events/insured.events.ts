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

export const PERSON_ERASURE_TOPIC = 'insured.person-erasure';

/**
 * The erasure of a person was approved: every subgraph destroys its salt of that person, clears what it finds
 * the person by, and acknowledges. The aggregate is the person.
 */
export interface PersonErasedPayload {
  readonly personId: string;
}

export type PersonErased = DomainEvent<'PersonErased', PersonErasedPayload> & {
  readonly topic: typeof PERSON_ERASURE_TOPIC;
  readonly version: 1;
};

/** The topic under which a subgraph acknowledges erasures; only insured hears it. */
export function erasureAcknowledgementTopic<Subgraph extends string>(
  subgraph: Subgraph,
): `${Subgraph}.erasure-acknowledgement` {
  return `${subgraph}.erasure-acknowledgement`;
}

/** Nothing of the person is readable in the subgraph that tells this. The aggregate is the person. */
export type PersonErasureAcknowledged = DomainEvent<'PersonErasureAcknowledged', PersonErasedPayload> & {
  readonly version: 1;
};
