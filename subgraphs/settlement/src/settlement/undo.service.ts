import { STATEMENT } from './statement.signed.ts';
import { LockMode } from '@mikro-orm/core';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Refusal } from '#kernel/graphql/refusal';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { yearOf } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move } from '#kernel/vocabulary/transition';
import type { AccountPayments } from '../account/account-payments.ts';
import { moveAccumulators } from '../accumulator/accumulator.store.ts';
import { Claim } from '../claim/claim.entity.ts';
import { CLAIM_LIFE, type ClaimAct } from '../claim/claim-life.rule.ts';
import { FeeItem } from '../claim/fee-item.entity.ts';
import type { DirectPayouts } from '../commercial/direct-payouts.ts';
import type { WalletPayments } from '../wallet/wallet-payments.service.ts';
import {
  askingInstitution,
  refused,
  transact,
  type Outcome,
} from '../transaction/institution-transaction.ts';
import { parseMsgid } from '../transaction/msgid.rule.ts';
import { Transaction } from '../transaction/transaction.entity.ts';
import type { Channel } from '../visit/channel.ts';
import { mayUndo, oppositeMovements, oppositeTrace, type UndoableSettlement } from './opposite.rule.ts';
import { lockClaim } from './settlement-case.ts';
import { claimSettled, movementOf, settlementVoided } from './settlement-record.ts';
import { settlementRefusal } from './settlement-refusal.ts';
import { Settlement, type SettlementKind, type SettlementState } from './settlement.entity.ts';
import type { ReverseTransactionInput, VoidSettlementInput } from './settlement.input.ts';
import {
  ReverseTransactionSuccess,
  VoidSettlementSuccess,
  type ReversalOutcome,
} from './settlement.result.ts';
import { livingSettlements, nextSequence } from './settlement.store.ts';
import { readMovements, readTrace, storeMovements, storeTrace } from './stored-benefit.ts';
import { countVolume } from '../volume/volume.store.ts';

const REVERSIBLE = ['2207', '2208'] as const;

interface Undone {
  readonly settlementId: string;
  readonly oppositeId: string;
}

interface Reversed {
  readonly outcome: ReversalOutcome;
  readonly oppositeId: string | null;
}

/** Undoes settlements by equal and opposite records: voids (2208) and reversals (2601). Nothing is deleted. */
export class UndoService {
  readonly #kernel: Kernel;
  readonly #accounts: AccountPayments;
  readonly #payouts: DirectPayouts;
  readonly #wallets: WalletPayments;

  constructor(kernel: Kernel, accounts: AccountPayments, payouts: DirectPayouts, wallets: WalletPayments) {
    this.#kernel = kernel;
    this.#wallets = wallets;
    this.#accounts = accounts;
    this.#payouts = payouts;
  }

  async void(input: VoidSettlementInput, principal: Principal): Promise<VoidSettlementSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const outcome = await transact<Undone>(this.#kernel, principal, '2208', input, tx =>
      this.#void(tx, input, institution),
    );
    if ('refused' in outcome) return settlementRefusal(outcome.refused);
    const { settlementId, oppositeId } = outcome.done;
    const em = this.#kernel.em();
    const settlement = await em.findOneOrFail(Settlement, settlementId);
    const opposite = await em.findOneOrFail(Settlement, oppositeId);
    if (settlement.msgid) await this.#tell(settlement.msgid);
    await this.#wallets.tellOf(settlementId);
    return Object.assign(new VoidSettlementSuccess(), { settlement, opposite });
  }

  async reverse(
    input: ReverseTransactionInput,
    principal: Principal,
  ): Promise<ReverseTransactionSuccess | Refusal> {
    const institution = askingInstitution(principal, input.msgid);
    const original = parseMsgid(input.originalMsgid);
    if (!original.ok) throw badUserInput({ 'input.originalMsgid': original.refusal.message });
    if (original.value.institution !== institution) throw forbidden('只能冲正本机构的交易');
    if (!/^\d{4}[A-Z]?$/.test(input.originalInfno))
      throw badUserInput({ 'input.originalInfno': '交易编号须为四位数字' });
    const outcome = await transact<Reversed>(this.#kernel, principal, '2601', input, tx =>
      this.#reverse(tx, input, institution),
    );
    if ('refused' in outcome) return settlementRefusal(outcome.refused);
    const { oppositeId } = outcome.done;
    const opposite = oppositeId ? await this.#kernel.em().findOneOrFail(Settlement, oppositeId) : null;
    await this.#tell(input.originalMsgid);
    if (opposite?.opposesId) await this.#wallets.tellOf(opposite.opposesId);
    return Object.assign(new ReverseTransactionSuccess(), { outcome: outcome.done.outcome, opposite });
  }

  async #void(
    tx: EntityManager,
    { settlementId, msgid }: VoidSettlementInput,
    institution: string,
  ): Promise<Outcome<Undone> & { settlementId?: string }> {
    const settlement = isId(settlementId) ? await tx.findOne(Settlement, settlementId) : null;
    if (!settlement) throw notFound('结算单');
    if (settlement.institutionCode !== institution) throw forbidden('只能撤销本机构的结算');
    if (settlement.kind !== 'NORMAL') {
      return refused(refuse('NOT_A_SETTLEMENT', '该记录是撤销或冲正记录').refusal);
    }
    const undone = await this.#undo(tx, settlement, {
      act: 'VOID',
      kind: 'VOID',
      state: 'VOIDED',
      msgid,
      institution,
    });
    if (!undone.ok) return refused(undone.refusal);
    return { done: { settlementId, oppositeId: undone.value.id }, settlementId: undone.value.id };
  }

  async #reverse(
    tx: EntityManager,
    { msgid, originalMsgid, originalInfno }: ReverseTransactionInput,
    institution: string,
  ): Promise<Outcome<Reversed>> {
    const infno = REVERSIBLE.find(number => number === originalInfno);
    if (!infno) return refused(refuse('NOT_REVERSIBLE', '该类交易不可冲正', { originalInfno }).refusal);
    const original = await this.#register(tx, originalMsgid, infno, institution, msgid);
    if (!original) return { done: { outcome: 'NEVER_ARRIVED', oppositeId: null } };
    if (original.infno !== infno) throw badUserInput({ 'input.originalInfno': '与原交易编号不符' });
    if (original.state === 'REVERSED') {
      const opposite = await tx.findOne(Settlement, { opposesId: original.settlementId, kind: 'REVERSAL' });
      return { done: { outcome: 'ALREADY_REVERSED', oppositeId: opposite?.id ?? null } };
    }
    let oppositeId: string | null = null;
    if (original.settlementId) {
      const record = await tx.findOneOrFail(Settlement, original.settlementId);
      const act: ClaimAct = infno === '2207' ? 'REVERSE_SETTLEMENT' : 'REVERSE_VOID';
      const undone = await this.#undo(tx, record, {
        act,
        kind: 'REVERSAL',
        state: 'REVERSED',
        msgid,
        institution,
      });
      if (!undone.ok) return refused(undone.refusal);
      oppositeId = undone.value.id;
    }
    await tx.nativeUpdate(Transaction, { msgid: originalMsgid }, { state: 'REVERSED', reversedBy: msgid });
    return { done: { outcome: oppositeId ? 'REVERSED' : 'NOTHING_DONE', oppositeId } };
  }

  /** Finds the original transaction; one that never arrived is entered as reversed, so that it never will. */
  async #register(
    tx: EntityManager,
    msgid: string,
    infno: string,
    institutionCode: string,
    reversedBy: string,
  ): Promise<Transaction | null> {
    const row = { msgid, infno, institutionCode, settlementId: null, state: 'REVERSED' as const, reversedBy };
    const { affectedRows } = await tx
      .createQueryBuilder(Transaction)
      .insert({ ...row, signNumber: null, at: this.#kernel.clock.now() })
      .onConflict('msgid')
      .ignore()
      .execute('run');
    return affectedRows === 1 ? null : tx.findOneOrFail(Transaction, { msgid });
  }

  /** Takes the calculation of a reimbursement back, in the transaction of its roll-back. */
  rollBack(tx: EntityManager, record: Settlement): Promise<Result<Settlement, RefusalFacts>> {
    return this.#undo(tx, record, {
      act: 'ROLL_BACK',
      kind: 'VOID',
      state: 'VOIDED',
      msgid: null,
      channel: 'REIMBURSEMENT',
      institution: record.institutionCode,
    });
  }

  /** Tells account and insurer what was decided on what they had paid. */
  async #tell(msgid: string): Promise<void> {
    await this.#accounts.tell(msgid);
    await this.#payouts.tell(msgid);
  }

  /** Makes the equal and opposite record of a record, moves the accumulators back, and says so. */
  async #undo(
    tx: EntityManager,
    record: Settlement,
    by: {
      readonly act: ClaimAct;
      readonly kind: SettlementKind;
      readonly state: SettlementState;
      readonly msgid: string | null;
      readonly institution: string;
      readonly channel?: Channel;
    },
  ): Promise<Result<Settlement, RefusalFacts>> {
    const { claim, visit } = await lockClaim(tx, record.claimId, by.institution, {
      channel: by.channel,
      ledger: true,
    });
    const state = move(CLAIM_LIFE, claim.state, by.act);
    if (!state.ok) return state;
    if (by.act === 'REVERSE_VOID' && record.accountPaid + record.commercialPaid !== ZERO) {
      return refuse('ACCOUNT_RETURNED', '个人账户或商保金额已退回，须重新结算');
    }
    // A declaration may have taken the record since it was read.
    await tx.findOneOrFail(
      Settlement,
      { id: record.id },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    );
    if (record.monthlySettlementId !== null) {
      return refuse('ALREADY_DECLARED', '该结算已申报，须先撤销申报或在下期冲减');
    }
    const ledger = { personId: record.personId, scheme: record.scheme, year: yearOf(record.settledOn) };
    const living = await livingSettlements(tx, ledger);
    const others = living.filter(({ id }) => id !== record.id && id !== record.opposesId);
    const allowed = mayUndo(undoable(record), others.map(undoable));
    if (!allowed.ok) return allowed;
    if (!(await this.#wallets.undone(tx, record.id))) {
      return refuse('ALREADY_DECLARED', '该结算的钱包支付已申报，不能撤销');
    }
    const opposite: Settlement = {
      ...oppositeOf(record),
      kind: by.kind,
      msgid: by.msgid,
      settledAt: this.#kernel.clock.now(),
      sequence: await nextSequence(tx, ledger),
    };
    await tx.insert(Settlement, opposite);
    await this.#kernel.signatures.sign(tx, STATEMENT, opposite.id, opposite);
    await this.#kernel.audit.record(tx, movementOf(opposite));
    await tx.nativeUpdate(Settlement, { id: record.id }, { state: by.state });
    await tx.nativeUpdate(Claim, { id: claim.id }, { state: state.value });
    await moveAccumulators(tx, ledger, readMovements(opposite.moved));
    await this.#announce(tx, record, visit.physicianCode);
    await countVolume(tx, [opposite.id]);
    return accept(opposite);
  }

  /** A settlement undone gives the account its money back; an undone void makes the settlement count again. */
  async #announce(tx: EntityManager, record: Settlement, physicianCode: string | null): Promise<void> {
    if (record.kind === 'NORMAL') {
      if (record.msgid) {
        await this.#accounts.undone(tx, record.msgid);
        await this.#payouts.undone(tx, record.msgid);
      }
      await this.#kernel.outbox.add(tx, [settlementVoided(record)]);
      return;
    }
    await tx.nativeUpdate(Settlement, { id: record.opposesId! }, { state: 'SETTLED' });
    const restored = await tx.findOneOrFail(Settlement, record.opposesId!, { refresh: true });
    const items = await tx.find(FeeItem, { claimId: restored.claimId });
    await this.#kernel.outbox.add(tx, [claimSettled(restored, physicianCode, items)]);
  }
}

function undoable({ id, sequence, visitType, moved, trace }: Settlement): UndoableSettlement {
  return { id, sequence, visitType, moved: readMovements(moved), steps: trace.map(line => line.step) };
}

function oppositeOf(record: Settlement): Settlement {
  return {
    ...record,
    id: newId(),
    state: 'SETTLED',
    opposesId: record.id,
    total: -record.total,
    fundPaid: -record.fundPaid,
    accountPaid: -record.accountPaid,
    commercialPaid: -record.commercialPaid,
    cashPaid: -record.cashPaid,
    trace: storeTrace(oppositeTrace(readTrace(record.trace))),
    moved: storeMovements(oppositeMovements(readMovements(record.moved))),
    basis: null,
  };
}
