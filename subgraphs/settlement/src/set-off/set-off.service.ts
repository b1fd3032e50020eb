import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { sum, type Fen } from '#kernel/vocabulary/money';
import { refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { requireAmount } from '../online-payment/online-payments.service.ts';
import { OnlinePayment } from '../online-payment/online-payment.entity.ts';
import { Overpayment } from '../overpayment/overpayment.entity.ts';
import { OVERPAYMENT_LIFE } from '../overpayment/overpayment.rule.ts';
import { requireText } from '../text.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { SetOff } from './set-off.entity.ts';
import { PAYMENTS, requirePayment, type SettablePayment } from './set-off.payments.ts';
import {
  DecideSetOffSuccess,
  ProposeSetOffSuccess,
  setOffRefusal,
  type DecideSetOffInput,
  type ProposeSetOffInput,
} from './set-off.result.ts';
import { SET_OFF_LIFE, setOff, type SetOffOutcome } from './set-off.rule.ts';

type Done = Outcome<{ readonly id: string }>;

/** Debts of persons set off against what the centre pays them: proposed by one, approved by another, to the 分. */
export class SetOffService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async propose(
    { idempotencyKey: key, ...given }: ProposeSetOffInput,
    principal: Principal,
  ): Promise<ProposeSetOffSuccess | Refusal> {
    requireText({ 'input.reason': [given.reason, 2, 200] });
    requireAmount(given.amount);
    const act = { operation: 'proposeSetOff', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, tx => this.#propose(tx, given, principal));
    if ('refused' in outcome) return setOffRefusal(outcome.refused);
    return Object.assign(new ProposeSetOffSuccess(), { setOff: await this.#read(outcome.done.id) });
  }

  /** Decides by another person; both sides are looked at again, since either may have changed meanwhile. */
  async decide(
    { idempotencyKey: key, ...given }: DecideSetOffInput,
    principal: Principal,
  ): Promise<DecideSetOffSuccess | Refusal> {
    const act = { operation: 'decideSetOff', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, tx => this.#decide(tx, given, principal));
    if ('refused' in outcome) return setOffRefusal(outcome.refused);
    return Object.assign(new DecideSetOffSuccess(), { setOff: await this.#read(outcome.done.id) });
  }

  async #propose(
    tx: EntityManager,
    { overpaymentId, against, subjectId, amount, reason }: Omit<ProposeSetOffInput, 'idempotencyKey'>,
    principal: Principal,
  ): Promise<Done> {
    if (!isId(subjectId) || !isId(overpaymentId)) throw notFound('减支付或待支付的待遇');
    const payment = await requirePayment(PAYMENTS[against].lock(tx, subjectId));
    requireRegion(principal, payment);
    const debt = await lockDebt(tx, overpaymentId);
    if (debt.personId !== payment.personId) throw badUserInput({ 'input.subjectId': '须为同一参保人的待遇' });
    const possible = await weigh(tx, debt, payment, amount);
    if (!possible.ok) return refused(possible.refusal);
    const id = newId();
    const { personId } = debt;
    await tx.insert(SetOff, {
      id,
      overpaymentId,
      against,
      paymentId: payment.id,
      personId,
      amount,
      state: 'PROPOSED',
      reason: reason.trim(),
      undoneBecause: null,
      decidedBy: null,
      decidedAt: null,
      proposedBy: principal.subject,
      proposedAt: this.#kernel.clock.now(),
    });
    const details = { overpaymentId, paymentId: payment.id, amount: amount.toString() };
    await this.#kernel.audit.record(tx, { action: 'SetOff.PROPOSED', rowId: id, personId, details });
    return { done: { id } };
  }

  async #decide(
    tx: EntityManager,
    { setOffId: id, approve }: Omit<DecideSetOffInput, 'idempotencyKey'>,
    principal: Principal,
  ): Promise<Done> {
    const proposed = isId(id) ? await tx.findOne(SetOff, { id }) : null;
    if (!proposed) throw notFound('减支付抵扣');
    const { overpaymentId, against, paymentId, personId, amount, proposedBy } = proposed;
    if (proposedBy === principal.subject) return refused(refuse('OWN_SET_OFF', '登记人不得审核').refusal);
    const payment = await requirePayment(PAYMENTS[against].relock(tx, paymentId));
    requireRegion(principal, payment);
    const debt = await lockDebt(tx, overpaymentId);
    // Decided under the locks of both sides: nobody else decides it now.
    const { state: fromState } = await tx.findOneOrFail(SetOff, { id }, { refresh: true });
    const state = move(SET_OFF_LIFE, fromState, approve ? 'APPROVE' : 'WITHDRAW');
    if (!state.ok) return refused(refuse('SET_OFF_DECIDED', '该抵扣已处理', { fromState }).refusal);
    if (approve) {
      const done = await weigh(tx, debt, payment, amount);
      if (!done.ok) return refused(done.refusal);
      const { repaid, setOff: setOffSoFar } = done.value;
      const whole = repaid === debt.amount ? move(OVERPAYMENT_LIFE, debt.state, 'REPAY') : null;
      const changed = { repaid, ...(whole?.ok && { state: whole.value }) };
      await tx.nativeUpdate(Overpayment, { id: overpaymentId }, changed);
      await PAYMENTS[against].keep(tx, paymentId, setOffSoFar);
    }
    const by = { decidedBy: principal.subject, decidedAt: this.#kernel.clock.now() };
    await tx.nativeUpdate(SetOff, { id }, { state: state.value, ...by });
    const details = { overpaymentId, paymentId, amount: amount.toString() };
    const action = `SetOff.${state.value}`;
    await this.#kernel.audit.record(tx, { action, rowId: id, personId, details });
    return { done: { id } };
  }

  #read(id: string): Promise<SetOff> {
    return this.#kernel.em().findOneOrFail(SetOff, { id });
  }
}

/** What setting off would make of debt and payment as they stand. */
async function weigh(
  tx: EntityManager,
  debt: Overpayment,
  payment: SettablePayment,
  amount: Fen,
): Promise<Result<SetOffOutcome, RefusalFacts>> {
  const open = move(OVERPAYMENT_LIFE, debt.state, 'REPAY');
  if (!open.ok) return open;
  if (!payment.open) return refuse('PAYMENT_NOT_OPEN', '该笔支付尚未审定或已在支付中');
  const pending = await tx.find(OnlinePayment, { subjectId: debt.id, state: 'PENDING' });
  return setOff({ ...debt, onItsWay: sum(pending.map(each => each.amount)) }, payment, amount);
}

async function lockDebt(tx: EntityManager, id: string): Promise<Overpayment> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const found = await tx.findOne(Overpayment, { id }, { lockMode, refresh: true });
  if (!found) throw notFound('减支付');
  return found;
}

function requireRegion(principal: Principal, { region }: SettablePayment): void {
  const limit = regionLimit(principal);
  if (limit !== null && region !== null && !region.startsWith(limit)) throw forbidden('不在您的数据范围内');
}
