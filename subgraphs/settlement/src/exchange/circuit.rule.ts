/** A batch from this size on is judged by its share of failures. */
const JUDGED_FROM = 100;
/** More than one in twenty (5%) opens the circuit. */
const ONE_IN = 20;
const MOST_IN_A_ROW = 20;
const HALF_OPEN_AFTER_MS = 60_000;

export type CircuitState = 'CLOSED' | 'OPEN';

/** How much is trusted of what passes between here and a partner, in one direction. */
export interface Circuit {
  readonly state: CircuitState;
  readonly failuresInRow: number;
  /** Instant at which it opened; null while it is closed. */
  readonly openedAt: Date | null;
}

/** What may pass now: everything, one probe, or nothing. An open circuit is half-open after 60 s. */
export function mayPass({ state, openedAt }: Circuit, now: Date): 'ALL' | 'ONE' | 'NONE' {
  if (state === 'CLOSED' || openedAt === null) return 'ALL';
  return now.getTime() - openedAt.getTime() >= HALF_OPEN_AFTER_MS ? 'ONE' : 'NONE';
}

/** How many have failed one after the other. */
export function countInRow(failuresInRow: number, passed: boolean): number {
  return passed ? 0 : failuresInRow + 1;
}

/** Whether so many failures in a row open the circuit, whatever the batch. */
export function tooManyInRow(failuresInRow: number): boolean {
  return failuresInRow >= MOST_IN_A_ROW;
}

/** Whether a batch as a whole opens the circuit: more than 5% of at least 100. */
export function tooManyOf(failed: number, size: number): boolean {
  return size >= JUDGED_FROM && failed * ONE_IN > size;
}
