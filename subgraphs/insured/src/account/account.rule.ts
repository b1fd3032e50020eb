import { atMost, ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move, type TransitionTable } from '#kernel/vocabulary/transition';

/** Money that a person may spend, this year's deposits and former years' kept apart. */
export interface Balance {
  readonly thisYear: Fen;
  readonly formerYears: Fen;
}

/**
 * Ledger accounts: four of the person's (spendable and set aside, by year),
 * and what stands on the other side of a movement.
 */
export type LedgerAccount =
  | 'THIS_YEAR'
  | 'FORMER_YEARS'
  | 'RESERVED_THIS_YEAR'
  | 'RESERVED_FORMER_YEARS'
  | 'CONTRIBUTIONS'
  | 'MEDICAL_PAYMENTS';

/** One side of a movement; positive adds to the account. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly amount: Fen;
}

export type MovementKind = 'DEPOSIT' | 'YEAR_END' | 'RESERVE' | 'CONFIRM' | 'RELEASE' | 'RETURN';

/** A movement and the balance after it; its postings add up to zero. */
export interface Movement {
  readonly kind: MovementKind;
  readonly postings: readonly Posting[];
  readonly balance: Balance;
}

export type ReservationState = 'RESERVED' | 'CONFIRMED' | 'RELEASED' | 'RETURNED' | 'EXPIRED';
export type ReservationAct = 'CONFIRM' | 'RELEASE' | 'RETURN' | 'EXPIRE';

/**
 * The life of money set aside for a settlement. RETURN undoes a confirmed one when the settlement is voided;
 * EXPIRE sweeps up one left behind, and a confirmation that comes late sets the money aside anew.
 */
export const RESERVATION_LIFE: TransitionTable<ReservationState, ReservationAct> = {
  RESERVED: { CONFIRM: 'CONFIRMED', RELEASE: 'RELEASED', EXPIRE: 'EXPIRED' },
  CONFIRMED: { RETURN: 'RETURNED' },
  EXPIRED: { CONFIRM: 'CONFIRMED', RELEASE: 'RELEASED' },
  RELEASED: {},
  RETURNED: {},
};

export function available(balance: Balance): Fen {
  return balance.thisYear + balance.formerYears;
}

/** Deposits of a month go to this year's money. The amount is positive. */
export function deposit(
  balance: Balance,
  amount: Fen,
): Result<Movement, RefusalFacts<'AMOUNT_NOT_POSITIVE'>> {
  if (amount <= ZERO) return notPositive();
  return accept(
    movement('DEPOSIT', balance, [
      { account: 'CONTRIBUTIONS', amount: -amount },
      { account: 'THIS_YEAR', amount },
    ]),
  );
}

/** At the turn of the year what is left of this year joins the former years. */
export function closeYear(balance: Balance): Movement {
  return movement('YEAR_END', balance, [
    { account: 'THIS_YEAR', amount: -balance.thisYear },
    { account: 'FORMER_YEARS', amount: balance.thisYear },
  ]);
}

export type ReserveRefusal = RefusalFacts<'AMOUNT_NOT_POSITIVE' | 'ACCOUNT_INSUFFICIENT'>;

/**
 * Decides how an amount is set aside: this year's money first, then former years' [decided].
 * Refused when it is not positive or exceeds what may be spent; a balance is never negative.
 *
 * Source: 上海市医疗保障条例 第二十四条 (former years' money has uses of its own, so it is spent last).
 */
export function reserve(balance: Balance, amount: Fen): Result<Movement & { part: Balance }, ReserveRefusal> {
  if (amount <= ZERO) return notPositive();
  if (amount > available(balance)) {
    return refuse('ACCOUNT_INSUFFICIENT', '个人账户余额不足', { available: available(balance), amount });
  }
  const thisYear = atMost(amount, balance.thisYear);
  const part = { thisYear, formerYears: amount - thisYear };
  const moved = movement('RESERVE', balance, [
    { account: 'THIS_YEAR', amount: -part.thisYear },
    { account: 'RESERVED_THIS_YEAR', amount: part.thisYear },
    { account: 'FORMER_YEARS', amount: -part.formerYears },
    { account: 'RESERVED_FORMER_YEARS', amount: part.formerYears },
  ]);
  return accept({ ...moved, part });
}

/** The money set aside leaves the account for the institution. */
export function confirm(balance: Balance, part: Balance): Movement {
  return movement('CONFIRM', balance, [
    { account: 'RESERVED_THIS_YEAR', amount: -part.thisYear },
    { account: 'RESERVED_FORMER_YEARS', amount: -part.formerYears },
    { account: 'MEDICAL_PAYMENTS', amount: part.thisYear + part.formerYears },
  ]);
}

/** The money set aside becomes spendable again, each part where it came from; see `home`. */
export function release(balance: Balance, part: Balance, sameYear: boolean): Movement {
  return movement('RELEASE', balance, [
    { account: 'RESERVED_THIS_YEAR', amount: -part.thisYear },
    { account: 'RESERVED_FORMER_YEARS', amount: -part.formerYears },
    ...home(part, sameYear),
  ]);
}

/** Money of a voided settlement comes back, each part where it came from; see `home`. */
export function returnPayment(balance: Balance, part: Balance, sameYear: boolean): Movement {
  return movement('RETURN', balance, [
    { account: 'MEDICAL_PAYMENTS', amount: -(part.thisYear + part.formerYears) },
    ...home(part, sameYear),
  ]);
}

/** Decides where an act leads a reservation. */
export function moveReservation(state: ReservationState, act: ReservationAct) {
  return move(RESERVATION_LIFE, state, act);
}

/** Where returning money belongs: after a turn of the year this year's part has become former years' money. */
function home(part: Balance, sameYear: boolean): readonly Posting[] {
  return [
    { account: sameYear ? 'THIS_YEAR' : 'FORMER_YEARS', amount: part.thisYear },
    { account: 'FORMER_YEARS', amount: part.formerYears },
  ];
}

function movement(kind: MovementKind, balance: Balance, all: readonly Posting[]): Movement {
  const postings = all.filter(posting => posting.amount !== ZERO);
  const added = (account: LedgerAccount) =>
    postings.filter(posting => posting.account === account).reduce((sum, { amount }) => sum + amount, ZERO);
  return {
    kind,
    postings,
    balance: {
      thisYear: balance.thisYear + added('THIS_YEAR'),
      formerYears: balance.formerYears + added('FORMER_YEARS'),
    },
  };
}

function notPositive() {
  return refuse('AMOUNT_NOT_POSITIVE', '金额须大于零');
}
