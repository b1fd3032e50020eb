import { LockMode } from '@mikro-orm/core';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { sum } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import type { ExchangeService } from '../exchange/exchange.service.ts';
import { writeRecords } from '../exchange/exchange.store.ts';
import { digestOf } from '../payment/payment-file.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { assessmentFile } from './assessment-file.ts';
import { MaternityAssessment } from './assessment.entity.ts';
import {
  assessmentRefusal,
  GenerateMaternityAssessmentSuccess,
  UploadMaternityAssessmentSuccess,
} from './assessment.result.ts';
import { MaternityBenefit } from './maternity-benefit.entity.ts';
import type { GenerateMaternityAssessmentInput, UploadMaternityAssessmentInput } from './maternity.input.ts';
import { lockBenefits } from './maternity.lock.ts';

/** Cases on one form. */
const MOST_CASES = 1_000;

type Done = Outcome<{ readonly id: string }>;

/** Makes the forms of what was paid, and uploads them to the city platform. */
export class AssessmentService {
  readonly #kernel: Kernel;
  readonly #exchange: ExchangeService;

  constructor(kernel: Kernel, exchange: ExchangeService) {
    this.#kernel = kernel;
    this.#exchange = exchange;
  }

  async generate(
    { idempotencyKey: key, paidUntil }: GenerateMaternityAssessmentInput,
    { subject }: Principal,
  ): Promise<GenerateMaternityAssessmentSuccess | Refusal> {
    if (paidUntil > today(this.#kernel.clock)) throw badUserInput({ 'input.paidUntil': '不得晚于今日' });
    const operation = 'generateMaternityAssessment';
    const outcome = await this.#kernel.once<Done>({ operation, subject, key }, { paidUntil }, async tx => {
      await lockBenefits(tx);
      const paid = await paidByCentre(tx, paidUntil);
      if (paid.length === 0) return refused(refuse('NOTHING_TO_ASSESS', '没有可核定的支付').refusal);
      const assessment: MaternityAssessment = {
        id: newId(),
        paidUntil,
        count: paid.length,
        total: sum(paid.map(({ amount }) => amount)),
        digest: digestOf(assessmentFile(paid)),
        generatedBy: subject,
        generatedAt: this.#kernel.clock.now(),
        uploadedBy: null,
        uploadedAt: null,
      };
      await tx.insert(MaternityAssessment, assessment);
      const { id } = assessment;
      const ids = paid.map(benefit => benefit.id);
      await tx.nativeUpdate(MaternityBenefit, { id: { $in: ids } }, { assessmentId: id });
      await this.#audit(tx, 'GENERATE', assessment);
      return { done: { id } };
    });
    if ('refused' in outcome) return assessmentRefusal(outcome.refused);
    return Object.assign(new GenerateMaternityAssessmentSuccess(), {
      assessment: await this.#read(outcome.done.id),
    });
  }

  /** Gives a form to the exchange, once, by somebody other than who generated it; the next run sends it. */
  async upload(
    { idempotencyKey: key, assessmentId: id }: UploadMaternityAssessmentInput,
    { subject }: Principal,
  ): Promise<UploadMaternityAssessmentSuccess | Refusal> {
    const operation = 'uploadMaternityAssessment';
    const outcome = await this.#kernel.once<Done>({ operation, subject, key }, { id }, async tx => {
      const found = isId(id)
        ? await tx.findOne(MaternityAssessment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!found) throw notFound('核定表');
      if (!this.#exchange.isConnected('CITY_PLATFORM'))
        return refused(refuse('PLATFORM_NOT_CONNECTED', '本系统未与市平台连接').refusal);
      if (found.uploadedAt !== null)
        return refused(
          refuse('ASSESSMENT_UPLOADED', '核定表已上传', { uploadedAt: found.uploadedAt }).refusal,
        );
      if (found.generatedBy === subject)
        return refused(refuse('GENERATED_YOURSELF', '生成人不得上传本人生成的核定表').refusal);
      const uploaded = { uploadedBy: subject, uploadedAt: this.#kernel.clock.now() };
      await tx.nativeUpdate(MaternityAssessment, { id }, uploaded);
      const benefits = await tx.find(MaternityBenefit, { assessmentId: id }, { orderBy: { id: 'asc' } });
      const { paidUntil, count, total, digest } = found;
      const lines = benefits.map(({ caseNumber, source, personId, eventDate, paidOn, amount }) => ({
        caseNumber,
        source,
        personId,
        eventDate,
        paidOn,
        amount: amount.toString(),
      }));
      const content = { paidUntil, count, total: total.toString(), digest, lines };
      const set = 'MATERNITY_ASSESSMENT';
      await writeRecords(tx, [{ set, code: id, version: null, content, origin: null }]);
      await this.#audit(tx, 'UPLOAD', found);
      return { done: { id } };
    });
    if ('refused' in outcome) return assessmentRefusal(outcome.refused);
    return Object.assign(new UploadMaternityAssessmentSuccess(), {
      assessment: await this.#read(outcome.done.id),
    });
  }

  #audit(tx: EntityManager, act: string, { id, count, total, digest }: MaternityAssessment): Promise<void> {
    const details = { count, total: total.toString(), digest };
    return this.#kernel.audit.record(tx, { action: `MaternityAssessment.${act}`, rowId: id, details });
  }

  #read(id: string): Promise<MaternityAssessment> {
    return this.#kernel.em().findOneOrFail(MaternityAssessment, { id });
  }
}

/** The cases on no form yet of which the centre's own payment has succeeded; what a channel paid is not ours to assess. */
async function paidByCentre(tx: EntityManager, paidUntil: string): Promise<MaternityBenefit[]> {
  const rows: Row[] = await tx.execute(
    `select b.id from "settlement"."maternity_benefit" b
     where b.state = 'PAID' and b.paid_on <= ? and b.assessment_id is null and exists (
       select from "settlement"."payment" p
       where p.subject_id = b.id and p.purpose = 'MATERNITY_BENEFIT' and p.state = 'PAID')
     order by b.id limit ${MOST_CASES}`,
    [paidUntil],
  );
  const ids = rows.map(row => String(row['id']));
  return tx.find(MaternityBenefit, { id: { $in: ids } });
}
