import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { coversRegion } from '../data-range.ts';
import { Institution } from '../institution/institution.entity.ts';
import { InspectionCode, InspectionCodeOfficer, InspectionParty } from './inspection-code.entity.ts';
import {
  checkText,
  type ApplyInspectionCodeInput,
  type DraftInspectionCodeInput,
  type InspectionTaskInput,
} from './inspection-code.input.ts';
import { byId, type InspectionCodeJournal, type Outcome } from './inspection-code.journal.ts';
import { ISSUED_CODE } from './inspection-code.signed.ts';
import type { InspectionSuccess } from './inspection-code.result.ts';
import { checkPlan, moveCode, type PlanRefusal } from './inspection-code.rule.ts';
import { InspectionTask } from './inspection-task.entity.ts';
import { LawEnforcementOfficer } from './officer.entity.ts';
import type { RegulatorPlatform } from './regulator-platform.ts';

/** Prepares inspections: drafts them, and applies for their codes at the regulators' platform. */
export class InspectionPreparationService {
  readonly #kernel: Kernel;
  readonly #journal: InspectionCodeJournal;
  readonly #platform: RegulatorPlatform;

  constructor(kernel: Kernel, journal: InspectionCodeJournal, platform: RegulatorPlatform) {
    this.#kernel = kernel;
    this.#journal = journal;
    this.#platform = platform;
  }

  async draft<Success extends InspectionSuccess>(
    input: DraftInspectionCodeInput,
    principal: Principal,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    checkDraft(input);
    const outcome = await this.#journal.once('draftInspectionCode', input, principal, tx =>
      this.#draft(tx, input, principal),
    );
    return this.#journal.answer(outcome, success);
  }

  async #draft(tx: EntityManager, input: DraftInspectionCodeInput, principal: Principal): Promise<Outcome> {
    // The lock makes drafts for one party wait for each other, so that only one becomes the living code.
    const institution = await tx.findOne(
      Institution,
      { code: input.institutionCode },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!institution) throw notFound(`机构 ${input.institutionCode}`);
    if (!coversRegion(principal, institution.region)) throw forbidden('被检查机构不在管辖区域内');
    const officerIds = [...new Set(input.officerIds)].filter(isId);
    const officers = await tx.find(LawEnforcementOfficer, { id: { $in: officerIds } });
    if (officers.length < new Set(input.officerIds).size)
      throw badUserInput({ officerIds: '执法人员不存在' });

    const plan = checkPlan({
      ...input.task,
      officers,
      ownership: institution.ownership,
      departments: input.departments.map(({ department, role }) => ({ name: department, role })),
    });
    if (!plan.ok) return { refusal: plan.refusal };
    const task = await this.#task(tx, input.task);
    if (!task.ok) return { refusal: task.refusal };
    const existing = await tx.findOne(InspectionCode, {
      task: task.value.id,
      institutionCode: institution.code,
      state: { $nin: ['CANCELLED', 'VOIDED'] },
    });
    if (existing) {
      return refusal('CODE_EXISTS', '该任务与被检查机构已有检查码', { inspectionCodeId: existing.id });
    }
    const code = tx.create(InspectionCode, {
      id: newId(),
      task: task.value,
      institutionCode: institution.code,
      region: institution.region,
      state: 'DRAFT',
      code: null,
      caseCode: null,
      platform: null,
      rating: null,
      draftedAt: this.#kernel.clock.now(),
    });
    for (const officer of officers) {
      tx.create(InspectionCodeOfficer, { inspectionCodeId: code.id, officerId: officer.id });
    }
    for (const { department, role } of input.departments) {
      const open = { finding: null, result: null, resultEnteredAt: null, concludedAt: null };
      tx.create(InspectionParty, { id: newId(), inspectionCodeId: code.id, department, role, ...open });
    }
    await this.#journal.record(tx, code, null, null, principal, {});
    return { id: code.id };
  }

  /** The task of a number; a number that exists must mean the same task. */
  async #task(tx: EntityManager, input: InspectionTaskInput): Promise<Result<InspectionTask, RefusalFacts>> {
    const existing = await tx.findOne(InspectionTask, { number: input.number });
    if (!existing) return accept(tx.create(InspectionTask, { id: newId(), ...input }));
    const differs = Object.entries(input).some(
      ([field, value]) => existing[field as keyof InspectionTask] !== value,
    );
    return differs ? refuse('TASK_DIFFERS', '任务编号已存在，且任务内容不同') : accept(existing);
  }

  /**
   * Applies for a code at the regulators' platform. The platform is asked between two transactions;
   * where it cannot be reached the code stays APPLYING, and applying again asks again.
   */
  async apply<Success extends InspectionSuccess>(
    input: ApplyInspectionCodeInput,
    principal: Principal,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    const begun = await this.#journal.once('applyInspectionCode', input, principal, tx =>
      this.#begin(tx, input, principal),
    );
    if ('refusal' in begun) return this.#journal.answer(begun, success);

    const answer = await this.#askPlatform(begun.id);
    if (answer === null) return this.#journal.answer(begun, success);
    const ended = await this.#journal.once('applyInspectionCode.answer', input, principal, tx =>
      this.#end(tx, begun.id, answer, principal),
    );
    return this.#journal.answer(ended, success);
  }

  async #begin(tx: EntityManager, input: ApplyInspectionCodeInput, principal: Principal): Promise<Outcome> {
    const code = await this.#journal.locked(tx, byId(input.id), principal);
    const moved = moveCode(code.state, 'APPLY');
    if (!moved.ok) return { refusal: moved.refusal };
    const plan = await this.#planAgain(tx, code);
    if (!plan.ok) return { refusal: plan.refusal };
    await this.#journal.record(tx, code, 'APPLY', moved.value, principal, {});
    return { id: code.id };
  }

  /** Certificates may have ended since the draft. */
  async #planAgain(tx: EntityManager, code: InspectionCode): Promise<Result<null, PlanRefusal>> {
    const task = await tx.findOneOrFail(InspectionTask, { id: code.task.id });
    const institution = await tx.findOneOrFail(Institution, { code: code.institutionCode });
    const assigned = await tx.find(InspectionCodeOfficer, { inspectionCodeId: code.id });
    const officers = await tx.find(LawEnforcementOfficer, {
      id: { $in: assigned.map(each => each.officerId) },
    });
    const parties = await tx.find(InspectionParty, { inspectionCodeId: code.id });
    return checkPlan({
      plannedFrom: task.plannedFrom,
      plannedTo: task.plannedTo,
      coversPublicInstitutions: task.coversPublicInstitutions,
      officers,
      ownership: institution.ownership,
      departments: parties.map(({ department, role }) => ({ name: department, role })),
    });
  }

  async #askPlatform(id: string): Promise<Awaited<ReturnType<RegulatorPlatform['requestCode']>> | null> {
    const em = this.#kernel.em();
    const code = await em.findOneOrFail(InspectionCode, { id }, { populate: ['task'] });
    const institution = await em.findOneOrFail(Institution, { code: code.institutionCode });
    try {
      return await this.#platform.requestCode({
        inspectionCodeId: code.id,
        field: code.task.field,
        taskNumber: code.task.number,
        institutionCode: code.institutionCode,
        institutionState: institution.state,
        plannedFrom: code.task.plannedFrom,
      });
    } catch (error) {
      this.#kernel.log.warn(
        { err: error, inspectionCodeId: id },
        'the enforcement platform cannot be reached',
      );
      return null;
    }
  }

  async #end(
    tx: EntityManager,
    id: string,
    answer: Awaited<ReturnType<RegulatorPlatform['requestCode']>>,
    principal: Principal,
  ): Promise<Outcome> {
    const code = await this.#journal.locked(tx, byId(id), principal);
    const moved = moveCode(code.state, answer.ok ? 'ISSUE' : 'REJECT');
    // Somebody else's application, or a cancellation, was faster; the code is as it is.
    if (!moved.ok) return { id };
    if (answer.ok) Object.assign(code, answer.value, { platform: this.#platform.name });
    const reason = answer.ok ? undefined : answer.refusal.message;
    await this.#journal.record(tx, code, answer.ok ? 'ISSUE' : 'REJECT', moved.value, principal, { reason });
    if (!answer.ok) return { refusal: answer.refusal };
    await this.#kernel.signatures.sign(tx, ISSUED_CODE, id, code);
    return { id };
  }
}

function checkDraft(input: DraftInspectionCodeInput): void {
  checkText('task.number', input.task.number, 1, 40);
  checkText('task.matter', input.task.matter, 2, 200);
  if (input.departments.length > 20) throw badUserInput({ departments: '最多 20 个部门' });
  if (input.officerIds.length > 50) throw badUserInput({ officerIds: '最多 50 人' });
  const departments = input.departments.map(each => checkText('departments', each.department, 2, 100));
  if (new Set(departments).size < departments.length) throw badUserInput({ departments: '部门重复' });
}

function refusal(code: string, message: string, facts: Readonly<Record<string, unknown>>): Outcome {
  return { refusal: { code, message, facts } };
}
