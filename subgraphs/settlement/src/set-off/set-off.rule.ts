import { ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { TransitionTable } from '#kernel/vocabulary/transition';

export const SET_OFF_STATES = ['PROPOSED', 'APPROVED', 'WITHDRAWN', 'UNDONE'] as const;
export type SetOffState = (typeof SET_OFF_STATES)[number];
export type SetOffAct = 'APPROVE' | 'WITHDRAW' | 'UNDO';

/** The life of a set-off: no money counts before a second person has approved it; a payment that is not made undoes it. */
export const SET_OFF_LIFE: TransitionTable<SetOffState, SetOffAct> = {
  PROPOSED: { APPROVE: 'APPROVED', WITHDRAW: 'WITHDRAWN' },
  APPROVED: { UNDO: 'UNDONE' },
  WITHDRAWN: {},
  UNDONE: {},
};

/** What of a debt is still owed and not on its way. */
export interface Debt {
  readonly amount: Fen;
  readonly repaid: Fen;
  readonly onItsWay: Fen;
}

/** What the centre is about to pay, and what of it is set off already. */
export interface OpenPayment {
  readonly amount: Fen;
  readonly setOff: Fen;
}

/** Debt and payment after a set-off. */
export interface SetOffOutcome {
  readonly repaid: Fen;
  readonly setOff: Fen;
}

/**
 * What a set-off makes of a debt and a payment: both become smaller by the same amount, and neither less than nothing.
 * Source: 社会保险经办条例 第四十六条 (what was paid too much is returned); that it may be set off is decided.
 */
export function setOff(
  debt: Debt,
  payment: OpenPayment,
  amount: Fen,
): Result<SetOffOutcome, RefusalFacts<'MORE_THAN_OWED' | 'MORE_THAN_PAYMENT'>> {
  const outstanding = debt.amount - debt.repaid - debt.onItsWay;
  if (amount <= ZERO || amount > outstanding)
    return refuse('MORE_THAN_OWED', '抵扣金额超过待支付金额', { outstanding });
  const left = payment.amount - payment.setOff;
  if (amount > left) return refuse('MORE_THAN_PAYMENT', '抵扣金额超过该笔支付', { left });
  return accept({ repaid: debt.repaid + amount, setOff: payment.setOff + amount });
}
