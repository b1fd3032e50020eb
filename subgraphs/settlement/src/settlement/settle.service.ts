import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { accept, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import type { AccountPayments } from '../account/account-payments.ts';
import type { Reserved } from '../account/account.port.ts';
import { lockLedger } from '../accumulator/accumulator.store.ts';
import { settleBenefit, type Benefit } from '../benefit/benefit.rule.ts';
import { Claim } from '../claim/claim.entity.ts';
import { CLAIM_LIFE } from '../claim/claim-life.rule.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { Transaction } from '../transaction/transaction.entity.ts';
import { storeBasis } from './basis.ts';
import { sameAccumulators } from './opposite.rule.ts';
import { lockClaim, openCase, reckon, type SettlementCase } from './settlement-case.ts';
import { settlementRefusal } from './settlement-refusal.ts';
import { Settlement } from './settlement.entity.ts';
import type { PreSettleInput, SettleInput } from './settlement.input.ts';
import { PreSettleSuccess, SettleSuccess } from './settlement.result.ts';
import { saveSettlement } from './settlement.store.ts';
import { readMovements, type StoredBenefit } from './stored-benefit.ts';

const NO_ACCOUNT: Reserved = { own: ZERO, family: ZERO };

interface Reckoned {
  readonly claimId: string;
  readonly preSettlement: StoredBenefit;
}

/** Reckons (2206) and settles (2207) claims: load → decide → save → publish, in one transaction. */
export class SettleService {
  readonly #kernel: Kernel;
  readonly #accounts: AccountPayments;

  constructor(kernel: Kernel, accounts: AccountPayments) {
    this.#kernel = kernel;
    this.#accounts = accounts;
  }

  async preSettle(input: PreSettleInput, principal: Principal): Promise<PreSettleSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const { msgid, ...content } = input;
    const outcome = await transact<Reckoned>(
      this.#kernel,
      institution,
      { infno: '2206', msgid, content },
      tx => this.#preSettle(tx, input.claimId, institution),
    );
    if ('refused' in outcome) return settlementRefusal(outcome.refused);
    const { claimId, preSettlement } = outcome.done;
    const claim = await this.#kernel.em().findOneOrFail(Claim, claimId);
    return Object.assign(new PreSettleSuccess(), { claim, preSettlement });
  }

  /** Reserves on the account first, settles, and tells the account what became of it. */
  async settle(input: SettleInput, principal: Principal): Promise<SettleSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const { msgid, ...content } = input;
    const reserved = await this.#reserve(input, institution);
    if (!reserved.ok) return settlementRefusal(reserved.refusal);
    let outcome: Outcome<{ settlementId: string }>;
    try {
      outcome = await transact(this.#kernel, institution, { infno: '2207', msgid, content }, tx =>
        this.#settle(tx, input, institution, reserved.value),
      );
    } finally {
      if (reserved.value !== NO_ACCOUNT) await this.#accounts.conclude(msgid);
    }
    if ('refused' in outcome) return settlementRefusal(outcome.refused);
    const settlement = await this.#kernel.em().findOneOrFail(Settlement, outcome.done.settlementId);
    return Object.assign(new SettleSuccess(), { settlement });
  }

  async #preSettle(tx: EntityManager, claimId: string, institution: string): Promise<Outcome<Reckoned>> {
    const { claim, visit } = await lockClaim(tx, claimId, institution);
    const state = move(CLAIM_LIFE, claim.state, 'PRE_SETTLE');
    if (!state.ok) return refused(state.refusal);
    const opened = await openCase(tx, claim, visit, today(this.#kernel.clock));
    if (!opened.ok) return refused(opened.refusal);
    const reckoned = reckon(opened.value);
    if (!reckoned.ok) return refused(reckoned.refusal);
    await tx.nativeUpdate(Claim, { id: claimId }, { state: state.value, preSettled: reckoned.value });
    return { done: { claimId, preSettlement: reckoned.value } };
  }

  /** What the account sets aside for a claim; nothing for a request that was answered before. */
  async #reserve(
    { msgid, claimId, useAccount }: SettleInput,
    institution: string,
  ): Promise<Result<Reserved, RefusalFacts>> {
    const em = this.#kernel.em();
    if (!useAccount || (await em.findOne(Transaction, { msgid }))) return accept(NO_ACCOUNT);
    const demand = await this.#kernel.transaction(async tx => {
      const { claim, visit } = await lockClaim(tx, claimId, institution);
      if (!move(CLAIM_LIFE, claim.state, 'SETTLE').ok) return null;
      const opened = await openCase(tx, claim, visit, today(this.#kernel.clock));
      if (!opened.ok) return null;
      const reckoned = reckon(opened.value);
      return reckoned.ok ? { personId: claim.personId, amount: BigInt(reckoned.value.accountPayable) } : null;
    });
    if (!demand || demand.amount === ZERO) return accept(NO_ACCOUNT);
    const reserved = await this.#accounts.reserve(msgid, demand.personId, demand.amount);
    // The same request may have been answered meanwhile; then that answer is given again.
    if (!reserved.ok && (await this.#kernel.em().findOne(Transaction, { msgid }))) return accept(NO_ACCOUNT);
    return reserved;
  }

  async #settle(
    tx: EntityManager,
    { msgid, claimId }: SettleInput,
    institution: string,
    account: Reserved,
  ): Promise<Outcome<{ settlementId: string }> & { settlementId?: string }> {
    const { claim, visit } = await lockClaim(tx, claimId, institution);
    const state = move(CLAIM_LIFE, claim.state, 'SETTLE');
    if (!state.ok) return refused(state.refusal);
    await lockLedger(tx, claim.personId);
    const opened = await openCase(tx, claim, visit, today(this.#kernel.clock));
    if (!opened.ok) return refused(opened.refusal);
    const decided = decide(opened.value, claim.preSettled!, account);
    if (!decided.ok) return refused(decided.refusal);
    if (decided.value.accountPaid > ZERO && !(await this.#accounts.settled(tx, msgid))) {
      const message = '个人账户预留已失效，请以新报文重新结算';
      return refused({ code: 'ACCOUNT_UNAVAILABLE', message, facts: { retryable: false } });
    }
    const basis = storeBasis({ ...opened.value.facts, account }, opened.value.book);
    const { id: settlementId } = await saveSettlement(this.#kernel, tx, opened.value, decided.value, {
      msgid,
      basis,
    });
    await tx.nativeUpdate(Claim, { id: claimId }, { state: state.value });
    return { done: { settlementId }, settlementId };
  }
}

/**
 * Whether the claim settles as it was pre-settled. If an accumulator has moved since, or the result has
 * changed with a parameter or the catalogue, it does not, and both results are told.
 */
function decide(
  opened: SettlementCase,
  preSettled: StoredBenefit,
  account: Reserved,
): Result<Benefit, RefusalFacts> {
  const recomputed = reckon(opened);
  if (!recomputed.ok) return recomputed;
  const benefit = settleBenefit({ ...opened.facts, account }, opened.book);
  if (!benefit.ok) return benefit;
  const unmoved =
    preSettled.settledOn.slice(0, 4) === recomputed.value.settledOn.slice(0, 4) &&
    sameAccumulators(readMovements(preSettled.accumulators), opened.facts.accumulators) &&
    preSettled.fundPaid === recomputed.value.fundPaid &&
    preSettled.accountPayable === recomputed.value.accountPayable &&
    benefit.value.accountPaid === account.own + account.family;
  if (unmoved) return benefit;
  return {
    ok: false,
    refusal: {
      code: 'ACCUMULATOR_MOVED',
      message: '预结算后年度累计或参数已变动，请重新预结算',
      facts: { preSettled, recomputed: recomputed.value },
    },
  };
}
