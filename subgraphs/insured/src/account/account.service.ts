import { badUserInput, conflict, notFound } from '#kernel/graphql/errors';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { atMost, ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { AccountReservation, PersonalAccount } from './account.entity.ts';
import type { ReserveAccountInput } from './account.input.ts';
import {
  available,
  confirm,
  deposit,
  moveReservation,
  release,
  reserve,
  returnPayment,
} from './account.rule.ts';
import { RESERVATION_MINUTES } from './account.terms.ts';
import { Ledger } from './ledger.ts';

export interface Reserved {
  readonly reservation: AccountReservation;
  readonly available: Fen;
}

const MINUTE_MS = 60_000;
const SWEEP_BATCH = 200;

/**
 * Money of personal accounts: opened with employee cover, paid in by contributions, set aside for settlements
 * and then paid or given up. Requests about one msgid, and movements of one account, come one after the other.
 */
export class AccountService {
  readonly #kernel: Kernel;
  readonly #ledger: Ledger;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#ledger = new Ledger(kernel);
  }

  /** The calendar year to which balances are told. */
  get year(): number {
    return this.#ledger.year;
  }

  /** Opens an account with nothing in it, unless there is one. */
  async open(tx: EntityManager, personId: string): Promise<void> {
    if (await tx.findOne(PersonalAccount, { id: personId })) return;
    const account = {
      id: personId,
      thisYear: ZERO,
      formerYears: ZERO,
      reserved: ZERO,
      balanceYear: this.year,
    };
    tx.persist(Object.assign(new PersonalAccount(), account));
    await tx.flush();
  }

  async deposit(tx: EntityManager, personId: string, amount: Fen): Promise<void> {
    const account = await this.#ledger.lock(tx, personId);
    if (!account) throw notFound('个人账户');
    const moved = deposit(account, amount);
    if (!moved.ok) throw badUserInput({ amount: moved.refusal.message });
    await this.#ledger.write(tx, account, moved.value, null);
  }

  /** Sets money aside under a msgid; once. */
  reserve(input: ReserveAccountInput): Promise<Result<Reserved, RefusalFacts>> {
    const { msgid, personId, amount, upTo } = input;
    if (amount <= ZERO) throw badUserInput({ 'input.amount': '金额须大于零' });
    return this.#withMsgid(msgid, async (tx, known) => {
      const account = isId(personId) ? await this.#ledger.lock(tx, personId) : null;
      if (known) return this.#repeat(known, account, input);
      if (!account) return refuse('ACCOUNT_MISSING', '该参保人没有个人账户');
      const balance = available(account);
      const moved = reserve(account, upTo && balance > ZERO ? atMost(amount, balance) : amount);
      if (!moved.ok) return moved;
      const { part } = moved.value;
      const reservation = this.#newReservation({
        msgid,
        personId,
        ...part,
        requested: amount,
        state: 'RESERVED',
      });
      tx.persist(reservation);
      await this.#ledger.write(tx, account, moved.value, reservation.id);
      return accept({ reservation, available: available(account) });
    });
  }

  /** Pays what was set aside; one left behind too long is set aside anew when the balance suffices. */
  confirm(msgid: string): Promise<Result<AccountReservation, RefusalFacts>> {
    return this.#withMsgid(msgid, async (tx, reservation) => {
      if (!reservation) return refuse('RESERVATION_UNKNOWN', '未找到该报文标识的预留');
      if (reservation.state === 'CONFIRMED') return accept(reservation);
      const moved = moveReservation(reservation.state, 'CONFIRM');
      if (!moved.ok) return closed(reservation);
      const account = (await this.#ledger.lock(tx, reservation.personId!))!;
      if (reservation.state === 'EXPIRED') {
        const again = reserve(account, reservation.thisYear + reservation.formerYears);
        if (!again.ok) return again;
        await this.#ledger.write(tx, account, again.value, reservation.id);
        Object.assign(reservation, again.value.part, { year: this.year });
      }
      await this.#ledger.write(tx, account, confirm(account, reservation), reservation.id);
      reservation.state = moved.value;
      return accept(reservation);
    });
  }

  /**
   * Gives up what was set aside, or returns what was paid; never refused, so that an outcome nobody knows can
   * always be undone. A release that overtakes its reservation closes the msgid for it.
   */
  release(msgid: string): Promise<AccountReservation> {
    return this.#withMsgid(msgid, async (tx, known) => {
      if (known) {
        await this.#giveUp(tx, known, known.state === 'CONFIRMED' ? 'RETURN' : 'RELEASE');
        return known;
      }
      const nothing = { thisYear: ZERO, formerYears: ZERO, requested: ZERO };
      const reservation = this.#newReservation({ msgid, personId: null, ...nothing, state: 'RELEASED' });
      tx.persist(reservation);
      return reservation;
    });
  }

  /** Gives up reservations whose time has passed; yields how many. */
  async sweep(): Promise<number> {
    const left = await this.#kernel
      .em()
      .find(
        AccountReservation,
        { state: 'RESERVED', expiresAt: { $lte: this.#kernel.clock.now() } },
        { limit: SWEEP_BATCH },
      );
    for (const { msgid } of left) {
      await this.#withMsgid(msgid, async (tx, reservation) => {
        if (reservation) await this.#giveUp(tx, reservation, 'EXPIRE');
      });
    }
    return left.length;
  }

  async #giveUp(
    tx: EntityManager,
    reservation: AccountReservation,
    act: 'RELEASE' | 'RETURN' | 'EXPIRE',
  ): Promise<void> {
    const moved = moveReservation(reservation.state, act);
    if (!moved.ok) return;
    // What has expired is spendable again already.
    if (reservation.state !== 'EXPIRED') {
      const account = (await this.#ledger.lock(tx, reservation.personId!))!;
      const back = act === 'RETURN' ? returnPayment : release;
      const sameYear = reservation.year === this.year;
      await this.#ledger.write(tx, account, back(account, reservation, sameYear), reservation.id);
    }
    reservation.state = moved.value;
  }

  #repeat(
    reservation: AccountReservation,
    account: PersonalAccount | null,
    input: ReserveAccountInput,
  ): Result<Reserved, RefusalFacts> {
    const { personId, requested, state } = reservation;
    if (personId === null) return closed(reservation);
    if (personId !== input.personId || requested !== input.amount) {
      throw conflict('同一报文标识的请求内容不同');
    }
    if (state === 'RELEASED' || state === 'RETURNED') return closed(reservation);
    return accept({ reservation, available: available(account!) });
  }

  #newReservation(
    facts: Pick<
      AccountReservation,
      'msgid' | 'personId' | 'thisYear' | 'formerYears' | 'requested' | 'state'
    >,
  ): AccountReservation {
    const expiresAt = new Date(this.#kernel.clock.now().getTime() + RESERVATION_MINUTES * MINUTE_MS);
    return Object.assign(new AccountReservation(), { id: newId(), ...facts, year: this.year, expiresAt });
  }

  /** One request at a time about one msgid. */
  #withMsgid<T>(
    msgid: string,
    work: (tx: EntityManager, reservation: AccountReservation | null) => Promise<T>,
  ): Promise<T> {
    if (!/^[\x21-\x7e]{8,100}$/.test(msgid))
      throw badUserInput({ 'input.msgid': '须为 8 到 100 个可见 ASCII 字符' });
    return this.#kernel.transaction(async tx => {
      await tx.execute('select pg_advisory_xact_lock(hashtext(?))', [`msgid:${msgid}`]);
      const result = await work(tx, await tx.findOne(AccountReservation, { msgid }));
      await tx.flush();
      return result;
    });
  }
}

function closed(reservation: AccountReservation) {
  return refuse('RESERVATION_CLOSED', '该预留已释放或已退回', { state: reservation.state });
}
