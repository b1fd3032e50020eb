import { conflict } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import { writeAtCommit } from '#kernel/persistence/at-commit';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import type { AccountPayments } from '../account/account-payments.ts';
import type { Reserved } from '../account/account.port.ts';
import { accountDemand, settleBenefit, type Benefit } from '../benefit/benefit.rule.ts';
import type { BenefitFacts } from '../benefit/facts.rule.ts';
import { Claim } from '../claim/claim.entity.ts';
import { CLAIM_LIFE } from '../claim/claim-life.rule.ts';
import type { AgreedPayout, DirectPayouts } from '../commercial/direct-payouts.ts';
import {
  askingInstitution,
  refused,
  senderOf,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { signedIn } from '../sign-in/sign-in.store.ts';
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

/** What others have set aside for a settlement before its transaction. */
interface Promises {
  readonly account: Reserved;
  readonly payout: AgreedPayout | null;
}
const NO_PROMISES: Promises = { account: NO_ACCOUNT, payout: null };

interface Reckoned {
  readonly claimId: string;
  readonly preSettlement: StoredBenefit;
}

/** Reckons (2206) and settles (2207) claims: load → decide → save → publish, in one transaction. */
export class SettleService {
  readonly #kernel: Kernel;
  readonly #accounts: AccountPayments;
  readonly #payouts: DirectPayouts;

  constructor(kernel: Kernel, accounts: AccountPayments, payouts: DirectPayouts) {
    this.#kernel = kernel;
    this.#accounts = accounts;
    this.#payouts = payouts;
  }

  async preSettle(input: PreSettleInput, principal: Principal): Promise<PreSettleSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    let reckoned: Claim | null = null;
    const outcome = await transact<Reckoned>(this.#kernel, principal, '2206', input, tx =>
      this.#preSettle(tx, input.claimId, institution, claim => (reckoned = claim)),
    );
    if ('refused' in outcome) return settlementRefusal(outcome.refused);
    const { claimId, preSettlement } = outcome.done;
    const claim = reckoned ?? (await this.#kernel.em().findOneOrFail(Claim, claimId));
    return Object.assign(new PreSettleSuccess(), { claim, preSettlement });
  }

  /** Asks insurer and account first, settles, and tells both what became of it. */
  async settle(input: SettleInput, principal: Principal): Promise<SettleSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const { msgid } = input;
    const promised = await this.#promises(input, principal, institution);
    if (!promised.ok) return settlementRefusal(promised.refusal);
    const { account, payout } = promised.value;
    let made: Settlement | null = null;
    let outcome: Outcome<{ settlementId: string }>;
    try {
      outcome = await transact(this.#kernel, principal, '2207', input, tx =>
        this.#settle(tx, input, institution, promised.value, settlement => (made = settlement)),
      );
    } finally {
      if (account !== NO_ACCOUNT) await this.#accounts.conclude(msgid);
      if (payout) await this.#payouts.conclude(msgid);
    }
    if ('refused' in outcome) return settlementRefusal(outcome.refused);
    const settlement = made ?? (await this.#kernel.em().findOneOrFail(Settlement, outcome.done.settlementId));
    return Object.assign(new SettleSuccess(), { settlement });
  }

  async #preSettle(
    tx: EntityManager,
    claimId: string,
    institution: string,
    tell: (reckoned: Claim) => void,
  ): Promise<Outcome<Reckoned>> {
    const { claim, visit } = await lockClaim(tx, claimId, institution);
    const state = move(CLAIM_LIFE, claim.state, 'PRE_SETTLE');
    if (!state.ok) return refused(state.refusal);
    const opened = notEntered(await openCase(tx, claim, visit, today(this.#kernel.clock)));
    if (!opened.ok) return refused(opened.refusal);
    const reckoned = reckon(opened.value);
    if (!reckoned.ok) return refused(reckoned.refusal);
    await writeAtCommit(tx, {
      text: `update "settlement"."claim" set state = ?, pre_settled = ?::jsonb where id = ?`,
      parameters: [state.value, JSON.stringify(reckoned.value), claimId],
    });
    tell({ ...claim, state: state.value, preSettled: reckoned.value });
    return { done: { claimId, preSettlement: reckoned.value } };
  }

  /** What insurer and account set aside for a claim; nothing for a request that was answered before or is not admitted. */
  async #promises(
    { msgid, signNumber, claimId, useAccount, commercialPolicyId }: SettleInput,
    principal: Principal,
    institution: string,
  ): Promise<Result<Promises, RefusalFacts>> {
    if (!useAccount && !commercialPolicyId) return accept(NO_PROMISES);
    const em = this.#kernel.em();
    if (await em.findOne(Transaction, { msgid })) return accept(NO_PROMISES);
    const admitted = await signedIn(em, senderOf(this.#kernel, principal), signNumber);
    if (!admitted.ok) return accept(NO_PROMISES);
    const opened = await this.#kernel.transaction(async tx => {
      const { claim, visit } = await lockClaim(tx, claimId, institution);
      if (!move(CLAIM_LIFE, claim.state, 'SETTLE').ok) return null;
      const result = await openCase(tx, claim, visit, today(this.#kernel.clock));
      return result.ok ? result.value : null;
    });
    const reckoned = opened ? reckon(opened) : null;
    if (!opened || !reckoned?.ok) return accept(NO_PROMISES);
    let payout: AgreedPayout | null = null;
    if (commercialPolicyId) {
      const { claim, visit, facts } = opened;
      const leftToPerson = BigInt(reckoned.value.personPays);
      const bill = { msgid, policyId: commercialPolicyId, claim, visit, leftToPerson, day: facts.settledOn };
      const agreed = await this.#payouts.agree(bill);
      if (!agreed.ok) return agreed;
      payout = agreed.value;
    }
    const account = useAccount ? await this.#reserve(msgid, opened, payout) : accept(NO_ACCOUNT);
    return account.ok ? accept({ account: account.value, payout }) : account;
  }

  async #reserve(
    msgid: string,
    { claim, facts, book }: SettlementCase,
    payout: AgreedPayout | null,
  ): Promise<Result<Reserved, RefusalFacts>> {
    const demand = accountDemand({ ...facts, commercialPayouts: payout ? [payout] : [] }, book);
    if (!demand.ok || demand.value === ZERO) return accept(NO_ACCOUNT);
    const reserved = await this.#accounts.reserve(msgid, claim.personId, demand.value);
    // The same request may have been answered meanwhile; then that answer is given again.
    if (!reserved.ok && (await this.#kernel.em().findOne(Transaction, { msgid }))) return accept(NO_ACCOUNT);
    return reserved;
  }

  async #settle(
    tx: EntityManager,
    { msgid, claimId }: SettleInput,
    institution: string,
    { account, payout }: Promises,
    tell: (made: Settlement) => void,
  ): Promise<Outcome<{ settlementId: string }> & { settlementId?: string }> {
    const { claim, visit } = await lockClaim(tx, claimId, institution, { ledger: true });
    const state = move(CLAIM_LIFE, claim.state, 'SETTLE');
    if (!state.ok) return refused(state.refusal);
    if (visit.visitType === 'INPATIENT' && visit.endedOn === null)
      return refused(refuse('NOT_DISCHARGED', '尚未办理出院，住院费用不能结算').refusal);
    const opened = notEntered(await openCase(tx, claim, visit, today(this.#kernel.clock)));
    if (!opened.ok) return refused(opened.refusal);
    const decided = decide(opened.value, claim.preSettled!, { account, payout });
    if (!decided.ok) return refused(decided.refusal);
    if (decided.value.accountPaid > ZERO && !(await this.#accounts.settled(tx, msgid))) {
      const message = '个人账户预留已失效，请以新报文重新结算';
      return refused({ code: 'ACCOUNT_UNAVAILABLE', message, facts: { retryable: false } });
    }
    const basis = storeBasis(promisedFacts(opened.value, { account, payout }), opened.value.book);
    const by = { msgid, basis };
    const settlement = await saveSettlement(this.#kernel, tx, opened.value, decided.value, by);
    const { id: settlementId } = settlement;
    if (payout && !(await this.#payouts.settled(tx, msgid, settlementId, decided.value.cashPaid)))
      throw conflict('商保预赔已失效，请以新报文重新结算');
    await writeAtCommit(tx, {
      text: `update "settlement"."claim" set state = ? where id = ?`,
      parameters: [state.value, claimId],
    });
    tell(settlement);
    return { done: { settlementId }, settlementId };
  }
}

/** Refuses a visit whose days the centre has entered from paper: it is not paid twice. */
function notEntered(opened: Result<SettlementCase, RefusalFacts>): Result<SettlementCase, RefusalFacts> {
  if (!opened.ok || opened.value.entered === null) return opened;
  return refuse('COST_ENTERED', '该次就医已由凭证录入', { number: opened.value.entered });
}

function promisedFacts({ facts }: SettlementCase, { account, payout }: Promises): BenefitFacts {
  return { ...facts, account, commercialPayouts: payout ? [payout] : [] };
}

/**
 * Whether the claim settles as it was pre-settled. If an accumulator has moved since, or the result has
 * changed with a parameter or the catalogue, it does not, and both results are told.
 */
function decide(
  opened: SettlementCase,
  preSettled: StoredBenefit,
  promises: Promises,
): Result<Benefit, RefusalFacts> {
  const recomputed = reckon(opened);
  if (!recomputed.ok) return recomputed;
  const { account, payout } = promises;
  const benefit = settleBenefit(promisedFacts(opened, promises), opened.book);
  if (!benefit.ok) return benefit;
  const unmoved =
    preSettled.settledOn.slice(0, 4) === recomputed.value.settledOn.slice(0, 4) &&
    sameAccumulators(readMovements(preSettled.accumulators), opened.facts.accumulators) &&
    preSettled.fundPaid === recomputed.value.fundPaid &&
    preSettled.accountPayable === recomputed.value.accountPayable &&
    benefit.value.accountPaid === account.own + account.family &&
    benefit.value.commercialPaid === (payout?.amount ?? ZERO);
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
