import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { sum, ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { OPEN_STATES, UNDECIDED_STATES, type ReservationAct } from '../account/reservation.rule.ts';
import { changeReservation } from '../account/reservation.store.ts';
import type { Claim } from '../claim/claim.entity.ts';
import { FeeItem } from '../claim/fee-item.entity.ts';
import type { Visit } from '../visit/visit.entity.ts';
import { CommercialPolicy } from './commercial-policy.entity.ts';
import { DirectPayout, type PayoutKind } from './direct-payout.entity.ts';
import type { InsurerPort, SettledBill } from './insurer.port.ts';
import { coversOn } from './payout.rule.ts';

const GIVEN_UP_AFTER_MS = 120_000;
const SWEPT_AT_ONCE = 100;

/** What an insurer has agreed to pay of a bill. */
export interface AgreedPayout {
  readonly insurer: string;
  readonly amount: Fen;
}

/** The bill that an insurer is asked about. */
export interface PayoutBill {
  readonly msgid: string;
  readonly policyId: string;
  readonly claim: Claim;
  readonly visit: Visit;
  readonly day: CalendarDate;
  readonly leftToPerson: Fen;
}

export type PayoutRefusal = RefusalFacts<'NO_SUCH_POLICY' | 'INSURER_UNAVAILABLE'>;

/**
 * Payouts of commercial insurers: agreed before the settlement's transaction, decided by its commit, then confirmed
 * or released. What an insurer could not be told is told by the sweeper. They live as reservations do.
 */
export class DirectPayouts {
  readonly port: InsurerPort;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, port: InsurerPort) {
    this.#kernel = kernel;
    this.port = port;
  }

  /** Tells the insurer of the fees and asks what it pays; the same request again has the same answer. */
  async agree(bill: PayoutBill): Promise<Result<AgreedPayout, PayoutRefusal>> {
    const { msgid, claim, visit, day, leftToPerson } = bill;
    const em = this.#kernel.em();
    const policy = isId(bill.policyId) ? await em.findOne(CommercialPolicy, bill.policyId) : null;
    if (!policy || policy.personId !== claim.personId || !coversOn(policy, visit.startedOn))
      return noSuchPolicy();
    const known = await em.findOne(DirectPayout, { msgid });
    if (known?.state === 'RESERVED') return accept({ insurer: known.insurerCode, amount: known.paid });
    if (known && known.state !== 'REQUESTED') {
      return refuse('INSURER_UNAVAILABLE', '商保预赔已失效，请以新报文重新结算', { retryable: false });
    }
    if (!known && !(await this.#request(bill, policy))) return noSuchPolicy();
    try {
      const items = await em.find(FeeItem, { claimId: claim.id }, { orderBy: { detailNumber: 'asc' } });
      const total = sum(items.map(({ amount }) => amount));
      const amount = await this.port.agree({ msgid, policy, day, total, leftToPerson, items });
      await this.#change(em, msgid, 'RESERVE', { paid: amount, standing: amount });
      return accept({ insurer: policy.insurerCode, amount });
    } catch (error) {
      this.#kernel.log.warn({ err: error, msgid }, 'insurer cannot be asked');
      return refuse('INSURER_UNAVAILABLE', '商保公司暂不可用，请稍后以同一报文重试，或不使用商保结算', {
        retryable: true,
      });
    }
  }

  /** In the settlement's transaction: its commit decides that the insurer pays. */
  settled(tx: EntityManager, msgid: string, settlementId: string | null, cash: Fen): Promise<boolean> {
    return this.#change(tx, msgid, 'SETTLE', { settlementId, cash });
  }

  /** In the transaction that undoes a settlement: its commit decides that the insurer gets its money back. */
  undone(tx: EntityManager, msgid: string): Promise<boolean> {
    return this.#change(tx, msgid, 'UNDO');
  }

  /** After the settlement's transaction: what it did not take is given up, and the insurer is told. */
  async conclude(msgid: string): Promise<void> {
    await this.#change(this.#kernel.em(), msgid, 'GIVE_UP');
    await this.tell(msgid);
  }

  /** Tells the insurer what was decided; what fails stays open for the sweeper. */
  async tell(msgid: string): Promise<void> {
    const payout = await this.#kernel.em().findOne(DirectPayout, { msgid });
    if (!payout || !OPEN_STATES.includes(payout.state)) return;
    try {
      if (payout.state === 'CONFIRMING') await this.port.confirm(msgid, billOf(payout));
      else await this.port.release(msgid);
      await this.#change(this.#kernel.em(), msgid, 'DONE');
    } catch (error) {
      this.#kernel.log.warn({ err: error, msgid, state: payout.state }, 'insurer is told later');
    }
  }

  /** Tells the insurer what a payout stands at; what it does not hear the next comparison of ledgers shows. */
  async tellCorrection({ msgid, standing }: DirectPayout): Promise<void> {
    try {
      await this.port.correct(msgid, standing);
    } catch (error) {
      this.#kernel.log.warn({ err: error, msgid }, 'insurer does not know the correction');
    }
  }

  /** Gives up what nobody decided in time, and tells insurers what is still open. */
  async sweep(): Promise<void> {
    const before = new Date(this.#kernel.clock.now().getTime() - GIVEN_UP_AFTER_MS);
    const where = { state: { $in: [...UNDECIDED_STATES, ...OPEN_STATES] }, changedAt: { $lt: before } };
    const options = { limit: SWEPT_AT_ONCE, orderBy: { changedAt: 'asc' } } as const;
    for (const { msgid, state } of await this.#kernel.em().find(DirectPayout, where, options)) {
      if (UNDECIDED_STATES.includes(state)) await this.conclude(msgid);
      else await this.tell(msgid);
    }
  }

  /** Writes the bill down; false for a policy that was withdrawn meanwhile, which waits for bills under way. */
  #request(bill: PayoutBill, policy: CommercialPolicy): Promise<boolean> {
    const { msgid, claim, visit, day, leftToPerson } = bill;
    const standing = { id: policy.id, withdrawnOn: null };
    return this.#kernel.transaction(async tx => {
      const lock = { fields: ['id'], lockMode: LockMode.PESSIMISTIC_READ } as const;
      if (!(await tx.findOne(CommercialPolicy, standing, lock))) return false;
      await tx
        .createQueryBuilder(DirectPayout)
        .insert({
          id: newId(),
          msgid,
          kind: kindOf(visit),
          state: 'REQUESTED',
          day,
          leftToPerson,
          insurerCode: policy.insurerCode,
          policyId: policy.id,
          personId: claim.personId,
          institutionCode: claim.institutionCode,
          institutionRegion: claim.institutionRegion,
          claimId: claim.id,
          settlementId: null,
          total: claim.total,
          paid: ZERO,
          standing: ZERO,
          cash: ZERO,
          simulated: this.port.simulated,
          corrections: [],
          changedAt: this.#kernel.clock.now(),
        })
        .onConflict('msgid')
        .ignore()
        .execute('run');
      return true;
    });
  }

  #change(
    em: EntityManager,
    msgid: string,
    act: ReservationAct,
    changes: Partial<DirectPayout> = {},
  ): Promise<boolean> {
    const changedAt = this.#kernel.clock.now();
    return changeReservation(em, DirectPayout, msgid, act, { ...changes, changedAt });
  }
}

function noSuchPolicy() {
  return refuse('NO_SUCH_POLICY', '该人员在就诊当日没有此商保保单');
}

/** One of the four kinds of settlement with commercial insurance. */
export function kindOf({ visitType, selfPaying }: Pick<Visit, 'visitType' | 'selfPaying'>): PayoutKind {
  const place = visitType === 'INPATIENT' ? 'INPATIENT' : 'OUTPATIENT';
  return selfPaying ? `SELF_PAYING_${place}` : `INSURED_${place}`;
}

function billOf({ settlementId, total, leftToPerson, paid, cash }: DirectPayout): SettledBill {
  return {
    settlementId,
    total,
    commercialPaid: paid,
    cashPaid: cash,
    fundPaid: total - leftToPerson,
    accountPaid: leftToPerson - paid - cash,
  };
}
