import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { ZERO, type Fen } from '#kernel/vocabulary/money';

/** Money that one province's wallets paid to another's institutions; what comes back is negative. */
export interface CrossPayment {
  readonly day: CalendarDate;
  /** Where the wallet is kept. */
  readonly from: string;
  /** Where the institution is. */
  readonly to: string;
  readonly amount: Fen;
}

/** What a pair of provinces owes each other for a day; `first` is the smaller code. */
export interface PairPosition {
  readonly day: CalendarDate;
  readonly first: string;
  readonly second: string;
  /** Paid by wallets of `first` to institutions of `second`. */
  readonly firstOwes: Fen;
  readonly secondOwes: Fen;
  /** What `second` pays `first` in the end; negative the other way round. */
  readonly net: Fen;
  readonly count: number;
}

/**
 * Nets payments per pair of provinces and day. Whatever one province of a pair receives the other pays, so that over all
 * provinces the positions add up to zero. Payments within a province need no clearing.
 */
export function netPositions(payments: readonly CrossPayment[]): PairPosition[] {
  const pairs = new Map<string, PairPosition>();
  for (const { day, from, to, amount } of payments) {
    if (from === to) continue;
    const [first, second] = from < to ? [from, to] : [to, from];
    const key = `${day}/${first}/${second}`;
    const before = pairs.get(key) ?? {
      day,
      first,
      second,
      firstOwes: ZERO,
      secondOwes: ZERO,
      net: ZERO,
      count: 0,
    };
    const firstOwes = before.firstOwes + (from === first ? amount : ZERO);
    const secondOwes = before.secondOwes + (from === second ? amount : ZERO);
    pairs.set(key, {
      ...before,
      firstOwes,
      secondOwes,
      net: secondOwes - firstOwes,
      count: before.count + 1,
    });
  }
  return [...pairs.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, position]) => position);
}

/** What each province receives in the end; negative what it pays. */
export function netByProvince(positions: readonly PairPosition[]): Map<string, Fen> {
  const nets = new Map<string, Fen>();
  for (const { first, second, net } of positions) {
    nets.set(first, (nets.get(first) ?? ZERO) + net);
    nets.set(second, (nets.get(second) ?? ZERO) - net);
  }
  return nets;
}
