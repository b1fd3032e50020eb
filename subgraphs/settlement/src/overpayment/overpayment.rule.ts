import { ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { TransitionTable } from '#kernel/vocabulary/transition';

export const OVERPAYMENT_CAUSES = ['REVIEW', 'DOUBLE_PAYMENT'] as const;
export type OverpaymentCause = (typeof OVERPAYMENT_CAUSES)[number];

export const OVERPAYMENT_STATES = ['DRAFTED', 'OPEN', 'REPAID', 'WITHDRAWN'] as const;
export type OverpaymentState = (typeof OVERPAYMENT_STATES)[number];
export type OverpaymentAct = 'APPROVE' | 'WITHDRAW' | 'REPAY' | 'REOPEN';

/**
 * The life of what insurance paid a person too much: nobody owes it before a second person has approved it; a set-off that
 * is undone leaves it owed again.
 */
export const OVERPAYMENT_LIFE: TransitionTable<OverpaymentState, OverpaymentAct> = {
  DRAFTED: { APPROVE: 'OPEN', WITHDRAW: 'WITHDRAWN' },
  OPEN: { REPAY: 'REPAID' },
  REPAID: { REOPEN: 'OPEN' },
  WITHDRAWN: {},
};

/**
 * Whether an amount may be paid now: whole or by instalment, and never more than is owed with what is on its way.
 * Source: 社会保险经办条例 第四十六条 (overpayments are returned).
 */
export function payable(
  owed: { readonly amount: Fen; readonly repaid: Fen; readonly onItsWay: Fen },
  amount: Fen,
): Result<Fen, RefusalFacts<'MORE_THAN_OWED'>> {
  const outstanding = owed.amount - owed.repaid - owed.onItsWay;
  return amount > ZERO && amount <= outstanding
    ? accept(outstanding - amount)
    : refuse('MORE_THAN_OWED', '支付金额超过待支付金额', { outstanding });
}
