import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { requirePerson, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { sum, ZERO } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { FeeItem } from '../claim/fee-item.entity.ts';
import { OnlinePayment } from '../online-payment/online-payment.entity.ts';
import { requireAmount, type OnlinePayments } from '../online-payment/online-payments.service.ts';
import { inRange } from '../range.ts';
import { Reimbursement } from '../reimbursement/reimbursement.entity.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { Overpayment } from './overpayment.entity.ts';
import {
  DecideOverpaymentSuccess,
  overpaymentRefusal,
  PayOverpaymentSuccess,
  RecordOverpaymentSuccess,
  type DecideOverpaymentInput,
  type OverpaidItemInput,
  type PayOverpaymentInput,
  type RecordOverpaymentInput,
} from './overpayment.result.ts';
import { OVERPAYMENT_LIFE, payable } from './overpayment.rule.ts';

const MOST_ITEMS = 500;

type Done = Outcome<{ readonly id: string }>;

/** What insurance paid persons too much: recorded by one, approved by another, paid back by the person. */
export class OverpaymentService {
  readonly #kernel: Kernel;
  readonly #payments: OnlinePayments;

  constructor(kernel: Kernel, payments: OnlinePayments) {
    this.#kernel = kernel;
    this.#payments = payments;
  }

  async record(
    { idempotencyKey: key, ...given }: RecordOverpaymentInput,
    principal: Principal,
  ): Promise<RecordOverpaymentSuccess | Refusal> {
    requireText({ 'input.reason': [given.reason, 2, 200] });
    const { items } = given;
    if (items.length < 1 || items.length > MOST_ITEMS)
      throw badUserInput({ 'input.items': `明细须为1至${MOST_ITEMS}条` });
    if (new Set(items.map(({ feeItemId }) => feeItemId)).size !== items.length)
      throw badUserInput({ 'input.items': '费用明细不得重复' });
    for (const [index, { amount }] of items.entries()) requireAmount(amount, `input.items.${index}.amount`);
    const act = { operation: 'recordOverpayment', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, tx => this.#record(tx, given, principal));
    if ('refused' in outcome) return overpaymentRefusal(outcome.refused);
    return Object.assign(new RecordOverpaymentSuccess(), { overpayment: await this.#read(outcome.done.id) });
  }

  async decide(
    { idempotencyKey: key, ...given }: DecideOverpaymentInput,
    { subject }: Principal,
  ): Promise<DecideOverpaymentSuccess | Refusal> {
    const act = { operation: 'decideOverpayment', subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, async tx => {
      const { id, personId, state: from, recordedBy } = await lock(tx, given.overpaymentId);
      if (recordedBy === subject) return refused(refuse('OWN_OVERPAYMENT', '登记人不得审核').refusal);
      const state = move(OVERPAYMENT_LIFE, from, given.approve ? 'APPROVE' : 'WITHDRAW');
      if (!state.ok) return refused(state.refusal);
      await tx.nativeUpdate(Overpayment, { id }, { state: state.value });
      const action = `Overpayment.${given.approve ? 'APPROVED' : 'WITHDRAWN'}`;
      await this.#kernel.audit.record(tx, { action, rowId: id, personId });
      return { done: { id } };
    });
    if ('refused' in outcome) return overpaymentRefusal(outcome.refused);
    return Object.assign(new DecideOverpaymentSuccess(), { overpayment: await this.#read(outcome.done.id) });
  }

  async pay(
    { idempotencyKey: key, ...given }: PayOverpaymentInput,
    principal: Principal,
  ): Promise<PayOverpaymentSuccess | Refusal> {
    requireAmount(given.amount);
    const act = { operation: 'payOverpayment', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, async tx => {
      const { amount, method } = given;
      const owed = await lock(tx, given.overpaymentId);
      requirePerson(principal, owed.personId);
      const open = move(OVERPAYMENT_LIFE, owed.state, 'REPAY');
      if (!open.ok) return refused(open.refusal);
      const pending = await tx.find(OnlinePayment, { subjectId: owed.id, state: 'PENDING' });
      const onItsWay = sum(pending.map(payment => payment.amount));
      const allowed = payable({ ...owed, onItsWay }, amount);
      if (!allowed.ok) return refused(allowed.refusal);
      const { id: subjectId, personId } = owed;
      const whole = { purpose: 'OVERPAYMENT' as const, subjectId, personId, payerId: personId };
      const { id } = await this.#payments.request(tx, { ...whole, method, amount });
      return { done: { id } };
    });
    if ('refused' in outcome) return overpaymentRefusal(outcome.refused);
    const payment = await this.#payments.open(outcome.done.id);
    return Object.assign(new PayOverpaymentSuccess(), { payment });
  }

  async #record(
    tx: EntityManager,
    { reimbursementId: id, items, reason }: Omit<RecordOverpaymentInput, 'idempotencyKey'>,
    principal: Principal,
  ): Promise<Done> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const paid = isId(id) ? await tx.findOne(Reimbursement, { id }, { lockMode }) : null;
    if (!paid) throw notFound('零星报销');
    if (!inRange(principal, paid)) throw forbidden('不在您的数据范围内');
    if (paid.state !== 'PAID' || paid.settlementId === null)
      return refused(refuse('REIMBURSEMENT_NOT_PAID', '该报销尚未支付').refusal);
    const lines = await tx.find(FeeItem, { claimId: paid.claimId });
    const byId = new Map(lines.map(line => [line.id, line]));
    for (const { feeItemId, amount } of items) {
      const line = byId.get(feeItemId);
      if (!line) throw badUserInput({ 'input.items': '费用明细不属于该报销' });
      if (amount > line.amount) return moreThanPaid(line.amount);
    }
    const earlier = await tx.find(Overpayment, { cause: 'REVIEW', sourceId: paid.settlementId });
    const counted = earlier.filter(({ state }) => state !== 'WITHDRAWN').map(({ amount }) => amount);
    const most = (paid.payable ?? ZERO) - sum(counted);
    const amount = sum(items.map(item => item.amount));
    if (amount > most) return moreThanPaid(most);
    const overpayment: Overpayment = {
      id: newId(),
      personId: paid.personId,
      cause: 'REVIEW',
      sourceId: paid.settlementId,
      number: earlier.length + 1,
      state: 'DRAFTED',
      amount,
      repaid: ZERO,
      reason: reason.trim(),
      items: items.map((item: OverpaidItemInput) => ({
        item: byId.get(item.feeItemId)!.itemName,
        amount: item.amount.toString(),
      })),
      recordedBy: principal.subject,
      recordedAt: this.#kernel.clock.now(),
    };
    await tx.insert(Overpayment, overpayment);
    const { personId } = overpayment;
    const details = { reimbursementId: id, amount: amount.toString() };
    const rowId = overpayment.id;
    await this.#kernel.audit.record(tx, { action: 'Overpayment.RECORDED', rowId, personId, details });
    return { done: { id: rowId } };
  }

  #read(id: string): Promise<Overpayment> {
    return this.#kernel.em().findOneOrFail(Overpayment, { id });
  }
}

async function lock(tx: EntityManager, id: string): Promise<Overpayment> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const found = isId(id) ? await tx.findOne(Overpayment, { id }, { lockMode }) : null;
  if (!found) throw notFound('减支付');
  return found;
}

function moreThanPaid(most: bigint) {
  return refused(refuse('MORE_THAN_PAID', '超过已支付金额', { most }).refusal);
}
