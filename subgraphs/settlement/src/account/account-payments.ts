import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { AccountReservation } from './account-reservation.entity.ts';
import type { AccountPort, Reserved } from './account.port.ts';
import { OPEN_STATES, UNDECIDED_STATES, type ReservationAct } from './reservation.rule.ts';
import { changeReservation } from './reservation.store.ts';

const GIVEN_UP_AFTER_MS = 120_000;
const SWEPT_AT_ONCE = 100;

type ReserveResult = Result<Reserved, RefusalFacts<'ACCOUNT_UNAVAILABLE'>>;

/**
 * Payments out of the personal account: reserve before the settlement's transaction, let its commit
 * decide, then confirm or release. What insured could not be told is told by the sweeper.
 *
 * While insured is away the settlement is refused as retryable: a person whose account could pay is not
 * charged in cash unasked. The institution may repeat the request, or settle with `useAccount: false`.
 */
export class AccountPayments {
  readonly #kernel: Kernel;
  readonly #port: AccountPort;
  readonly #reserving = new Map<string, Promise<ReserveResult>>();

  constructor(kernel: Kernel, port: AccountPort) {
    this.#kernel = kernel;
    this.#port = port;
  }

  /**
   * Reserves up to an amount under the msgid of a settlement; before its transaction. The same request sent
   * twice at once asks once.
   */
  reserve(msgid: string, personId: string, amount: Fen): Promise<ReserveResult> {
    const running = this.#reserving.get(msgid);
    if (running) return running;
    const reserving = this.#reserve(msgid, personId, amount).finally(() => this.#reserving.delete(msgid));
    this.#reserving.set(msgid, reserving);
    return reserving;
  }

  /** In the settlement's transaction: its commit decides that the money is taken. */
  settled(tx: EntityManager, msgid: string): Promise<boolean> {
    return this.#change(tx, msgid, 'SETTLE');
  }

  /** In the transaction that undoes a settlement: its commit decides that the money goes back. */
  undone(tx: EntityManager, msgid: string): Promise<boolean> {
    return this.#change(tx, msgid, 'UNDO');
  }

  /** After the settlement's transaction: what it did not take is given up, and insured is told. */
  async conclude(msgid: string): Promise<void> {
    await this.#change(this.#kernel.em(), msgid, 'GIVE_UP');
    await this.tell(msgid);
  }

  /** Tells insured what was decided; what fails stays open for the sweeper. */
  async tell(msgid: string): Promise<void> {
    const reservation = await this.#find(msgid);
    if (!reservation || !OPEN_STATES.includes(reservation.state)) return;
    try {
      if (reservation.state === 'CONFIRMING') await this.#port.confirm(msgid);
      else await this.#port.release(msgid);
      await this.#change(this.#kernel.em(), msgid, 'DONE');
    } catch (error) {
      this.#kernel.log.warn({ err: error, msgid, state: reservation.state }, 'insured is told later');
    }
  }

  /** Gives up what nobody decided in time, and tells insured what is still open. */
  async sweep(): Promise<void> {
    const { clock } = this.#kernel;
    const before = new Date(clock.now().getTime() - GIVEN_UP_AFTER_MS);
    const stale = await this.#kernel
      .em()
      .find(
        AccountReservation,
        { state: { $in: [...UNDECIDED_STATES, ...OPEN_STATES] }, changedAt: { $lt: before } },
        { limit: SWEPT_AT_ONCE, orderBy: { changedAt: 'asc' } },
      );
    for (const { msgid, state } of stale) {
      if (UNDECIDED_STATES.includes(state)) await this.conclude(msgid);
      else await this.tell(msgid);
    }
  }

  async #reserve(msgid: string, personId: string, amount: Fen): Promise<ReserveResult> {
    const known = await this.#find(msgid);
    if (known?.state === 'RESERVED') return accept({ own: known.own, family: known.family });
    if (known && known.state !== 'REQUESTED') {
      return refuse('ACCOUNT_UNAVAILABLE', '个人账户预留已失效，请以新报文重新结算', { retryable: false });
    }
    if (!known) {
      const row = { msgid, personId, own: 0n, family: 0n, state: 'REQUESTED' as const };
      await this.#kernel
        .em()
        .createQueryBuilder(AccountReservation)
        .insert({ ...row, changedAt: this.#kernel.clock.now() })
        .onConflict('msgid')
        .ignore()
        .execute('run');
    }
    try {
      const reserved = await this.#port.reserve({ msgid, personId, amount });
      await this.#change(this.#kernel.em(), msgid, 'RESERVE', reserved);
      return accept(reserved);
    } catch (error) {
      this.#kernel.log.warn({ err: error, msgid }, 'personal account cannot be asked');
      return refuse('ACCOUNT_UNAVAILABLE', '个人账户暂不可用，请稍后以同一报文重试，或不使用个人账户结算', {
        retryable: true,
      });
    }
  }

  #find(msgid: string): Promise<AccountReservation | null> {
    return this.#kernel.em().findOne(AccountReservation, { msgid });
  }

  #change(em: EntityManager, msgid: string, act: ReservationAct, reserved?: Reserved): Promise<boolean> {
    const changedAt = this.#kernel.clock.now();
    return changeReservation(em, AccountReservation, msgid, act, { changedAt, ...reserved });
  }
}
