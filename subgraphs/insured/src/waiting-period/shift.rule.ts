import { addDays, daysBetween, earlier, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move, type TransitionTable } from '#kernel/vocabulary/transition';

export type WaitingState = 'PENDING' | 'RUNNING' | 'SUSPENDED' | 'SERVED' | 'WAIVED' | 'CANCELLED';
export type WaitingAct = 'BEGIN' | 'SUSPEND' | 'RESUME' | 'COMPLETE' | 'WAIVE' | 'CANCEL';

/**
 * The life of a waiting period. BEGIN and COMPLETE are brought by the calendar, the others by somebody.
 * Source: 国办发〔2024〕38号; the states are ours [decided].
 */
export const WAITING_LIFE: TransitionTable<WaitingState, WaitingAct> = {
  PENDING: { BEGIN: 'RUNNING', WAIVE: 'WAIVED', CANCEL: 'CANCELLED' },
  RUNNING: { SUSPEND: 'SUSPENDED', COMPLETE: 'SERVED', WAIVE: 'WAIVED', CANCEL: 'CANCELLED' },
  SUSPENDED: { RESUME: 'RUNNING', WAIVE: 'WAIVED', CANCEL: 'CANCELLED' },
  SERVED: {},
  WAIVED: {},
  CANCELLED: {},
};

/** Days that do not count: `from` is the first of them, `to` the first day that counts again. */
export interface Suspension {
  readonly from: CalendarDate;
  readonly to: CalendarDate | null;
}

/** A wait on the calendar: its first day as created, its fixed length, and when it stood still. */
export interface WaitCourse {
  readonly start: CalendarDate;
  readonly lengthDays: number;
  /** In order, not overlapping; only the last may be open. */
  readonly suspensions: readonly Suspension[];
  /** Set when somebody ended it. */
  readonly ended: { readonly state: 'WAIVED' | 'CANCELLED'; readonly on: CalendarDate } | null;
}

/** Days of waiting served up to a day; that day and the start day included, never more than the length. */
export function served(course: WaitCourse, on: CalendarDate): number {
  const elapsed = Math.max(0, daysBetween(course.start, on) + 1);
  const still = course.suspensions.reduce((sum, pause) => sum + daysSuspended(pause, on), 0);
  return Math.min(elapsed - still, course.lengthDays);
}

/** Days still to be waited after a day; served + remaining is always the length. */
export function remaining(course: WaitCourse, on: CalendarDate): number {
  return course.lengthDays - served(course, on);
}

/** First day of benefits after all shifts; null while the wait stands still or was cancelled. */
export function benefitsFrom(course: WaitCourse): CalendarDate | null {
  if (course.ended) return course.ended.state === 'WAIVED' ? course.ended.on : null;
  let days = course.lengthDays;
  for (const pause of course.suspensions) {
    if (pause.to === null) return null;
    days += daysBetween(pause.from, pause.to);
  }
  return addDays(course.start, days);
}

/** The start moved along with the end: new first day of benefits − length; null while there is none. */
export function shiftedStart(course: WaitCourse): CalendarDate | null {
  const due = course.ended ? null : benefitsFrom(course);
  return due === null ? null : addDays(due, -course.lengthDays);
}

/** The state of a wait on a day. */
export function stateOn(course: WaitCourse, on: CalendarDate): WaitingState {
  if (course.ended && on >= course.ended.on) return course.ended.state;
  if (on < course.start) return 'PENDING';
  if (served(course, addDays(on, -1)) >= course.lengthDays) return 'SERVED';
  const still = course.suspensions.some(pause => pause.from <= on && (pause.to === null || on < pause.to));
  return still ? 'SUSPENDED' : 'RUNNING';
}

export type ShiftRefusal = RefusalFacts<'ILLEGAL_TRANSITION' | 'BEFORE_LAST_CHANGE'>;

/**
 * Decides the course of a wait that stands still from a day on, the first day not served.
 * Refused unless the wait is running on that day, and for a day before an earlier change.
 */
export function suspendWait(course: WaitCourse, from: CalendarDate): Result<WaitCourse, ShiftRefusal> {
  const last = course.suspensions.at(-1);
  if (last && from < (last.to ?? last.from)) return beforeLastChange(last.to ?? last.from);
  const moved = move(WAITING_LIFE, stateOn(course, from), 'SUSPEND');
  if (!moved.ok) return moved;
  return accept({ ...course, suspensions: [...course.suspensions, { from, to: null }] });
}

/**
 * Decides the course of a wait that goes on from a day, the first day served again; the length stays.
 * Refused unless it stands still, and for a day before the suspension.
 */
export function resumeWait(course: WaitCourse, on: CalendarDate): Result<WaitCourse, ShiftRefusal> {
  const open = course.suspensions.at(-1);
  if (open && open.to === null && on < open.from) return beforeLastChange(open.from);
  const moved = move(WAITING_LIFE, stateOn(course, on), 'RESUME');
  if (!moved.ok) return moved;
  return accept({ ...course, suspensions: [...course.suspensions.slice(0, -1), { ...open!, to: on }] });
}

/**
 * Decides the course of a wait whose length is recomputed after a repair paid on a day.
 * Days already served are not given back: benefits begin on the day after the repair at the earliest [decided].
 */
export function relengthenWait(
  course: WaitCourse,
  lengthDays: number,
  paidOn: CalendarDate,
): Result<WaitCourse, ShiftRefusal> {
  const state = stateOn(course, paidOn);
  if (state !== 'PENDING' && state !== 'RUNNING' && state !== 'SUSPENDED') {
    return refuse('ILLEGAL_TRANSITION', `当前状态（${state}）不允许修复等待期`, {
      fromState: state,
      act: 'REPAIR',
    });
  }
  return accept({ ...course, lengthDays: Math.max(lengthDays, served(course, paidOn)) });
}

/** Decides the course of a wait that is ended by hand, by waiver or cancellation. */
export function endWait(
  course: WaitCourse,
  act: 'WAIVE' | 'CANCEL',
  on: CalendarDate,
): Result<WaitCourse, ShiftRefusal> {
  const moved = move(WAITING_LIFE, stateOn(course, on), act);
  if (!moved.ok) return moved;
  return accept({ ...course, ended: { state: act === 'WAIVE' ? 'WAIVED' : 'CANCELLED', on } });
}

function daysSuspended(pause: Suspension, upTo: CalendarDate): number {
  const dayAfter = addDays(upTo, 1);
  const to = pause.to === null ? dayAfter : earlier(pause.to, dayAfter);
  return Math.max(0, daysBetween(pause.from, to));
}

function beforeLastChange(changedOn: CalendarDate) {
  return refuse('BEFORE_LAST_CHANGE', `日期不得早于上次变更日期 ${changedOn}`, { changedOn });
}
