import { LockMode } from '@mikro-orm/core';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { sum } from '#kernel/vocabulary/money';
import { move } from '#kernel/vocabulary/transition';
import { digestOf, paidOut, paymentFile } from './payment-file.ts';
import { PaymentOrder, PaymentBatch } from './payment.entity.ts';
import { PAYMENT_LIFE, type PaymentPurpose } from './payment.rule.ts';
import type { PaymentOutcomeInput, ReportPaymentsInput } from './payment.input.ts';
import { PaymentVerdict, ReportPaymentsSuccess, type PaymentVerdictName } from './payment.result.ts';

const MOST_OUTCOMES = 2_000;

interface Report {
  readonly verdicts: { readonly paymentId: string; readonly verdict: PaymentVerdictName }[];
}

/** Hears of payments whose outcome is known, in the transaction that keeps it. */
export type PaymentListener = (tx: EntityManager, concluded: readonly PaymentOrder[]) => Promise<void>;

/** Sends payments to the bank by file, and takes what the bank says became of them. */
export class PaymentBatchService {
  readonly #kernel: Kernel;
  readonly #listeners: Readonly<Record<PaymentPurpose, PaymentListener>>;

  constructor(kernel: Kernel, listeners: Readonly<Record<PaymentPurpose, PaymentListener>>) {
    this.#kernel = kernel;
    this.#listeners = listeners;
  }

  /** Makes the batch of payments that are ready; its digest is that of the file that can be fetched from then on. */
  async send(
    tx: EntityManager,
    purpose: PaymentPurpose,
    payments: readonly PaymentOrder[],
    exportedBy: string,
  ): Promise<PaymentBatch> {
    const batch: PaymentBatch = {
      id: newId(),
      purpose,
      count: payments.length,
      total: sum(payments.map(paidOut)),
      digest: digestOf(paymentFile(payments)),
      exportedBy,
      exportedAt: this.#kernel.clock.now(),
    };
    await tx.insert(PaymentBatch, batch);
    const ids = payments.map(({ id }) => id);
    await tx.nativeUpdate(PaymentOrder, { id: { $in: ids } }, { state: 'PENDING', batchId: batch.id });
    const { id: rowId, count, total, digest } = batch;
    const details = { purpose, count, total: total.toString(), digest };
    await this.#kernel.audit.record(tx, { action: 'PaymentBatch.EXPORT', rowId, details });
    return batch;
  }

  /** Takes the outcomes of a batch; each is final, and one that was reported before changes nothing. */
  async report(input: ReportPaymentsInput, principal: Principal): Promise<ReportPaymentsSuccess> {
    const { idempotencyKey: key, ...content } = input;
    const { outcomes, batchId } = content;
    if (outcomes.length === 0 || outcomes.length > MOST_OUTCOMES) {
      throw badUserInput({ 'input.outcomes': `须为1至${MOST_OUTCOMES}条` });
    }
    if (new Set(outcomes.map(({ paymentId }) => paymentId)).size !== outcomes.length) {
      throw badUserInput({ 'input.outcomes': '支付标识不得重复' });
    }
    if (outcomes.some(({ note }) => note.trim().length < 2 || note.length > 200)) {
      throw badUserInput({ 'input.outcomes': '回单号或原因须为2至200字' });
    }
    const { subject } = principal;
    const { verdicts } = await this.#kernel.once<Report>(
      { operation: 'reportPayments', subject, key },
      content,
      tx => this.#report(tx, batchId, outcomes),
    );
    const batch = await this.#kernel.em().findOneOrFail(PaymentBatch, { id: batchId });
    return Object.assign(new ReportPaymentsSuccess(), {
      batch,
      verdicts: verdicts.map(verdict => Object.assign(new PaymentVerdict(), verdict)),
    });
  }

  async #report(
    tx: EntityManager,
    batchId: string,
    outcomes: readonly PaymentOutcomeInput[],
  ): Promise<Report> {
    const batch = isId(batchId) ? await tx.findOne(PaymentBatch, { id: batchId }) : null;
    if (!batch) throw notFound('支付批次');
    const ids = outcomes.map(({ paymentId }) => paymentId).filter(isId);
    const found = await tx.find(
      PaymentOrder,
      { batchId, id: { $in: ids } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    const byId = new Map(found.map(payment => [payment.id, payment]));
    const concludedAt = this.#kernel.clock.now();
    const concluded: PaymentOrder[] = [];
    const verdicts = outcomes.map(({ paymentId, paid, note }) => {
      const payment = byId.get(paymentId);
      if (!payment) return { paymentId, verdict: 'UNKNOWN' as const };
      if (payment.state === (paid ? 'PAID' : 'FAILED')) return { paymentId, verdict: 'UNCHANGED' as const };
      const state = move(PAYMENT_LIFE, payment.state, paid ? 'CONFIRM' : 'FAIL');
      if (!state.ok) return { paymentId, verdict: 'CONTRADICTS' as const };
      concluded.push({ ...payment, state: state.value, note: note.trim(), concludedAt });
      return { paymentId, verdict: 'TAKEN' as const };
    });
    await tx.execute(
      `update "settlement"."payment" p set state = told.state, note = told.note, concluded_at = ?
       from jsonb_to_recordset(?::jsonb) as told (id uuid, state varchar, note varchar) where p.id = told.id`,
      [concludedAt, JSON.stringify(concluded.map(({ id, state, note }) => ({ id, state, note })))],
    );
    await this.#listeners[batch.purpose](tx, concluded);
    await this.#kernel.audit.record(tx, {
      action: 'PaymentBatch.REPORT',
      rowId: batchId,
      details: { taken: concluded.length },
    });
    return { verdicts };
  }
}
