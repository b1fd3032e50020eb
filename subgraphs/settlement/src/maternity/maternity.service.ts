import { notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import { undoSetOffs } from '../set-off/set-off.store.ts';
import { cancelPayments } from './cancel-payments.ts';
import { lockBenefits } from './maternity.lock.ts';
import { owePaidTwice } from '../overpayment/overpayment.store.ts';
import type { PaymentBatchService } from '../payment/payment-batch.service.ts';
import { PaymentOrder, PaymentBatch } from '../payment/payment.entity.ts';
import { countOf } from '../policy-term/policy-term.rule.ts';
import { handlingTerm, readPolicyBook } from '../policy-term/policy-term.store.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { selfPayingSources, type BenefitSource } from './source.rule.ts';
import { decideDuplicate, doublePayments, type BenefitState, type Decision } from './duplicate.rule.ts';
import { DuplicateCheck, MaternityBenefit, type CheckMoment } from './maternity-benefit.entity.ts';
import type {
  CorrectMaternitySourceInput,
  DecideMaternityBenefitInput,
  ExportMaternityPaymentsInput,
  GenerateMaternityPaymentsInput,
} from './maternity.input.ts';
import {
  CorrectMaternitySourceSuccess,
  DecideMaternityBenefitSuccess,
  ExportMaternityPaymentsSuccess,
  GenerateMaternityPaymentsSuccess,
  maternityRefusal,
} from './maternity.result.ts';

/** Cases that are paid at once. */
const MOST_AT_ONCE = 2_000;

const PAYABLE: readonly BenefitState[] = ['ACCEPTED', 'HELD', 'FAILED'];
const AFTER: Readonly<Record<Decision['verdict'], BenefitState>> = {
  PROCEED: 'GENERATED',
  HOLD: 'HELD',
  CLOSE: 'CLOSED_AS_DUPLICATE',
};

interface Checked {
  readonly benefit: MaternityBenefit;
  readonly decision: Decision;
}

/** Pays maternity benefits, each checked for duplicates before its payment data are generated and again before they are exported. */
export class MaternityService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async generate(
    { idempotencyKey: key }: GenerateMaternityPaymentsInput,
    { subject }: Principal,
  ): Promise<GenerateMaternityPaymentsSuccess> {
    const operation = 'generateMaternityPayments';
    const counts = await this.#kernel.once({ operation, subject, key }, {}, async tx => {
      const selfPaying = selfPayingSources(await readPolicyBook(tx), today(this.#kernel.clock));
      const checked = await this.#check(tx, PAYABLE, 'GENERATION', selfPaying);
      const proceeding = checked.filter(({ decision }) => decision.verdict === 'PROCEED');
      await tx.insertMany(
        PaymentOrder,
        proceeding.map(({ benefit: { id, personId, amount } }) => ({
          id: newId(),
          purpose: 'MATERNITY_BENEFIT' as const,
          subjectId: id,
          personId,
          amount,
          setOff: ZERO,
          state: 'REQUESTED' as const,
          batchId: null,
          note: null,
          requestedAt: this.#kernel.clock.now(),
          concludedAt: null,
        })),
      );
      const first = proceeding.filter(({ benefit }) => benefit.generatedOn === null);
      const generatedOn = today(this.#kernel.clock);
      await tx.nativeUpdate(MaternityBenefit, { id: { $in: idsOf(first) } }, { generatedOn });
      const count = (verdict: Decision['verdict']) =>
        checked.filter(({ decision }) => decision.verdict === verdict).length;
      return { generated: count('PROCEED'), held: count('HOLD'), closed: count('CLOSE') };
    });
    return Object.assign(new GenerateMaternityPaymentsSuccess(), counts);
  }

  async export(
    { idempotencyKey: key }: ExportMaternityPaymentsInput,
    { subject }: Principal,
    batches: PaymentBatchService,
  ): Promise<ExportMaternityPaymentsSuccess | Refusal> {
    type Exported = Outcome<{ readonly batchId: string | null; readonly cancelled: number }>;
    const operation = 'exportMaternityPayments';
    const outcome = await this.#kernel.once<Exported>({ operation, subject, key }, {}, async tx => {
      const checked = await this.#check(tx, ['GENERATED'], 'EXPORT');
      if (checked.length === 0) return refused(refuse('NOTHING_TO_EXPORT', '没有可导出的支付数据').refusal);
      const proceeding = idsOf(checked.filter(({ decision }) => decision.verdict === 'PROCEED'));
      const stopped = idsOf(checked).filter(id => !proceeding.includes(id));
      await cancelPayments(this.#kernel, tx, stopped);
      const payments = await tx.find(PaymentOrder, { subjectId: { $in: proceeding }, state: 'REQUESTED' });
      await this.#concludeCovered(
        tx,
        payments.filter(({ amount, setOff }) => amount === setOff),
      );
      const sent = payments.filter(({ amount, setOff }) => amount > setOff);
      if (sent.length === 0) return { done: { batchId: null, cancelled: stopped.length } };
      const batch = await batches.send(tx, 'MATERNITY_BENEFIT', sent, subject);
      const ids = sent.map(({ subjectId }) => subjectId);
      await tx.nativeUpdate(MaternityBenefit, { id: { $in: ids } }, { state: 'EXPORTED' });
      return { done: { batchId: batch.id, cancelled: stopped.length } };
    });
    if ('refused' in outcome) return maternityRefusal(outcome.refused);
    const { batchId, cancelled } = outcome.done;
    const batch = batchId ? await this.#kernel.em().findOneOrFail(PaymentBatch, { id: batchId }) : null;
    return Object.assign(new ExportMaternityPaymentsSuccess(), { batch, cancelled });
  }

  async decide(
    input: DecideMaternityBenefitInput,
    { subject }: Principal,
  ): Promise<DecideMaternityBenefitSuccess | Refusal> {
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const { idempotencyKey: key, ...content } = input;
    const { benefitId: id, act } = content;
    const note = content.reason.trim();
    const operation = 'decideMaternityBenefit';
    const outcome = await this.#kernel.once<Outcome<object>>(
      { operation, subject, key },
      content,
      async tx => {
        await lockBenefits(tx);
        const benefit = isId(id) ? await tx.findOne(MaternityBenefit, { id }) : null;
        if (!benefit) throw notFound('生育待遇件');
        const from = act === 'RELEASE' ? (['HELD'] as const) : PAYABLE;
        if (!from.some(state => state === benefit.state)) {
          const facts = { fromState: benefit.state };
          return refused(refuse('BENEFIT_STATE', '当前状态不允许此处理', facts).refusal);
        }
        const changed = act === 'RELEASE' ? { released: true, note } : { state: 'REJECTED' as const, note };
        await tx.nativeUpdate(MaternityBenefit, { id }, changed);
        const { personId } = benefit;
        const action = `MaternityBenefit.${act}`;
        await this.#kernel.audit.record(tx, { action, rowId: id, personId, details: { note } });
        return { done: {} };
      },
    );
    if ('refused' in outcome) return maternityRefusal(outcome.refused);
    const benefit = await this.#kernel.em().findOneOrFail(MaternityBenefit, { id });
    return Object.assign(new DecideMaternityBenefitSuccess(), { benefit });
  }

  /** Says from which channel a case really came, before its money is on its way. */
  async correctSource(
    input: CorrectMaternitySourceInput,
    { subject }: Principal,
  ): Promise<CorrectMaternitySourceSuccess | Refusal> {
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const { idempotencyKey: key, ...content } = input;
    const { benefitId: id, source } = content;
    const operation = 'correctMaternitySource';
    const outcome = await this.#kernel.once<Outcome<object>>(
      { operation, subject, key },
      content,
      async tx => {
        await lockBenefits(tx);
        const benefit = isId(id) ? await tx.findOne(MaternityBenefit, { id }) : null;
        if (!benefit) throw notFound('生育待遇件');
        const { caseNumber, personId, state, source: from } = benefit;
        if (!PAYABLE.includes(state))
          return refused(refuse('BENEFIT_STATE', '当前状态不允许此处理', { fromState: state }).refusal);
        const other = await tx.count(MaternityBenefit, { source, caseNumber, id: { $ne: id } });
        if (other > 0) return refused(refuse('CASE_NUMBER_TAKEN', '该来源已有此业务编号').refusal);
        await tx.nativeUpdate(MaternityBenefit, { id }, { source, note: input.reason.trim() });
        const details = { from, to: source, reason: input.reason.trim() };
        const action = 'MaternityBenefit.CORRECT_SOURCE';
        await this.#kernel.audit.record(tx, { action, rowId: id, personId, details });
        return { done: {} };
      },
    );
    if ('refused' in outcome) return maternityRefusal(outcome.refused);
    const benefit = await this.#kernel.em().findOneOrFail(MaternityBenefit, { id });
    return Object.assign(new CorrectMaternitySourceSuccess(), { benefit });
  }

  /** What the bank says of a case is what becomes of it; then it may show that the event was paid twice. */
  async concluded(tx: EntityManager, payments: readonly PaymentOrder[]): Promise<void> {
    await lockBenefits(tx);
    const day = today(this.#kernel.clock);
    const subjects = (state: PaymentOrder['state']) =>
      payments.filter(payment => payment.state === state).map(({ subjectId }) => subjectId);
    await tx.nativeUpdate(
      MaternityBenefit,
      { id: { $in: subjects('PAID') } },
      { state: 'PAID', paidOn: day },
    );
    await tx.nativeUpdate(MaternityBenefit, { id: { $in: subjects('FAILED') } }, { state: 'FAILED' });
    const failed = payments.filter(({ state }) => state === 'FAILED').map(({ id }) => id);
    await undoSetOffs(this.#kernel, tx, 'MATERNITY_BENEFIT', failed, '该笔支付失败');
    await this.markDoublePayments(
      tx,
      payments.map(({ personId }) => personId),
    );
  }

  /** Payments of which debts took all are made by that: nothing of them goes to the bank. */
  async #concludeCovered(tx: EntityManager, payments: readonly PaymentOrder[]): Promise<void> {
    if (payments.length === 0) return;
    const concluded = {
      state: 'PAID' as const,
      note: '全额抵扣减支付',
      concludedAt: this.#kernel.clock.now(),
    };
    await tx.nativeUpdate(PaymentOrder, { id: { $in: payments.map(({ id }) => id) } }, concluded);
    await this.concluded(
      tx,
      payments.map(payment => ({ ...payment, ...concluded })),
    );
  }

  /** Marks cases of these persons that were paid for the same event; tells how many are marked anew. */
  async markDoublePayments(tx: EntityManager, personIds: readonly string[]): Promise<number> {
    const cases = await tx.find(MaternityBenefit, { personId: { $in: [...new Set(personIds)] } }, REFRESHED);
    const pairs = doublePayments(cases, await this.#windowDays(tx));
    const paidTwice = new Set(pairs.flatMap(({ first, second }) => [first, second]));
    const fresh = cases.filter(({ id, state }) => state === 'PAID' && paidTwice.has(id)).map(({ id }) => id);
    if (fresh.length > 0) {
      await tx.nativeUpdate(MaternityBenefit, { id: { $in: fresh } }, { state: 'DOUBLE_PAID' });
    }
    const second = new Set(pairs.map(pair => pair.second));
    await owePaidTwice(
      this.#kernel,
      tx,
      cases.filter(({ id }) => second.has(id)),
    );
    return fresh.length;
  }

  /** Checks all cases in some states, but of some channels, against all of the same persons, keeps what it came to, and moves them on. */
  async #check(
    tx: EntityManager,
    states: readonly BenefitState[],
    moment: CheckMoment,
    except: readonly BenefitSource[] = [],
  ): Promise<Checked[]> {
    await lockBenefits(tx);
    const benefits = await tx.find(
      MaternityBenefit,
      { state: { $in: [...states] }, source: { $nin: [...except] } },
      { orderBy: { id: 'asc' }, limit: MOST_AT_ONCE },
    );
    const personIds = [...new Set(benefits.map(({ personId }) => personId))];
    const all = await tx.find(MaternityBenefit, { personId: { $in: personIds } });
    const ofPerson = new Map<string, MaternityBenefit[]>();
    for (const benefit of all) {
      ofPerson.set(benefit.personId, [...(ofPerson.get(benefit.personId) ?? []), benefit]);
    }
    const windowDays = await this.#windowDays(tx);
    const checked = benefits.map((benefit): Checked => ({
      benefit,
      decision: decideDuplicate(benefit, ofPerson.get(benefit.personId)!, windowDays),
    }));
    const at = this.#kernel.clock.now();
    await tx.insertMany(
      DuplicateCheck,
      checked.map(({ benefit, decision: { verdict, other } }) => ({
        id: newId(),
        benefitId: benefit.id,
        moment,
        verdict,
        otherId: other,
        windowDays,
        at,
      })),
    );
    for (const verdict of ['PROCEED', 'HOLD', 'CLOSE'] as const) {
      const ids = idsOf(checked.filter(({ decision }) => decision.verdict === verdict));
      await tx.nativeUpdate(MaternityBenefit, { id: { $in: ids } }, { state: AFTER[verdict] });
    }
    return checked;
  }

  async #windowDays(tx: EntityManager): Promise<number> {
    const book = await readPolicyBook(tx);
    return countOf(handlingTerm(book, 'MATCH_DAYS', today(this.#kernel.clock), 'MATERNITY_BENEFIT'));
  }
}

const REFRESHED = { refresh: true } as const;

function idsOf(checked: readonly Checked[]): string[] {
  return checked.map(({ benefit }) => benefit.id);
}
