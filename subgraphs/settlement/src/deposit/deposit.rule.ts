import { atLeast, atMost, ZERO, type Fen } from '#kernel/vocabulary/money';

/** What becomes of a deposit when the stay is settled. */
export interface ClosedDeposit {
  /** Used for what the patient owes. */
  readonly used: Fen;
  /** Given back. */
  readonly back: Fen;
}

/** At discharge a deposit pays what the patient owes in cash, as far as it goes; the rest is given back. */
export function closeDeposit(held: Fen, cashOwed: Fen): ClosedDeposit {
  const used = atMost(held, atLeast(cashOwed, ZERO));
  return { used, back: held - used };
}
