import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { benefitsFrom, endWait } from '../waiting-period/shift.rule.ts';
import { applyCourse, courseOf, type WaitingPeriodRecord } from '../waiting-period/waiting-period.entity.ts';
import { EnrolmentChange, type Enrolment } from './enrolment.entity.ts';
import type { EnrolmentChangeKind } from './enrolment.enums.ts';
import { enrolmentChanged } from './enrolment.event.ts';

export interface ChangeNote {
  readonly kind: EnrolmentChangeKind;
  readonly on: CalendarDate;
  /** First day of benefits before the change. */
  readonly before: CalendarDate | null;
  readonly by: string;
  readonly reason?: string | null;
}

/** Leaves the history of every change, and tells the others of it. */
export class EnrolmentRecorder {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async record(
    tx: EntityManager,
    enrolment: Enrolment,
    wait: WaitingPeriodRecord,
    note: ChangeNote,
  ): Promise<void> {
    await this.#kernel.audit.record(tx, {
      action: `Enrolment.${note.kind}`,
      rowId: enrolment.id,
      personId: enrolment.personId,
    });
    await tx.insert(EnrolmentChange, {
      id: newId(),
      enrolmentId: enrolment.id,
      kind: note.kind,
      effectiveOn: note.on,
      state: enrolment.state,
      waitingMonths: wait.totalMonths,
      benefitsFromBefore: note.before,
      benefitsFrom: benefitsFrom(courseOf(wait)),
      reason: note.reason ?? null,
      recordedAt: this.#kernel.clock.now(),
      recordedBy: note.by,
    });
    await this.#kernel.outbox.add(tx, [enrolmentChanged(enrolment, wait, today(this.#kernel.clock))]);
  }

  /** Ends an enrolment with its last covered day; a wait that is not over ends with it. */
  async end(
    tx: EntityManager,
    enrolment: Enrolment,
    wait: WaitingPeriodRecord,
    lastDay: CalendarDate,
    by: string,
    reason?: string,
  ): Promise<void> {
    const before = benefitsFrom(courseOf(wait));
    enrolment.state = 'ENDED';
    enrolment.coverTo = lastDay;
    enrolment.suspendedFrom = null;
    enrolment.suspensionReason = null;
    enrolment.lastChangedOn = lastDay;
    const cancelled = endWait(courseOf(wait), 'CANCEL', addDays(lastDay, 1));
    if (cancelled.ok) applyCourse(wait, cancelled.value);
    await tx.flush();
    await this.record(tx, enrolment, wait, { kind: 'ENDED', on: lastDay, before, by, reason });
  }
}
