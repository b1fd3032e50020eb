import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { stateOn, type Suspension, type WaitCourse, type WaitingState } from './shift.rule.ts';
import type { WaitMonths, WaiverReason } from './waiting-period.rule.ts';

/** The stored wait of an enrolment; what it says on a day is a `WaitingPeriod`. */
@Entity({ tableName: 'waiting_period' })
@Index({ properties: ['personId'] })
export class WaitingPeriodRecord {
  /** The id of its enrolment: each has exactly one. */
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: CalendarDateType })
  startOn!: CalendarDate;

  @Property({ type: 'integer' })
  lengthDays!: number;

  @Property({ type: 'integer' })
  fixedMonths!: number;

  @Property({ type: 'integer' })
  variableMonths!: number;

  @Property({ type: 'integer' })
  totalMonths!: number;

  @Property({ type: 'json' })
  interruptedYears!: readonly number[];

  @Property({ type: 'json' })
  repairedYears!: readonly number[];

  @Property({ type: 'json' })
  suspensions!: readonly Suspension[];

  /** Why there was nothing to wait for from the beginning. */
  @Property({ type: 'string', length: 20, nullable: true })
  waiverReason!: WaiverReason | null;

  @Property({ type: 'string', length: 10, nullable: true })
  endedState!: 'WAIVED' | 'CANCELLED' | null;

  @Property({ type: CalendarDateType, nullable: true })
  endedOn!: CalendarDate | null;

  /** The terms by which it was decided. */
  @Property({ type: 'string', length: 200 })
  source!: string;
}

export function courseOf(record: WaitingPeriodRecord): WaitCourse {
  return {
    start: record.startOn,
    lengthDays: record.lengthDays,
    suspensions: record.suspensions,
    ended: record.endedState ? { state: record.endedState, on: record.endedOn! } : null,
  };
}

export function monthsOf(record: WaitingPeriodRecord): WaitMonths {
  return {
    interruptedYears: record.interruptedYears,
    repairedYears: record.repairedYears,
    fixed: record.fixedMonths,
    variable: record.variableMonths,
    total: record.totalMonths,
  };
}

/** The state on a day; a wait that never was is waived on every day. */
export function waitingStateOn(record: WaitingPeriodRecord, on: CalendarDate): WaitingState {
  return record.waiverReason ? 'WAIVED' : stateOn(courseOf(record), on);
}

/** Takes over a new course; the first day of benefits follows from it. */
export function applyCourse(record: WaitingPeriodRecord, course: WaitCourse): void {
  record.lengthDays = course.lengthDays;
  record.suspensions = course.suspensions;
  record.endedState = course.ended?.state ?? null;
  record.endedOn = course.ended?.on ?? null;
  if (course.ended?.state === 'CANCELLED') record.waiverReason = null;
}
