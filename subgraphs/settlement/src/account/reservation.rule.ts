import type { TransitionTable } from '#kernel/vocabulary/transition';

export type ReservationState =
  'REQUESTED' | 'RESERVED' | 'CONFIRMING' | 'CONFIRMED' | 'RELEASING' | 'RELEASED' | 'RETURNING' | 'RETURNED';
export type ReservationAct = 'RESERVE' | 'SETTLE' | 'GIVE_UP' | 'UNDO' | 'DONE';

/**
 * The life of a reservation as settlement sees it. SETTLE and UNDO happen in the transaction of the
 * settlement, so that its commit decides; DONE is the other subgraph's answer, asked for until it comes.
 */
export const RESERVATION_LIFE: TransitionTable<ReservationState, ReservationAct> = Object.freeze({
  REQUESTED: { RESERVE: 'RESERVED', GIVE_UP: 'RELEASING' },
  RESERVED: { RESERVE: 'RESERVED', SETTLE: 'CONFIRMING', GIVE_UP: 'RELEASING' },
  CONFIRMING: { DONE: 'CONFIRMED', UNDO: 'RETURNING' },
  CONFIRMED: { UNDO: 'RETURNING' },
  RELEASING: { DONE: 'RELEASED' },
  RELEASED: {},
  RETURNING: { DONE: 'RETURNED' },
  RETURNED: {},
});

/** States in which the other subgraph still has to be asked for something. */
export const OPEN_STATES: readonly ReservationState[] = ['CONFIRMING', 'RELEASING', 'RETURNING'];

/** States in which nobody has decided yet; what stays in them is given up by the sweeper. */
export const UNDECIDED_STATES: readonly ReservationState[] = ['REQUESTED', 'RESERVED'];
