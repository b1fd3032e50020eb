import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import { redactText } from '#kernel/logging/logger';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { sum, ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { StayDeposit } from '../deposit/stay-deposit.entity.ts';
import { cashOwedFor } from '../deposit/stay-cash.store.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import { HOME_PROVINCE } from '../home.terms.ts';
import { requireAmount } from '../online-payment/online-payments.service.ts';
import { inRange } from '../range.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { requireText } from '../text.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { WalletPayment } from './wallet-payment.entity.ts';
import {
  counterOf,
  HOLDING,
  openCash,
  UNDOING,
  WALLET_LIFE,
  type WalletAct,
  type WalletMedium,
  type WalletState,
} from './wallet-payment.rule.ts';
import type { WalletPlatform } from './wallet-platform.port.ts';
import type {
  HandleStudentCardPaymentInput,
  PayFromWalletInput,
  ReturnWalletPaymentInput,
} from './wallet.input.ts';
import {
  HandleStudentCardPaymentSuccess,
  PayFromWalletSuccess,
  ReturnWalletPaymentSuccess,
  walletRefusal,
} from './wallet.result.ts';

const LOST_AFTER_MS = 120_000;
const SWEPT_AT_ONCE = 100;

type Done = Outcome<{ readonly id: string }>;

interface Asked {
  readonly msgid: string;
  readonly settlementId: string;
  readonly amount: Fen;
  readonly medium: WalletMedium;
  readonly handledBy: string | null;
}

/**
 * Payments out of wallets in real time: kept before the platform is asked, ended by what it says. An outcome that nobody knows is
 * reversed, at once and by the sweep until the platform has done it, and never counted as paid.
 */
export class WalletPayments {
  readonly platform: WalletPlatform;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, platform: WalletPlatform) {
    this.#kernel = kernel;
    this.platform = platform;
  }

  /** At the counter of the institution that settled the bill. */
  async pay(input: PayFromWalletInput, principal: Principal): Promise<PayFromWalletSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    checkPayment(input);
    const { code: _code, ...asked } = input;
    const outcome = await transact<{ id: string }>(this.#kernel, principal, 'WPAY', asked, tx =>
      this.#request(
        tx,
        { ...input, handledBy: null },
        settlement => settlement.institutionCode === institution,
      ),
    );
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    const paid = await this.#ask(outcome.done.id, input.code);
    if (!paid.ok) return walletRefusal(paid.refusal);
    return Object.assign(new PayFromWalletSuccess(), { payment: paid.value });
  }

  /** At the agency, of a student whose card the counter could not take. */
  async handle(
    { idempotencyKey: key, ...given }: HandleStudentCardPaymentInput,
    principal: Principal,
  ): Promise<HandleStudentCardPaymentSuccess | Refusal> {
    checkPayment(given);
    requireText({ 'input.reason': [given.reason, 2, 200] });
    const { subject } = principal;
    const { code, ...content } = given;
    const act = { operation: 'handleStudentCardPayment', subject, key };
    const outcome = await this.#kernel.once<Done>(act, content, tx => {
      const asked = { ...given, msgid: `AGENCY${newId().replaceAll('-', '')}`, handledBy: subject };
      return this.#request(
        tx,
        { ...asked, medium: 'STUDENT_CARD' },
        row => inRange(principal, row),
        given.reason,
      );
    });
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    const paid = await this.#ask(outcome.done.id, code);
    if (!paid.ok) return walletRefusal(paid.refusal);
    return Object.assign(new HandleStudentCardPaymentSuccess(), { payment: paid.value });
  }

  /** Gives a payment back that is not declared yet. */
  async giveBack(
    input: ReturnWalletPaymentInput,
    principal: Principal,
  ): Promise<ReturnWalletPaymentSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    requireText({ 'input.reason': [input.reason, 2, 200] });
    const { paymentId: id } = input;
    const outcome = await transact<{ id: string }>(this.#kernel, principal, 'WRTN', input, async tx => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const payment = isId(id) ? await tx.findOne(WalletPayment, { id }, { lockMode }) : null;
      if (!payment) throw notFound('钱包支付');
      if (payment.institutionCode !== institution) throw forbidden('只能退还本机构的钱包支付');
      const state = move(WALLET_LIFE, payment.state, 'RETURN');
      if (!state.ok || payment.declarationId !== null) {
        const facts = { state: payment.state };
        return refused(refuse('WALLET_PAYMENT_FINAL', '未支付或已申报，不可退款', facts).refusal);
      }
      await this.#change(tx, payment, 'RETURN', { note: input.reason.trim() });
      return { done: { id } };
    });
    if ('refused' in outcome) return walletRefusal(outcome.refused);
    await this.#undo(id);
    const payment = await this.#kernel.em().findOneOrFail(WalletPayment, { id });
    return Object.assign(new ReturnWalletPaymentSuccess(), { payment });
  }

  /**
   * In the transaction that undoes a settlement: what wallets paid of it goes back, what is on its way will be reversed. False when
   * some of it is declared; then nothing changed.
   */
  async undone(tx: EntityManager, settlementId: string): Promise<boolean> {
    const where = { settlementId, state: { $in: [...HOLDING] } };
    const payments = await tx.find(WalletPayment, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (payments.some(({ declarationId }) => declarationId !== null)) return false;
    for (const payment of payments)
      await this.#change(tx, payment, payment.state === 'PAID' ? 'RETURN' : 'LOSE', { note: '结算已撤销' });
    return true;
  }

  /** Tells the platform what has to be undone of a settlement; what fails stays for the sweep. */
  async tellOf(settlementId: string): Promise<void> {
    const where = { settlementId, state: { $in: [...UNDOING] } };
    for (const { id } of await this.#kernel.em().find(WalletPayment, where)) await this.#undo(id);
  }

  /** Reverses what was left behind without an outcome, and tells the platform what is still to be undone. */
  async sweep(): Promise<void> {
    const before = new Date(this.#kernel.clock.now().getTime() - LOST_AFTER_MS);
    const where = { state: { $in: ['REQUESTED', ...UNDOING] as WalletState[] }, changedAt: { $lt: before } };
    const options = { limit: SWEPT_AT_ONCE, orderBy: { changedAt: 'asc' } } as const;
    for (const payment of await this.#kernel.em().find(WalletPayment, where, options)) {
      if (payment.state === 'REQUESTED')
        await this.#change(this.#kernel.em(), payment, 'LOSE', { note: '支付结果未知' });
      await this.#undo(payment.id);
    }
  }

  async #request(
    tx: EntityManager,
    { msgid, settlementId, amount, medium, handledBy }: Asked,
    allowed: (settlement: Settlement) => boolean,
    note: string | null = null,
  ): Promise<Done> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const bill = isId(settlementId) ? await tx.findOne(Settlement, { id: settlementId }, { lockMode }) : null;
    if (!bill) throw notFound('结算单');
    if (!allowed(bill)) throw forbidden('不在您的数据范围内');
    if (bill.kind !== 'NORMAL' || bill.state !== 'SETTLED' || bill.channel !== 'DIRECT')
      return refused(refuse('NOT_PAYABLE_FROM_WALLET', '该结算不可用钱包支付').refusal);
    if (medium === 'STUDENT_CARD' && bill.personGroup !== 'STUDENT_CHILD')
      return refused(refuse('NOT_A_STUDENT', '该参保人不是学生参保').refusal);
    const open = await openOf(tx, bill);
    if (amount > open) return refused(refuse('EXCEEDS_CASH', '超过现金部分', { open }).refusal);
    const { personId, institutionCode, institutionRegion } = bill;
    const institution = await tx.findOneOrFail(InstitutionCopy, { code: institutionCode });
    const payment: WalletPayment = {
      id: newId(),
      msgid,
      settlementId,
      personId,
      institutionCode,
      institutionRegion,
      counter: counterOf(institution),
      medium,
      handledBy,
      amount,
      state: 'REQUESTED',
      note,
      otherProvince: null,
      simulated: this.platform.simulated,
      declarationId: null,
      paidAt: null,
      returnedAt: null,
      changedAt: this.#kernel.clock.now(),
    };
    await tx.insert(WalletPayment, payment);
    return { done: { id: payment.id } };
  }

  /** Asks the platform for a payment that has no outcome; one that has is answered as it stands. */
  async #ask(id: string, code: string): Promise<Result<WalletPayment, RefusalFacts>> {
    const em = this.#kernel.em();
    const asked = await em.findOneOrFail(WalletPayment, { id });
    if (asked.state === 'REQUESTED') {
      const { msgid, institutionCode, amount } = asked;
      try {
        const answer = await this.platform.pay({ msgid, code, institutionCode, amount });
        if (answer.outcome === 'REFUSED')
          await this.#change(em, asked, 'REFUSE', { note: redactText(answer.reason) });
        else
          await this.#change(em, asked, 'PAY', {
            otherProvince: foreign(answer.province),
            paidAt: this.#kernel.clock.now(),
          });
      } catch (error) {
        this.#kernel.log.warn({ err: error, payment: id }, 'the outcome of a wallet payment is unknown');
        await this.#change(em, asked, 'LOSE', { note: '支付结果未知' });
        await this.#undo(id);
      }
    }
    const payment = await this.#kernel.em().findOneOrFail(WalletPayment, { id });
    const { state, note } = payment;
    if (state === 'REFUSED') return refuse('WALLET_REFUSED', note ?? '钱包拒绝支付');
    if (state === 'REVERSING' || state === 'REVERSED')
      return refuse('WALLET_UNAVAILABLE', '支付结果未知，已冲正，请以新报文重新支付', { state });
    return accept(payment);
  }

  async #undo(id: string): Promise<void> {
    const em = this.#kernel.em();
    const payment = await em.findOneOrFail(WalletPayment, { id });
    if (!UNDOING.includes(payment.state)) return;
    try {
      await this.platform.reverse(payment.msgid);
      const returnedAt = payment.state === 'RETURNING' ? this.#kernel.clock.now() : null;
      await this.#change(em, payment, 'DONE', { returnedAt });
    } catch (error) {
      this.#kernel.log.warn({ err: error, payment: id }, 'the wallet platform is told later');
    }
  }

  /** Moves a payment from the state in which it was read, unless somebody else was faster. */
  async #change(
    em: EntityManager,
    { id, personId, state }: WalletPayment,
    act: WalletAct,
    changes: Partial<WalletPayment>,
  ): Promise<void> {
    const to = move(WALLET_LIFE, state, act);
    if (!to.ok) return;
    const changedAt = this.#kernel.clock.now();
    const work = async (tx: EntityManager) => {
      const changed = { ...changes, state: to.value, changedAt };
      if ((await tx.nativeUpdate(WalletPayment, { id, state }, changed)) === 1)
        await this.#kernel.audit.record(tx, { action: `WalletPayment.${to.value}`, rowId: id, personId });
    };
    await (em.isInTransaction() ? work(em) : this.#kernel.transaction(work));
  }
}

/** What of a bill a wallet may still pay: of a stay whose deposit was used, no more than that has left of its cash. */
async function openOf(tx: EntityManager, { id, visitId, visitType, cashPaid }: Settlement): Promise<Fen> {
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const deposit = visitType === 'INPATIENT' ? await tx.findOne(StayDeposit, { visitId }, { lockMode }) : null;
  const held = await tx.find(WalletPayment, { settlementId: id, state: { $in: [...HOLDING] } });
  const open = openCash(cashPaid, sum(held.map(payment => payment.amount)));
  if (!deposit?.used) return open;
  const left = openCash((await cashOwedFor(tx, visitId)) ?? ZERO, deposit.used);
  return left < open ? left : open;
}

/** The province of a wallet when it is another one than ours. */
function foreign(province: string): string | null {
  return province === HOME_PROVINCE ? null : province;
}

function checkPayment({ amount, code }: { readonly amount: Fen; readonly code: string }): void {
  requireAmount(amount);
  if (!/^[A-Za-z0-9]{16,64}$/.test(code)) throw badUserInput({ 'input.code': '须为16至64位字母或数字' });
}
