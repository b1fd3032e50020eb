import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import type { RefusalFacts, Result } from '#kernel/vocabulary/result';
import { lockPerson } from '../person/lock-person.ts';
import { benefitsFrom, resumeWait, suspendWait } from '../waiting-period/shift.rule.ts';
import { applyCourse, courseOf, WaitingPeriodRecord } from '../waiting-period/waiting-period.entity.ts';
import type { ChangeNote, EnrolmentRecorder } from './enrolment-recorder.ts';
import { Enrolment } from './enrolment.entity.ts';
import { coverOf } from './enrolment.event.ts';
import type { RecordDeathInput, ResumeEnrolmentInput, SuspendEnrolmentInput } from './enrolment.input.ts';
import { changeEnrolment, endByDeath } from './enrolment.rule.ts';
import type { Outcome } from './outcome.ts';

/** Changes one makes to an enrolment and its wait; a refusal leaves both as they were. */
type Change = (
  enrolment: Enrolment,
  wait: WaitingPeriodRecord,
) => Result<Pick<ChangeNote, 'kind' | 'on' | 'reason'>, RefusalFacts>;

/** Suspends, resumes and ends enrolments; a wait that is being served stands still and goes on with them. */
export class EnrolmentChangeService {
  readonly #kernel: Kernel;
  readonly #recorder: EnrolmentRecorder;

  constructor(kernel: Kernel, recorder: EnrolmentRecorder) {
    this.#kernel = kernel;
    this.#recorder = recorder;
  }

  suspend(input: SuspendEnrolmentInput, principal: Principal): Promise<Outcome> {
    return this.change('suspendEnrolment', input, principal, (enrolment, wait) => {
      const moved = this.#move(enrolment, 'SUSPEND', input.from);
      if (!moved.ok) return moved;
      enrolment.state = moved.value;
      enrolment.suspendedFrom = input.from;
      enrolment.suspensionReason = input.reason;
      enrolment.lastChangedOn = input.from;
      // A wait that is over, or was never begun, has nothing to shift.
      const shifted = suspendWait(courseOf(wait), input.from);
      if (shifted.ok) applyCourse(wait, shifted.value);
      return { ok: true, value: { kind: 'SUSPENDED', on: input.from, reason: input.reason } };
    });
  }

  resume(input: ResumeEnrolmentInput, principal: Principal): Promise<Outcome> {
    return this.change('resumeEnrolment', input, principal, (enrolment, wait) => {
      const moved = this.#move(enrolment, 'RESUME', input.on);
      if (!moved.ok) return moved;
      enrolment.state = moved.value;
      enrolment.suspendedFrom = null;
      enrolment.suspensionReason = null;
      enrolment.lastChangedOn = input.on;
      const shifted = resumeWait(courseOf(wait), input.on);
      if (shifted.ok) applyCourse(wait, shifted.value);
      return { ok: true, value: { kind: 'RESUMED', on: input.on } };
    });
  }

  /** Records a death: all cover ends with that day, so that bills up to it settle. */
  recordDeath(input: RecordDeathInput, principal: Principal): Promise<Outcome> {
    const { deceasedOn } = input;
    if (deceasedOn > today(this.#kernel.clock)) throw badUserInput({ 'input.deceasedOn': '不得晚于当日' });
    const act = { operation: 'recordDeath', subject: principal.subject, key: input.idempotencyKey };
    return this.#kernel.once<Outcome>(act, input, async tx => {
      const person = await lockPerson(tx, input.personId);
      if (!person) throw notFound('参保人');
      requireRegion(person.region, principal);
      if (person.deceasedOn) {
        return {
          refusal: {
            code: 'PERSON_DECEASED',
            message: '已登记死亡',
            facts: { deceasedOn: person.deceasedOn },
          },
        };
      }
      person.deceasedOn = deceasedOn;
      const enrolments = await tx.find(Enrolment, { personId: person.id });
      const waits = await tx.find(WaitingPeriodRecord, { personId: person.id });
      for (const { id, lastDay } of endByDeath(enrolments.map(coverOf), deceasedOn)) {
        const enrolment = enrolments.find(one => one.id === id)!;
        const wait = waits.find(one => one.id === id)!;
        await this.#recorder.end(tx, enrolment, wait, lastDay, principal.subject, 'DEATH');
      }
      await tx.flush();
      return { id: person.id };
    });
  }

  /** One change of one enrolment in one transaction: lock, decide, save, record, tell. */
  change(
    operation: string,
    input: { readonly idempotencyKey: string; readonly enrolmentId: string },
    principal: Principal,
    decide: Change,
  ): Promise<Outcome> {
    const act = { operation, subject: principal.subject, key: input.idempotencyKey };
    return this.#kernel.once<Outcome>(act, input, async tx => {
      const found = isId(input.enrolmentId) ? await tx.findOne(Enrolment, { id: input.enrolmentId }) : null;
      if (!found) throw notFound('参保登记');
      requireRegion(found.region, principal);
      // The person is locked, not the enrolment: enrolments of one person are changed one at a time.
      await lockPerson(tx, found.personId);
      const enrolment = await tx.refreshOrFail(found);
      const wait = await tx.findOneOrFail(WaitingPeriodRecord, { id: enrolment.id });
      const before = benefitsFrom(courseOf(wait));
      const changed = decide(enrolment, wait);
      if (!changed.ok) return { refusal: changed.refusal };
      await tx.flush();
      await this.#recorder.record(tx, enrolment, wait, { ...changed.value, before, by: principal.subject });
      return { id: enrolment.id };
    });
  }

  #move(enrolment: Enrolment, act: 'SUSPEND' | 'RESUME', on: string) {
    return changeEnrolment(coverOf(enrolment), act, on, enrolment.lastChangedOn, today(this.#kernel.clock));
  }
}

function requireRegion(region: string, principal: Principal): void {
  if (principal.region && !region.startsWith(principal.region)) throw forbidden('参保地不在管辖范围内');
}
