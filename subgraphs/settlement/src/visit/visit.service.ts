import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import { refusalMapper, type Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { Claim } from '../claim/claim.entity.ts';
import { isFiled } from '../direct-benefit/direct-benefit.rule.ts';
import { entitlementOn } from '../entitlement/entitlement.rule.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';
import type { Entitlement } from '../benefit/facts.rule.ts';
import { Qualification } from '../qualification/qualification.entity.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { Visit } from './visit.entity.ts';
import type {
  AdmitPatientInput,
  CancelVisitInput,
  DischargePatientInput,
  RegisterSelfPayingVisitInput,
  RegisterVisitInput,
} from './visit.input.ts';
import {
  AdmitPatientSuccess,
  CancelVisitSuccess,
  DischargePatientSuccess,
  InstitutionNotServingRefusal,
  NoCoverRefusal,
  NotDischargeableRefusal,
  RegisterSelfPayingVisitSuccess,
  RegisterVisitSuccess,
  TreatmentNotFiledRefusal,
  VisitCancelledRefusal,
  VisitHasFeesRefusal,
  VisitTypeNotServedRefusal,
} from './visit.result.ts';
import { NotSignedInRefusal } from '../transaction/transaction.result.ts';

interface Registered {
  readonly visitId: string;
  readonly scheme: Scheme;
  readonly personGroup: PersonGroup;
  readonly entitlement: Entitlement;
}

const toRefusal = refusalMapper({
  NOT_SIGNED_IN: NotSignedInRefusal,
  NOT_ENROLLED: NoCoverRefusal,
  INSTITUTION_NOT_SERVING: InstitutionNotServingRefusal,
  VISIT_TYPE_NOT_SERVED: VisitTypeNotServedRefusal,
  TREATMENT_NOT_FILED: TreatmentNotFiledRefusal,
  VISIT_CANCELLED: VisitCancelledRefusal,
  VISIT_HAS_FEES: VisitHasFeesRefusal,
  NOT_DISCHARGEABLE: NotDischargeableRefusal,
});

/** Registers, ends and cancels visits (2201, 2202, 2401, 2402): load → decide → save, in one transaction. */
export class VisitService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  register(input: RegisterVisitInput, principal: Principal): Promise<RegisterVisitSuccess | Refusal> {
    return this.#enter(input, '2201', principal);
  }

  async admit(input: AdmitPatientInput, principal: Principal): Promise<AdmitPatientSuccess | Refusal> {
    const entered = await this.#enter({ ...input, visitType: 'INPATIENT' }, '2401', principal);
    return 'code' in entered ? entered : Object.assign(new AdmitPatientSuccess(), entered);
  }

  async discharge(
    input: DischargePatientInput,
    principal: Principal,
  ): Promise<DischargePatientSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    if (input.endedOn > today(this.#kernel.clock))
      throw badUserInput({ 'input.endedOn': '出院日期不得晚于今天' });
    const outcome = await transact<{ visitId: string }>(this.#kernel, principal, '2402', input, async tx => {
      const visit = await lockVisit(tx, input.visitId, institution);
      if (!visit.ok) return refused(visit.refusal);
      const { id, visitType, startedOn, endedOn } = visit.value;
      if (visitType !== 'INPATIENT' || endedOn !== null || input.endedOn < startedOn)
        return refused(refuse('NOT_DISCHARGEABLE', '该就诊不是在院住院，或出院日期早于入院日期').refusal);
      await tx.nativeUpdate(Visit, { id }, { endedOn: input.endedOn });
      return { done: { visitId: id } };
    });
    if ('refused' in outcome) return toRefusal(outcome.refused);
    const visit = await this.#kernel.em().findOneOrFail(Visit, outcome.done.visitId);
    return Object.assign(new DischargePatientSuccess(), { visit });
  }

  /** Cancels a registration that nothing was charged to: fees that still count are voided first. */
  async cancel(input: CancelVisitInput, principal: Principal): Promise<CancelVisitSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const outcome = await transact<{ visitId: string }>(this.#kernel, principal, '2202', input, async tx => {
      const visit = await lockVisit(tx, input.visitId, institution);
      if (!visit.ok) return refused(visit.refusal);
      const { id: visitId } = visit.value;
      const claims = await tx.count(Claim, { visitId, state: { $nin: ['VOIDED', 'REVERSED'] } });
      if (claims > 0)
        return refused(refuse('VISIT_HAS_FEES', '该就诊已有费用，须先撤销', { claims }).refusal);
      await tx.nativeUpdate(Visit, { id: visitId }, { cancelledOn: today(this.#kernel.clock) });
      return { done: { visitId } };
    });
    if ('refused' in outcome) return toRefusal(outcome.refused);
    const visit = await this.#kernel.em().findOneOrFail(Visit, outcome.done.visitId);
    return Object.assign(new CancelVisitSuccess(), { visit });
  }

  /** Registers a visit that medical insurance has no part in: no cover is asked for. */
  async registerSelfPaying(
    input: RegisterSelfPayingVisitInput,
    principal: Principal,
  ): Promise<RegisterSelfPayingVisitSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const whole = { ...input, fundAdvances: false };
    this.#check(whole);
    const infno = input.visitType === 'INPATIENT' ? '4202' : '4205';
    const outcome = await transact<{ visitId: string }>(this.#kernel, principal, infno, input, async tx => {
      const serving = await servingInstitution(tx, institution);
      if (!serving.ok) return refused(serving.refusal);
      return { done: { visitId: await this.#save(tx, serving.value, whole, true) } };
    });
    if ('refused' in outcome) return toRefusal(outcome.refused);
    const visit = await this.#kernel.em().findOneOrFail(Visit, outcome.done.visitId);
    return Object.assign(new RegisterSelfPayingVisitSuccess(), { visit });
  }

  async #enter(
    input: RegisterVisitInput,
    infno: '2201' | '2401',
    principal: Principal,
  ): Promise<RegisterVisitSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    this.#check(input);
    const outcome = await transact<Registered>(this.#kernel, principal, infno, input, tx =>
      infno === '2201' && input.visitType === 'INPATIENT'
        ? Promise.resolve(byAdmission(input))
        : this.#register(tx, institution, input),
    );
    if ('refused' in outcome) return toRefusal(outcome.refused);
    const { visitId, ...about } = outcome.done;
    const visit = await this.#kernel.em().findOneOrFail(Visit, visitId);
    return Object.assign(new RegisterVisitSuccess(), { visit, ...about });
  }

  #check({ personId, startedOn, diagnosis, diagnosisCode, physicianCode }: RegisterVisitInput): void {
    const fields: Record<string, string> = {};
    if (!isId(personId)) fields['input.personId'] = '参保人标识无效';
    if (startedOn > today(this.#kernel.clock)) fields['input.startedOn'] = '就诊日期不得晚于今天';
    if (diagnosis && [...diagnosis].length > 200) fields['input.diagnosis'] = '诊断不得超过200字';
    if (diagnosisCode && !/^[A-Z0-9.x+*-]{1,20}$/i.test(diagnosisCode))
      fields['input.diagnosisCode'] = '诊断编码无效';
    if (physicianCode && !/^[A-Z0-9]{1,20}$/.test(physicianCode))
      fields['input.physicianCode'] = '医师编码无效';
    if (Object.keys(fields).length > 0) throw badUserInput(fields);
  }

  async #register(tx: EntityManager, code: string, input: RegisterVisitInput): Promise<Outcome<Registered>> {
    const serving = await servingInstitution(tx, code);
    if (!serving.ok) return refused(serving.refusal);
    const enrolments = await tx.find(EnrolmentCopy, { personId: input.personId });
    const cover = entitlementOn(enrolments, input.startedOn);
    if (!cover.ok) return refused(cover.refusal);
    const { enrolment, entitlement } = cover.value;
    if (input.treatment != null) {
      const qualifications = await tx.find(Qualification, { personId: input.personId });
      if (!isFiled(input.treatment, qualifications, input.startedOn)) {
        const facts = { day: input.startedOn };
        return refused(refuse('TREATMENT_NOT_FILED', '该大病治疗项目在当日没有有效登记', facts).refusal);
      }
    }
    const visitId = await this.#save(tx, serving.value, input, false);
    const { scheme, personGroup } = enrolment;
    return { done: { visitId, scheme, personGroup, entitlement } };
  }

  async #save(
    tx: EntityManager,
    institution: InstitutionCopy,
    input: RegisterVisitInput,
    selfPaying: boolean,
  ): Promise<string> {
    const id = newId();
    const { personId, visitType, startedOn } = input;
    const sealed = await this.#kernel.sealer.seal(
      tx,
      Visit,
      { rowId: id, personId },
      { diagnosisCode: input.diagnosisCode ?? null, diagnosis: input.diagnosis ?? null },
    );
    await tx.insert(Visit, {
      id,
      personId,
      visitType,
      startedOn,
      institutionCode: institution.code,
      institutionRegion: institution.region,
      channel: 'DIRECT',
      physicianCode: input.physicianCode ?? null,
      exclusionCause: input.exclusionCause ?? null,
      fundAdvances: input.fundAdvances,
      endedOn: null,
      cancelledOn: null,
      treatment: input.treatment ?? null,
      selfPaying,
      ...sealed,
    } as unknown as Visit);
    return id;
  }
}

/** The asking institution, if it is designated and serves. */
async function servingInstitution(
  tx: EntityManager,
  code: string,
): Promise<Result<InstitutionCopy, RefusalFacts<'INSTITUTION_NOT_SERVING'>>> {
  const institution = await tx.findOne(InstitutionCopy, { code });
  if (institution?.state === 'ACTIVE') return accept(institution);
  const institutionState = institution?.state ?? null;
  return refuse('INSTITUTION_NOT_SERVING', '机构未定点或定点已暂停', { institutionState });
}

/** A hospital stay is not registered as an outpatient visit. */
function byAdmission({ visitType }: RegisterVisitInput): Outcome<never> {
  const message = '住院须通过入院登记（2401）办理';
  return refused(refuse('VISIT_TYPE_NOT_SERVED', message, { visitType }).refusal);
}

/** A living visit of the institution, locked until the end of the transaction. */
async function lockVisit(
  tx: EntityManager,
  visitId: string,
  institution: string,
): Promise<Result<Visit, RefusalFacts<'VISIT_CANCELLED'>>> {
  const visit = isId(visitId)
    ? await tx.findOne(Visit, { id: visitId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!visit) throw notFound('就诊');
  if (visit.institutionCode !== institution || visit.channel !== 'DIRECT')
    throw forbidden('只能办理本机构的就诊');
  if (visit.cancelledOn === null) return accept(visit);
  return refuse('VISIT_CANCELLED', '该登记已取消', { cancelledOn: visit.cancelledOn });
}
