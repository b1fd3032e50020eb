import { badUserInput } from '#kernel/graphql/errors';
import { refusalMapper, type Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import { entitlementOn } from '../entitlement/entitlement.rule.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';
import type { Entitlement } from '../benefit/facts.rule.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { Visit } from './visit.entity.ts';
import type { RegisterVisitInput } from './visit.input.ts';
import {
  InstitutionNotServingRefusal,
  NoCoverRefusal,
  RegisterVisitSuccess,
  VisitTypeNotServedRefusal,
} from './visit.result.ts';

interface Registered {
  readonly visitId: string;
  readonly scheme: Scheme;
  readonly personGroup: PersonGroup;
  readonly entitlement: Entitlement;
}

const toRefusal = refusalMapper({
  NOT_ENROLLED: NoCoverRefusal,
  INSTITUTION_NOT_SERVING: InstitutionNotServingRefusal,
  VISIT_TYPE_NOT_SERVED: VisitTypeNotServedRefusal,
});

/** Registers visits (2201): load → decide → save, in one transaction. */
export class VisitService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async register(input: RegisterVisitInput, principal: Principal): Promise<RegisterVisitSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    this.#check(input);
    const { msgid, ...content } = input;
    const outcome = await transact<Registered>(
      this.#kernel,
      institution,
      { infno: '2201', msgid, content },
      tx => this.#register(tx, institution, input),
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
    if (input.visitType === 'INPATIENT') {
      const { refusal } = refuse('VISIT_TYPE_NOT_SERVED', '住院须通过入院登记（2401）办理', {
        visitType: input.visitType,
      });
      return refused(refusal);
    }
    const institution = await tx.findOne(InstitutionCopy, { code });
    if (institution?.state !== 'ACTIVE') {
      const institutionState = institution?.state ?? null;
      return refused(
        refuse('INSTITUTION_NOT_SERVING', '机构未定点或定点已暂停', { institutionState }).refusal,
      );
    }
    const enrolments = await tx.find(EnrolmentCopy, { personId: input.personId });
    const cover = entitlementOn(enrolments, input.startedOn);
    if (!cover.ok) return refused(cover.refusal);
    const { enrolment, entitlement } = cover.value;
    const visitId = await this.#save(tx, institution, input);
    const { scheme, personGroup } = enrolment;
    return { done: { visitId, scheme, personGroup, entitlement } };
  }

  async #save(tx: EntityManager, institution: InstitutionCopy, input: RegisterVisitInput): Promise<string> {
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
      ...sealed,
    } as unknown as Visit);
    return id;
  }
}
