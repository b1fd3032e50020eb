import type { EntityManager } from '#kernel/persistence/database';
import { move } from '#kernel/vocabulary/transition';
import { RESERVATION_LIFE, type ReservationAct, type ReservationState } from './reservation.rule.ts';

/** Something set aside under a message id, which lives as reservations do. */
interface Reservation {
  msgid: string;
  state: ReservationState;
  changedAt: Date;
}

/** Moves a reservation where the act is legal; false where somebody else was faster. */
export async function changeReservation<R extends Reservation>(
  em: EntityManager,
  type: new () => R,
  msgid: string,
  act: ReservationAct,
  changes: Partial<R> & { readonly changedAt: Date },
): Promise<boolean> {
  for (const state of Object.keys(RESERVATION_LIFE) as ReservationState[]) {
    const to = move(RESERVATION_LIFE, state, act);
    if (!to.ok) continue;
    const changed = await em.nativeUpdate(
      type,
      { msgid, state } as never,
      { ...changes, state: to.value } as never,
    );
    if (changed === 1) return true;
  }
  return false;
}
