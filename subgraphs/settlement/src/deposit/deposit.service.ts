import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { sum } from '#kernel/vocabulary/money';
import { refuse } from '#kernel/vocabulary/result';
import { OnlinePayment } from '../online-payment/online-payment.entity.ts';
import {
  requireAmount,
  type OnlinePayments,
  type PaidListener,
} from '../online-payment/online-payments.service.ts';
import { refused, type Outcome } from '../transaction/institution-transaction.ts';
import { Visit } from '../visit/visit.entity.ts';
import {
  CloseStayDepositSuccess,
  depositRefusal,
  PayStayDepositSuccess,
  RequireStayDepositSuccess,
  type CloseStayDepositInput,
  type PayStayDepositInput,
  type RequireStayDepositInput,
} from './deposit.result.ts';
import { closeDeposit } from './deposit.rule.ts';
import { cashOwedFor } from './stay-cash.store.ts';
import { StayDeposit } from './stay-deposit.entity.ts';

type Done = Outcome<{ readonly id: string }>;

const GIVEN_BACK = '出院结算后退还';

/** Deposits of hospital stays: asked for by the hospital, paid by patient or family, used and given back at discharge. */
export class DepositService {
  readonly #kernel: Kernel;
  readonly #payments: OnlinePayments;

  constructor(kernel: Kernel, payments: OnlinePayments) {
    this.#kernel = kernel;
    this.#payments = payments;
  }

  /** Says what a stay of the asking hospital should be paid in; again while it is open. */
  async require(
    { idempotencyKey: key, ...given }: RequireStayDepositInput,
    { subject, institution }: Principal,
  ): Promise<RequireStayDepositSuccess | Refusal> {
    requireAmount(given.minimum, 'input.minimum');
    requireAmount(given.estimated, 'input.estimated');
    if (given.minimum > given.estimated) throw badUserInput({ 'input.minimum': '不得超过预估预交金额' });
    const act = { operation: 'requireStayDeposit', subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, async tx => {
      const { visitId, estimated, minimum } = given;
      const visit = isId(visitId)
        ? await tx.findOne(Visit, { id: visitId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!visit) throw notFound('就诊');
      if (visit.institutionCode !== institution) throw forbidden('只能办理本机构的住院');
      if (visit.visitType !== 'INPATIENT' || visit.cancelledOn || visit.channel !== 'DIRECT')
        return refused(refuse('NO_HOSPITAL_STAY', '该就诊不是在院住院').refusal);
      const known = await tx.findOne(StayDeposit, { visitId });
      if (known?.closedAt) return closed();
      const id = known?.id ?? newId();
      if (known) await tx.nativeUpdate(StayDeposit, { id }, { estimated, minimum });
      else {
        const { personId, institutionCode, institutionRegion } = visit;
        const whose = { visitId, personId, institutionCode, institutionRegion };
        await tx.insert(StayDeposit, { id, ...whose, estimated, minimum, used: null, closedAt: null });
      }
      return { done: { id } };
    });
    if ('refused' in outcome) return depositRefusal(outcome.refused);
    return Object.assign(new RequireStayDepositSuccess(), { deposit: await this.#read(outcome.done.id) });
  }

  /** Pays in for a stay: whoever has the number of its deposit, the patient or a member of the family. */
  async pay(
    { idempotencyKey: key, ...given }: PayStayDepositInput,
    { subject, person }: Principal,
  ): Promise<PayStayDepositSuccess | Refusal> {
    requireAmount(given.amount);
    if (!person) throw forbidden('只有参保人可以缴纳');
    const act = { operation: 'payStayDeposit', subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, async tx => {
      const { amount, method } = given;
      const deposit = await lockDeposit(tx, given.depositId);
      if (deposit.closedAt) return closed();
      if (amount < deposit.minimum) {
        const facts = { minimum: deposit.minimum };
        return refused(refuse('BELOW_MINIMUM', '低于最低缴费金额', facts).refusal);
      }
      const { id: subjectId, personId } = deposit;
      const whose = { purpose: 'INPATIENT_DEPOSIT' as const, subjectId, personId, payerId: person };
      const { id } = await this.#payments.request(tx, { ...whose, method, amount });
      return { done: { id } };
    });
    if ('refused' in outcome) return depositRefusal(outcome.refused);
    const payment = await this.#payments.open(outcome.done.id);
    return Object.assign(new PayStayDepositSuccess(), { payment });
  }

  /** Uses the deposit of a settled stay for what the patient owes, and orders the rest to be given back. */
  async close(
    { idempotencyKey: key, ...given }: CloseStayDepositInput,
    { subject, institution }: Principal,
  ): Promise<CloseStayDepositSuccess | Refusal> {
    const act = { operation: 'closeStayDeposit', subject, key };
    const outcome = await this.#kernel.once<Done>(act, given, async tx => {
      // Payments first: what concludes one holds it when it comes for the deposit.
      if (isId(given.depositId))
        await tx.execute(`select id from "settlement"."online_payment" where subject_id = ? for update`, [
          given.depositId,
        ]);
      const deposit = await lockDeposit(tx, given.depositId);
      if (deposit.institutionCode !== institution) throw forbidden('只能办理本机构的住院');
      if (deposit.closedAt) return closed();
      const owed = await cashOwedFor(tx, deposit.visitId);
      if (owed === null) return refused(refuse('STAY_NOT_SETTLED', '尚未出院或有费用未结算').refusal);
      const payments = await tx.find(OnlinePayment, { subjectId: deposit.id, state: 'PAID' });
      const held = sum(payments.map(({ amount, refunded }) => amount - refunded));
      const { used, back } = closeDeposit(held, owed);
      await this.#payments.refund(tx, payments, back, GIVEN_BACK);
      const { id, personId } = deposit;
      await tx.nativeUpdate(StayDeposit, { id }, { used, closedAt: this.#kernel.clock.now() });
      const details = { used: used.toString(), back: back.toString() };
      await this.#kernel.audit.record(tx, { action: 'StayDeposit.CLOSED', rowId: id, personId, details });
      return { done: { id } };
    });
    if ('refused' in outcome) return depositRefusal(outcome.refused);
    const deposit = await this.#read(outcome.done.id);
    const payments = await this.#kernel
      .em()
      .find(OnlinePayment, { subjectId: deposit.id }, { fields: ['id'] });
    await this.#payments.tellRefunds(payments.map(({ id }) => id));
    return Object.assign(new CloseStayDepositSuccess(), { deposit });
  }

  #read(id: string): Promise<StayDeposit> {
    return this.#kernel.em().findOneOrFail(StayDeposit, { id });
  }
}

/** A payment whose outcome was known only after its deposit was closed comes back whole. */
export const depositPaid: PaidListener = async (tx, payment, payments) => {
  const deposit = await lockDeposit(tx, payment.subjectId);
  if (deposit.closedAt) await payments.refund(tx, [payment], payment.amount, '结清后到账，全额退还');
};

async function lockDeposit(tx: EntityManager, id: string): Promise<StayDeposit> {
  const deposit = isId(id)
    ? await tx.findOne(StayDeposit, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!deposit) throw notFound('住院押金');
  return deposit;
}

function closed() {
  return refused(refuse('DEPOSIT_CLOSED', '该押金已结清').refusal);
}
