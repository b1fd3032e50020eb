import { LockMode } from '@mikro-orm/core';
import { INSPECTION_CODE_TOPIC, type InspectionCodeChanged } from '#schema/events/inspection.events';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { codeRange, coversRegion } from '../data-range.ts';
import { Institution } from '../institution/institution.entity.ts';
import { InspectionCode, InspectionCodeMove, InspectionCodeOfficer, InspectionParty } from './inspection-code.entity.ts';
import type {
  ApplyInspectionCodeInput,
  CancelInspectionCodeInput,
  ConcludeInspectionInput,
  DraftInspectionCodeInput,
  EnterInspectionResultInput,
  EvaluateInspectionInput,
  InspectionTaskInput,
  ScanInspectionCodeInput,
  SendInspectionCodeInput,
  VoidInspectionCodeInput,
} from './inspection-code.input.ts';
import { toInspectionRefusal, type InspectionSuccess } from './inspection-code.result.ts';
import { checkPlan, conclude, enterResult, moveCode, type PlanRefusal } from './inspection-code.rule.ts';
import type { InspectionCodeAct, InspectionCodeState } from './inspection-code.terms.ts';
import { InspectionTask } from './inspection-task.entity.ts';
import { LawEnforcementOfficer } from './officer.entity.ts';
import type { RegulatorPlatform } from './regulator-platform.ts';

/** What is remembered of an act under its idempotency key. */
type Outcome = { readonly id: string } | { readonly refusal: RefusalFacts };

type Decision = Result<InspectionCodeState, RefusalFacts>;

interface Act {
  readonly operation: string;
  readonly act: InspectionCodeAct;
  readonly input: { readonly idempotencyKey: string };
  /** The code concerned: by its id, or by the code that was scanned. */
  readonly find: Record<string, unknown>;
  readonly department?: string;
  readonly reason?: string;
  /** Decides on the state; the transition table alone where it is not given. */
  readonly decide?: (code: InspectionCode, parties: readonly InspectionParty[]) => Decision;
  /** Changes beside the state. */
  readonly change?: (code: InspectionCode, parties: readonly InspectionParty[], now: Date) => void;
}

/** Moves inspection codes through their life: load, decide by rule, save with history, announce. */
export class InspectionCodeService {
  readonly #kernel: Kernel;
  readonly #platform: RegulatorPlatform;

  constructor(kernel: Kernel, platform: RegulatorPlatform) {
    this.#kernel = kernel;
    this.#platform = platform;
  }

  async draft<Success extends InspectionSuccess>(
    input: DraftInspectionCodeInput,
    principal: Principal,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    checkDraft(input);
    const outcome = await this.#once('draftInspectionCode', input, principal, tx => this.#draft(tx, input, principal));
    return this.#answer(outcome, success);
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
    if (officers.length < new Set(input.officerIds).size) throw badUserInput({ officerIds: '执法人员不存在' });

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
    await this.#record(tx, code, null, null, principal, {});
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
    const begun = await this.#once('applyInspectionCode', input, principal, tx => this.#begin(tx, input, principal));
    if ('refusal' in begun) return this.#answer(begun, success);

    const answer = await this.#askPlatform(begun.id);
    if (answer === null) return this.#answer(begun, success);
    const ended = await this.#once('applyInspectionCode.answer', input, principal, tx =>
      this.#end(tx, begun.id, answer, principal),
    );
    return this.#answer(ended, success);
  }

  async #begin(tx: EntityManager, input: ApplyInspectionCodeInput, principal: Principal): Promise<Outcome> {
    const code = await this.#locked(tx, byId(input.id), principal);
    const moved = moveCode(code.state, 'APPLY');
    if (!moved.ok) return { refusal: moved.refusal };
    const plan = await this.#planAgain(tx, code);
    if (!plan.ok) return { refusal: plan.refusal };
    await this.#record(tx, code, 'APPLY', moved.value, principal, {});
    return { id: code.id };
  }

  /** Certificates may have ended since the draft. */
  async #planAgain(tx: EntityManager, code: InspectionCode): Promise<Result<null, PlanRefusal>> {
    const task = await tx.findOneOrFail(InspectionTask, { id: code.task.id });
    const institution = await tx.findOneOrFail(Institution, { code: code.institutionCode });
    const assigned = await tx.find(InspectionCodeOfficer, { inspectionCodeId: code.id });
    const officers = await tx.find(LawEnforcementOfficer, { id: { $in: assigned.map(each => each.officerId) } });
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
      this.#kernel.log.warn({ err: error, inspectionCodeId: id }, 'the enforcement platform cannot be reached');
      return null;
    }
  }

  async #end(
    tx: EntityManager,
    id: string,
    answer: Awaited<ReturnType<RegulatorPlatform['requestCode']>>,
    principal: Principal,
  ): Promise<Outcome> {
    const code = await this.#locked(tx, byId(id), principal);
    const moved = moveCode(code.state, answer.ok ? 'ISSUE' : 'REJECT');
    // Somebody else's application, or a cancellation, was faster; the code is as it is.
    if (!moved.ok) return { id };
    if (answer.ok) Object.assign(code, answer.value, { platform: this.#platform.name });
    const reason = answer.ok ? undefined : answer.refusal.message;
    await this.#record(tx, code, answer.ok ? 'ISSUE' : 'REJECT', moved.value, principal, { reason });
    return answer.ok ? { id } : { refusal: answer.refusal };
  }

  send<S extends InspectionSuccess>(input: SendInspectionCodeInput, principal: Principal, success: new () => S) {
    return this.#act({ operation: 'sendInspectionCode', act: 'SEND', input, find: byId(input.id) }, principal, success);
  }

  /** The first scan puts a code in use; further scans are kept in the history and change nothing else. */
  scan<S extends InspectionSuccess>(input: ScanInspectionCodeInput, principal: Principal, success: new () => S) {
    requireRole(principal, ['INSPECTOR', 'INSTITUTION']);
    const find = { code: input.code };
    return this.#act({ operation: 'scanInspectionCode', act: 'SCAN', input, find }, principal, success);
  }

  enterResult<S extends InspectionSuccess>(input: EnterInspectionResultInput, principal: Principal, success: new () => S) {
    checkText('result', input.result, 1, 2000);
    const { department, finding, result } = input;
    return this.#act(
      {
        operation: 'enterInspectionResult',
        act: 'ENTER_RESULT',
        input,
        find: byId(input.id),
        department,
        decide: (code, parties) => enterResult(code.state, progress(parties), department),
        change: (_code, parties, resultEnteredAt) =>
          void Object.assign(partyOf(parties, department), { finding, result, resultEnteredAt }),
      },
      principal,
      success,
    );
  }

  conclude<S extends InspectionSuccess>(input: ConcludeInspectionInput, principal: Principal, success: new () => S) {
    const { department } = input;
    return this.#act(
      {
        operation: 'concludeInspection',
        act: 'CONCLUDE',
        input,
        find: byId(input.id),
        department,
        decide: (code, parties) => conclude(code.state, progress(parties), department),
        change: (_code, parties, concludedAt) => void Object.assign(partyOf(parties, department), { concludedAt }),
      },
      principal,
      success,
    );
  }

  evaluate<S extends InspectionSuccess>(input: EvaluateInspectionInput, principal: Principal, success: new () => S) {
    requireRole(principal, ['INSTITUTION']);
    if (input.rating < 1 || input.rating > 5) throw badUserInput({ rating: '须为 1 到 5' });
    return this.#act(
      {
        operation: 'evaluateInspection',
        act: 'EVALUATE',
        input,
        find: byId(input.id),
        change: code => void (code.rating = input.rating),
      },
      principal,
      success,
    );
  }

  void<S extends InspectionSuccess>(input: VoidInspectionCodeInput, principal: Principal, success: new () => S) {
    const reason = checkText('reason', input.reason, 2, 500);
    const act = { operation: 'voidInspectionCode', act: 'VOID', input, find: byId(input.id), reason } as const;
    return this.#act(act, principal, success);
  }

  cancel<S extends InspectionSuccess>(input: CancelInspectionCodeInput, principal: Principal, success: new () => S) {
    const reason = checkText('reason', input.reason, 2, 500);
    const act = { operation: 'cancelInspectionCode', act: 'CANCEL', input, find: byId(input.id), reason } as const;
    return this.#act(act, principal, success);
  }

  async #act<Success extends InspectionSuccess>(
    act: Act,
    principal: Principal,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    const outcome = await this.#once(act.operation, act.input, principal, async tx => {
      const code = await this.#locked(tx, act.find, principal);
      const parties = await tx.find(InspectionParty, { inspectionCodeId: code.id });
      const decision: Decision = act.decide?.(code, parties) ?? moveCode(code.state, act.act);
      if (!decision.ok) return { refusal: decision.refusal };
      act.change?.(code, parties, this.#kernel.clock.now());
      await this.#record(tx, code, act.act, decision.value, principal, act);
      return { id: code.id };
    });
    return this.#answer(outcome, success);
  }

  #once(
    operation: string,
    input: { readonly idempotencyKey: string },
    principal: Principal,
    work: (tx: EntityManager) => Promise<Outcome>,
  ): Promise<Outcome> {
    const act = { operation, subject: principal.subject, key: input.idempotencyKey };
    return this.#kernel.transaction(tx => this.#kernel.idempotency.once(tx, act, input, () => work(tx)));
  }

  /** The code, locked against other acts; what lies outside the principal's range does not exist. */
  async #locked(tx: EntityManager, find: Record<string, unknown>, principal: Principal): Promise<InspectionCode> {
    const code = await tx.findOne(
      InspectionCode,
      { $and: [find, codeRange(principal)] } as never,
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!code) throw notFound('检查码');
    return code;
  }

  /** Moves the code, writes the move into its history and announces it. */
  async #record(
    tx: EntityManager,
    code: InspectionCode,
    act: InspectionCodeAct | null,
    toState: InspectionCodeState | null,
    principal: Principal,
    { department = null, reason = null }: { department?: string | null; reason?: string | null },
  ): Promise<void> {
    const fromState = act === null ? null : code.state;
    code.state = toState ?? code.state;
    const sequence = act === null ? 1 : (await tx.count(InspectionCodeMove, { inspectionCodeId: code.id })) + 1;
    tx.create(InspectionCodeMove, {
      id: newId(),
      inspectionCodeId: code.id,
      sequence,
      act,
      fromState,
      toState: code.state,
      byRole: principal.role,
      bySubject: principal.subject,
      department,
      reason,
      at: this.#kernel.clock.now(),
    });
    await tx.flush();
    await this.#kernel.audit.record(tx, {
      action: `InspectionCode.${act ?? 'DRAFT'}`,
      rowId: code.id,
      details: { fromState, toState: code.state },
    });
    const event: InspectionCodeChanged = {
      topic: INSPECTION_CODE_TOPIC,
      name: 'InspectionCodeChanged',
      version: 1,
      aggregateId: code.id,
      payload: {
        inspectionCodeId: code.id,
        institutionCode: code.institutionCode,
        region: code.region,
        fromState,
        toState: code.state,
        act,
      },
    };
    await this.#kernel.outbox.add(tx, [event]);
  }

  async #answer<Success extends InspectionSuccess>(
    outcome: Outcome,
    success: new () => Success,
  ): Promise<Success | Refusal> {
    if ('refusal' in outcome) return toInspectionRefusal(outcome.refusal);
    const inspectionCode = await this.#kernel.em().findOneOrFail(InspectionCode, { id: outcome.id });
    return Object.assign(new success(), { inspectionCode });
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

function checkText(field: string, text: string, least: number, most: number): string {
  const length = [...text.trim()].length;
  if (length < least || length > most) throw badUserInput({ [field]: `长度须在 ${least} 到 ${most} 之间` });
  return text.trim();
}

function byId(id: string): Record<string, unknown> {
  if (!isId(id)) throw notFound('检查码');
  return { id };
}

function requireRole(principal: Principal, roles: readonly Principal['role'][]): void {
  if (!roles.includes(principal.role)) throw forbidden();
}

function progress(parties: readonly InspectionParty[]) {
  return parties.map(({ department, resultEnteredAt, concludedAt }) => ({
    department,
    resultEntered: resultEnteredAt !== null,
    concluded: concludedAt !== null,
  }));
}

function partyOf(parties: readonly InspectionParty[], department: string): InspectionParty {
  return parties.find(party => party.department === department)!;
}

function refusal(code: string, message: string, facts: Readonly<Record<string, unknown>>): Outcome {
  return { refusal: { code, message, facts } };
}
