import { ENROLMENT_TOPIC, type EnrolmentChanged } from '#schema/events/insured.events';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { benefitsFrom } from '../waiting-period/shift.rule.ts';
import {
  courseOf,
  waitingStateOn,
  type WaitingPeriodRecord,
} from '../waiting-period/waiting-period.entity.ts';
import type { Cover } from './enrolment.rule.ts';
import type { Enrolment } from './enrolment.entity.ts';

/** The fact that an enrolment changed, with its whole state on a day. */
export function enrolmentChanged(
  enrolment: Enrolment,
  wait: WaitingPeriodRecord,
  today: CalendarDate,
): EnrolmentChanged {
  return {
    topic: ENROLMENT_TOPIC,
    name: 'EnrolmentChanged',
    version: 1,
    aggregateId: enrolment.id,
    payload: {
      personId: enrolment.personId,
      enrolmentId: enrolment.id,
      scheme: enrolment.scheme,
      personGroup: enrolment.personGroup,
      coveredYear: enrolment.coveredYear,
      state: enrolment.state,
      coverFrom: enrolment.coverFrom,
      coverTo: enrolment.coverTo,
      waitingState: waitingStateOn(wait, today),
      benefitsFrom: benefitsFrom(courseOf(wait)),
      region: enrolment.region,
    },
  };
}

/** An enrolment as the rules see it. */
export function coverOf(enrolment: Enrolment): Cover {
  const { id, scheme, coveredYear, coverFrom, coverTo, state, suspendedFrom } = enrolment;
  return { id, scheme, coveredYear, coverFrom, coverTo, state, suspendedFrom };
}
