import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today, yearOf } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { refuse, type RefusalFacts } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import { Claim } from '../claim/claim.entity.ts';
import { CLAIM_LIFE } from '../claim/claim-life.rule.ts';
import { HOME_PROVINCE } from '../home.terms.ts';
import { isClosed } from '../reconciliation/reconciled-month.store.ts';
import { Reconciliation } from '../reconciliation/reconciliation.entity.ts';
import { ANY_SCHEME } from '../reconciliation/reconciliation.parties.ts';
import { totalsOf, type ReconciledRecord } from '../reconciliation/reconciliation.rule.ts';
import type { ReconciliationService } from '../reconciliation/reconciliation.service.ts';
import { lockClaim } from '../settlement/settlement-case.ts';
import { requireText } from '../text.ts';
import {
  askingInstitution,
  refused,
  senderOf,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { signedIn } from '../sign-in/sign-in.store.ts';
import { Transaction } from '../transaction/transaction.entity.ts';
import { Visit } from '../visit/visit.entity.ts';
import { CommercialPolicy } from './commercial-policy.entity.ts';
import type {
  CorrectDirectPayoutInput,
  ReconcileDirectPayoutsInput,
  SettleSelfPayingInput,
  VoidSelfPayingInput,
} from './commercial.input.ts';
import {
  CommercialCover,
  commercialRefusal,
  CorrectDirectPayoutSuccess,
  ReconcileDirectPayoutsSuccess,
  SettleSelfPayingSuccess,
  VoidSelfPayingSuccess,
} from './commercial.result.ts';
import { DirectPayout } from './direct-payout.entity.ts';
import type { AgreedPayout, DirectPayouts } from './direct-payouts.ts';
import type { LedgerEntry } from './insurer.port.ts';
import { correctedPayout, coversOn } from './payout.rule.ts';

/** Commercial insurance at the counter: who is covered, self-paying bills, corrections, comparison of ledgers. */
export class CommercialService {
  readonly #kernel: Kernel;
  readonly #payouts: DirectPayouts;
  readonly #reconciliations: ReconciliationService;

  constructor(kernel: Kernel, payouts: DirectPayouts, reconciliations: ReconciliationService) {
    this.#kernel = kernel;
    this.#payouts = payouts;
    this.#reconciliations = reconciliations;
  }

  /** The policies that cover a visit, with what their insurers answer; only the institution of the visit asks. */
  async coverOf(visitId: string, principal: Principal): Promise<CommercialCover[]> {
    const em = this.#kernel.em();
    const visit = isId(visitId) ? await em.findOne(Visit, visitId) : null;
    if (!visit) throw notFound('就诊');
    if (visit.institutionCode !== principal.institution) throw forbidden('只能查询本机构的就诊');
    const orderBy = { insurerCode: 'asc', policyNumber: 'asc' } as const;
    const policies = await em.find(CommercialPolicy, { personId: visit.personId }, { orderBy });
    const covering = policies.filter(policy => coversOn(policy, visit.startedOn));
    return Promise.all(covering.map(policy => this.#cover(policy)));
  }

  /** Settles the bill of a self-paying person: the insurer pays what it agreed to, the person the rest. */
  async settle(
    input: SettleSelfPayingInput,
    principal: Principal,
  ): Promise<SettleSelfPayingSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const { msgid } = input;
    const agreed = await this.#agree(input, principal, institution);
    if (agreed && 'code' in agreed) return commercialRefusal(agreed);
    let outcome: Outcome<{ claimId: string; payoutMsgid: string }>;
    try {
      outcome = await transact(this.#kernel, principal, '4203', input, async tx => {
        const { claim } = await lockClaim(tx, input.claimId, institution, { selfPaying: true });
        const state = move(CLAIM_LIFE, claim.state, 'SETTLE_SELF_PAID');
        if (!state.ok) return refused(state.refusal);
        const cash = claim.total - (agreed?.amount ?? 0n);
        if (cash < 0n || !(await this.#payouts.settled(tx, msgid, null, cash))) {
          const message = '商保预赔已失效，请以新报文重新结算';
          return refused({ code: 'INSURER_UNAVAILABLE', message, facts: { retryable: false } });
        }
        await tx.nativeUpdate(Claim, { id: claim.id }, { state: state.value });
        const details = { msgid, paid: String(agreed?.amount ?? 0n), cash: cash.toString() };
        const { personId } = claim;
        await this.#kernel.audit.record(tx, {
          action: 'DirectPayout.PAID',
          rowId: claim.id,
          personId,
          details,
        });
        return { done: { claimId: claim.id, payoutMsgid: msgid } };
      });
    } finally {
      if (agreed) await this.#payouts.conclude(msgid);
    }
    if ('refused' in outcome) return commercialRefusal(outcome.refused);
    return Object.assign(new SettleSelfPayingSuccess(), await this.#read(outcome.done));
  }

  /** Undoes the bill of a self-paying person. */
  async void(input: VoidSelfPayingInput, principal: Principal): Promise<VoidSelfPayingSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const outcome = await transact<{ claimId: string; payoutMsgid: string }>(
      this.#kernel,
      principal,
      '4204',
      input,
      async tx => {
        const { claim } = await lockClaim(tx, input.claimId, institution, { selfPaying: true });
        const state = move(CLAIM_LIFE, claim.state, 'VOID');
        if (!state.ok) return refused(state.refusal);
        const where = { claimId: claim.id, state: { $in: ['CONFIRMING', 'CONFIRMED'] } } as const;
        const payout = await tx.findOneOrFail(DirectPayout, where);
        await this.#payouts.undone(tx, payout.msgid);
        await tx.nativeUpdate(Claim, { id: claim.id }, { state: state.value });
        return { done: { claimId: claim.id, payoutMsgid: payout.msgid } };
      },
    );
    if ('refused' in outcome) return commercialRefusal(outcome.refused);
    await this.#payouts.tell(outcome.done.payoutMsgid);
    return Object.assign(new VoidSelfPayingSuccess(), await this.#read(outcome.done));
  }

  /** Corrects what a payout of the asking insurer stands at; the settlement itself stays as it was. */
  async correct(
    { idempotencyKey: key, ...given }: CorrectDirectPayoutInput,
    principal: Principal,
  ): Promise<CorrectDirectPayoutSuccess | Refusal> {
    const insurerCode = insurerOf(principal);
    requireText({ 'input.reason': [given.reason, 2, 200] });
    const act = { operation: 'correctDirectPayout', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Outcome<{ payoutId: string }>>(act, given, tx =>
      this.#correct(tx, given, { insurerCode, by: principal.subject }),
    );
    if ('refused' in outcome) return commercialRefusal(outcome.refused);
    const payout = await this.#kernel.em().findOneOrFail(DirectPayout, outcome.done.payoutId);
    await this.#payouts.tellCorrection(payout);
    return Object.assign(new CorrectDirectPayoutSuccess(), { payout });
  }

  /** Compares an ended day of an insurer with its own ledger, and the details where totals differ or it is asked for. */
  async reconcile(
    { idempotencyKey: key, ...given }: ReconcileDirectPayoutsInput,
    principal: Principal,
  ): Promise<ReconcileDirectPayoutsSuccess | Refusal> {
    if (principal.role === 'INSURER' && insurerOf(principal) !== given.insurerCode)
      throw forbidden('只能与本公司对账');
    const { insurerCode: party, day, details: thorough } = given;
    if (day >= today(this.#kernel.clock)) throw badUserInput({ 'input.day': '须早于今日' });
    let details: readonly ReconciledRecord[];
    try {
      details = (await this.#payouts.port.ledger(party, day)).map(asRecord);
    } catch (error) {
      this.#kernel.log.warn({ err: error, insurer: given.insurerCode }, 'insurer cannot be asked');
      const facts = { retryable: true };
      return commercialRefusal({
        code: 'INSURER_UNAVAILABLE',
        message: '商保公司暂不可用，请稍后重试',
        facts,
      });
    }
    const act = { operation: 'reconcileDirectPayouts', subject: principal.subject, key };
    const outcome = await this.#kernel.once<Outcome<{ readonly id: string }>>(act, given, tx =>
      this.#reconciliations.compare(tx, {
        partyKind: 'INSURER',
        party,
        region: HOME_PROVINCE,
        scheme: ANY_SCHEME,
        from: day,
        to: day,
        totals: totalsOf(details),
        details,
        thorough,
      }),
    );
    if ('refused' in outcome) return commercialRefusal(outcome.refused);
    const reconciliation = await this.#kernel.em().findOneOrFail(Reconciliation, { id: outcome.done.id });
    return Object.assign(new ReconcileDirectPayoutsSuccess(), { reconciliation });
  }

  async #cover(policy: CommercialPolicy): Promise<CommercialCover> {
    const { port } = this.#payouts;
    const whole = { policy, simulated: port.simulated };
    try {
      const verified = await port.verify(policy);
      const { paid } = await port.use(policy, yearOf(today(this.#kernel.clock)));
      const remaining = paid < policy.yearlyLimit ? policy.yearlyLimit - paid : 0n;
      return Object.assign(new CommercialCover(), { ...whole, verified, paid, remaining });
    } catch (error) {
      this.#kernel.log.warn({ err: error, policy: policy.id }, 'insurer cannot be asked');
      return Object.assign(new CommercialCover(), { ...whole, verified: null, paid: null, remaining: null });
    }
  }

  async #agree(
    { msgid, signNumber, claimId, commercialPolicyId: policyId }: SettleSelfPayingInput,
    principal: Principal,
    institution: string,
  ): Promise<AgreedPayout | RefusalFacts | null> {
    const em = this.#kernel.em();
    if (await em.findOne(Transaction, { msgid })) return null;
    if (!(await signedIn(em, senderOf(this.#kernel, principal), signNumber)).ok) return null;
    const { claim, visit } = await this.#kernel.transaction(tx =>
      lockClaim(tx, claimId, institution, { selfPaying: true }),
    );
    if (!move(CLAIM_LIFE, claim.state, 'SETTLE_SELF_PAID').ok) return null;
    const day = today(this.#kernel.clock);
    const bill = { msgid, policyId, claim, visit, day, leftToPerson: claim.total };
    const agreed = await this.#payouts.agree(bill);
    return agreed.ok ? agreed.value : agreed.refusal;
  }

  async #correct(
    tx: EntityManager,
    { directPayoutId: id, standing, reason }: Omit<CorrectDirectPayoutInput, 'idempotencyKey'>,
    { insurerCode, by }: { readonly insurerCode: string; readonly by: string },
  ): Promise<Outcome<{ payoutId: string }>> {
    const payout = isId(id)
      ? await tx.findOne(DirectPayout, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    if (!payout) throw notFound('商保直赔');
    if (payout.insurerCode !== insurerCode) throw forbidden('只能更正本公司的直赔');
    if (payout.state !== 'CONFIRMED') {
      const facts = { standing: null, most: null };
      return { refused: { code: 'CORRECTION_IMPOSSIBLE', message: '该直赔未生效，不能更正', facts } };
    }
    const month = payout.day.slice(0, 7);
    if (await isClosed(tx, 'INSURER', month)) {
      return refused(refuse('MONTH_CLOSED', '该月已关账，不能更正', { month }).refusal);
    }
    const change = correctedPayout(payout, standing);
    if (!change.ok) return refused(change.refusal);
    const at = this.#kernel.clock.now();
    const stated = { standing: standing.toString(), change: change.value.toString(), reason: reason.trim() };
    const corrections = [...payout.corrections, { ...stated, by, at: at.toISOString() }];
    await tx.nativeUpdate(DirectPayout, { id }, { standing, corrections, changedAt: at });
    const { personId } = payout;
    await this.#kernel.audit.record(tx, {
      action: 'DirectPayout.CORRECTED',
      rowId: id,
      personId,
      details: { standing: stated.standing, change: stated.change },
    });
    return { done: { payoutId: id } };
  }

  async #read(done: { readonly claimId: string; readonly payoutMsgid: string }) {
    const em = this.#kernel.em();
    const claim = await em.findOneOrFail(Claim, done.claimId);
    const payout = await em.findOneOrFail(DirectPayout, { msgid: done.payoutMsgid });
    return { claim, payout };
  }
}

/** The insurer that asks; its code is the institution of its token. */
export function insurerOf({ role, institution }: Principal): string {
  if (role !== 'INSURER' || !institution) throw forbidden('只有商保公司可以办理');
  return institution;
}

/** An entry of an insurer's ledger as reconciliations compare it: insurers pay neither for funds nor for accounts. */
function asRecord({ msgid: reference, amount: total }: LedgerEntry): ReconciledRecord {
  return { reference, refund: false, total, fundPaid: ZERO, accountPaid: ZERO };
}
