import { LockMode } from '@mikro-orm/core';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { redactText } from '#kernel/logging/logger';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { LARGEST_AMOUNT, ZERO, type Fen } from '#kernel/vocabulary/money';
import { move } from '#kernel/vocabulary/transition';
import { PAYMENT_TOPIC, type PaymentConcluded } from '#schema/events/settlement.events';
import { PAYMENT_LIFE } from '../payment/payment.rule.ts';
import { OnlinePayment, OnlineRefund } from './online-payment.entity.ts';
import {
  conclusionOf,
  spreadRefund,
  type OnlinePurpose,
  type ProviderAnswer,
} from './online-payment.rule.ts';
import { mayReadPayment } from './online-payment.range.ts';
import { readNotice, type SignedNotice } from './payment-notice.ts';
import type { PaymentProvider } from './payment-provider.port.ts';

const VALID_FOR_MS = 30 * 60_000;
const SWEPT_AFTER_MS = 60_000;
const SWEPT_AT_ONCE = 100;

/** Hears that a payment was made, in the transaction that keeps it. */
export type PaidListener = (
  tx: EntityManager,
  payment: OnlinePayment,
  payments: OnlinePayments,
) => Promise<void>;

export type NoticeVerdict =
  'TAKEN' | 'UNCHANGED' | 'CONTRADICTS' | 'UNKNOWN' | 'AMOUNT_DIFFERS' | 'NOT_GENUINE';

/**
 * Payments of the public through a provider. They are kept before the provider hears of them and end by what it says:
 * by a signed notice, or by its answer when it is asked. An outcome that nobody told is asked for, never assumed.
 */
export class OnlinePayments {
  readonly #kernel: Kernel;
  readonly #provider: PaymentProvider;
  readonly #listeners: Readonly<Record<OnlinePurpose, PaidListener>>;

  constructor(
    kernel: Kernel,
    provider: PaymentProvider,
    listeners: Readonly<Record<OnlinePurpose, PaidListener>>,
  ) {
    this.#kernel = kernel;
    this.#provider = provider;
    this.#listeners = listeners;
  }

  /** Keeps a payment that somebody wants to make, in the transaction that allows it; `open` comes after the commit. */
  async request(
    tx: EntityManager,
    asked: Pick<OnlinePayment, 'purpose' | 'subjectId' | 'personId' | 'payerId' | 'method' | 'amount'>,
  ): Promise<OnlinePayment> {
    const requestedAt = this.#kernel.clock.now();
    const payment: OnlinePayment = {
      id: newId(),
      ...asked,
      refunded: ZERO,
      state: 'PENDING',
      simulated: this.#provider.simulated,
      payAt: null,
      note: null,
      requestedAt,
      concludedAt: null,
      validUntil: new Date(requestedAt.getTime() + VALID_FOR_MS),
    };
    await tx.insert(OnlinePayment, payment);
    return payment;
  }

  /** Announces a payment to the provider; one that cannot be announced now may be opened again by the same request. */
  async open(id: string): Promise<OnlinePayment> {
    const em = this.#kernel.em();
    const payment = await em.findOneOrFail(OnlinePayment, { id });
    if (payment.state !== 'PENDING' || payment.payAt !== null) return payment;
    try {
      const payAt = await this.#provider.open(payment);
      await em.nativeUpdate(OnlinePayment, { id }, { payAt });
      return { ...payment, payAt };
    } catch (error) {
      this.#kernel.log.warn({ err: error, payment: id }, 'the payment provider cannot be asked');
      return payment;
    }
  }

  /** Takes what the provider tells by itself. Whoever carries it: only its signature counts. */
  async take(signed: SignedNotice): Promise<NoticeVerdict> {
    const notice = readNotice(signed, this.#provider.trusted);
    if (!notice) return 'NOT_GENUINE';
    const { orderId, answer } = notice;
    const verdict = await this.#kernel.transaction(tx => this.#conclude(tx, orderId, answer));
    await this.tellRefunds([orderId]);
    return verdict;
  }

  /** Asks the provider what became of a payment, and keeps it. */
  async check(id: string, principal: Principal): Promise<OnlinePayment> {
    const em = this.#kernel.em();
    const payment = isId(id) ? await em.findOne(OnlinePayment, { id }) : null;
    if (!payment || !mayReadPayment(principal, payment)) throw notFound('线上支付');
    if (payment.state !== 'PENDING') return payment;
    await this.#ask(payment);
    return this.#kernel.em().findOneOrFail(OnlinePayment, { id });
  }

  /** Orders that an amount of these payments comes back, the latest first; they are locked and their refunds told after the commit. */
  async refund(
    tx: EntityManager,
    payments: readonly OnlinePayment[],
    amount: Fen,
    reason: string,
  ): Promise<void> {
    const at = this.#kernel.clock.now();
    for (const part of spreadRefund(payments, amount)) {
      const { refunded, personId } = payments.find(({ id }) => id === part.id)!;
      await tx.nativeUpdate(OnlinePayment, { id: part.id }, { refunded: refunded + part.amount });
      const refund = { id: newId(), paymentId: part.id, amount: part.amount, reason, at };
      await tx.insert(OnlineRefund, { ...refund, state: 'PENDING' });
      await this.#kernel.audit.record(tx, {
        action: 'OnlineRefund.ORDERED',
        rowId: refund.id,
        personId,
        details: { paymentId: part.id, amount: part.amount.toString() },
      });
    }
  }

  /** Tells the provider of refunds that it has not done; what fails stays for the sweep. */
  async tellRefunds(paymentIds: readonly string[]): Promise<void> {
    const where = { paymentId: { $in: [...paymentIds] }, state: 'PENDING' as const };
    for (const refund of await this.#kernel.em().find(OnlineRefund, where)) await this.#tell(refund);
  }

  /** Asks for outcomes that nobody told, and for refunds that are not done. */
  async sweep(): Promise<void> {
    const before = new Date(this.#kernel.clock.now().getTime() - SWEPT_AFTER_MS);
    const em = this.#kernel.em();
    const options = { limit: SWEPT_AT_ONCE, orderBy: { id: 'asc' } } as const;
    const pending = { state: 'PENDING', requestedAt: { $lt: before } } as const;
    for (const payment of await em.find(OnlinePayment, pending, options)) await this.#ask(payment);
    for (const refund of await em.find(OnlineRefund, { state: 'PENDING', at: { $lt: before } }, options))
      await this.#tell(refund);
  }

  async #ask(payment: OnlinePayment): Promise<void> {
    const { id } = payment;
    try {
      const answer = await this.#provider.query(payment);
      await this.#kernel.transaction(tx => this.#conclude(tx, id, answer));
      await this.tellRefunds([id]);
    } catch (error) {
      this.#kernel.log.warn({ err: error, payment: id }, 'the payment provider cannot be asked');
    }
  }

  async #tell({ id, paymentId, amount }: OnlineRefund): Promise<void> {
    try {
      const state = await this.#provider.refund({ id, orderId: paymentId, amount });
      await this.#kernel.em().nativeUpdate(OnlineRefund, { id, state: 'PENDING' }, { state });
    } catch (error) {
      this.#kernel.log.warn({ err: error, refund: id }, 'the payment provider cannot be asked');
    }
  }

  async #conclude(tx: EntityManager, id: string, answer: ProviderAnswer): Promise<NoticeVerdict> {
    const payment = await tx.findOne(OnlinePayment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!payment) return 'UNKNOWN';
    const now = this.#kernel.clock.now();
    const conclusion = conclusionOf(answer, payment, now);
    if (!conclusion) {
      if (answer.outcome !== 'PAID') return 'UNCHANGED';
      await this.#record(tx, payment, 'AMOUNT_DIFFERS', { told: answer.amount.toString() });
      return 'AMOUNT_DIFFERS';
    }
    const state = move(PAYMENT_LIFE, payment.state, conclusion.act);
    if (!state.ok) {
      if (payment.state === (conclusion.act === 'CONFIRM' ? 'PAID' : 'FAILED')) return 'UNCHANGED';
      await this.#record(tx, payment, 'CONTRADICTED', { told: conclusion.act });
      return 'CONTRADICTS';
    }
    const concluded = { state: state.value, note: redactText(conclusion.note), concludedAt: now };
    await tx.nativeUpdate(OnlinePayment, { id }, concluded);
    await this.#record(tx, payment, state.value, { amount: payment.amount.toString() });
    if (state.value === 'PAID')
      await this.#listeners[payment.purpose](tx, { ...payment, ...concluded }, this);
    const { purpose, personId, payerId, subjectId, amount } = payment;
    const payload: PaymentConcluded = {
      paymentId: id,
      purpose,
      personId,
      payerId,
      subjectId,
      amount: amount.toString(),
      state: state.value as PaymentConcluded['state'],
    };
    await this.#kernel.outbox.add(tx, [
      { topic: PAYMENT_TOPIC, name: 'PaymentConcluded', version: 1, aggregateId: id, payload },
    ]);
    return 'TAKEN';
  }

  #record(
    tx: EntityManager,
    { id: rowId, personId }: OnlinePayment,
    what: string,
    details: Record<string, string>,
  ): Promise<void> {
    return this.#kernel.audit.record(tx, { action: `OnlinePayment.${what}`, rowId, personId, details });
  }
}

/** Refuses an amount that nobody can pay. */
export function requireAmount(amount: Fen, field = 'input.amount'): void {
  if (amount <= ZERO || amount > LARGEST_AMOUNT) throw badUserInput({ [field]: '金额须大于0' });
}
