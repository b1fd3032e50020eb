import { ZERO, type Fen } from '#kernel/vocabulary/money';
import type { PaymentAct } from '../payment/payment.rule.ts';

export const PAYMENT_METHODS = ['ALIPAY', 'WECHAT', 'BANK_CARD'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const ONLINE_PURPOSES = ['INPATIENT_DEPOSIT', 'OVERPAYMENT'] as const;
export type OnlinePurpose = (typeof ONLINE_PURPOSES)[number];

export const REFUND_STATES = ['PENDING', 'DONE', 'REFUSED'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/** What a provider knows of an order. OPEN may still be paid; UNKNOWN is an order that never arrived. */
export type ProviderAnswer =
  | { readonly outcome: 'PAID'; readonly number: string; readonly amount: Fen }
  | { readonly outcome: 'FAILED'; readonly reason: string }
  | { readonly outcome: 'OPEN' | 'UNKNOWN' };

/** What the outcome of an order means for its payment. */
export interface Conclusion {
  readonly act: Extract<PaymentAct, 'CONFIRM' | 'FAIL'>;
  /** The provider's number, or why it was not paid. */
  readonly note: string;
}

/**
 * What a provider's answer decides; null leaves the payment as it is. Nothing is assumed: an order counts as unpaid only
 * when its provider says so, or does not know it as paid after the time in which it took money for it. Another
 * amount than was asked for decides nothing.
 */
export function conclusionOf(
  answer: ProviderAnswer,
  { amount, validUntil }: { readonly amount: Fen; readonly validUntil: Date },
  now: Date,
): Conclusion | null {
  switch (answer.outcome) {
    case 'PAID':
      return answer.amount === amount ? { act: 'CONFIRM', note: answer.number } : null;
    case 'FAILED':
      return { act: 'FAIL', note: answer.reason };
    default:
      return now > validUntil ? { act: 'FAIL', note: '逾期未支付' } : null;
  }
}

/** What of several payments is given back so that together an amount comes back: the latest first. */
export function spreadRefund(
  payments: readonly { readonly id: string; readonly amount: Fen; readonly refunded: Fen }[],
  amount: Fen,
): { readonly id: string; readonly amount: Fen }[] {
  let left = amount;
  const parts: { id: string; amount: Fen }[] = [];
  for (const payment of [...payments].sort((a, b) => (a.id < b.id ? 1 : -1))) {
    const open = payment.amount - payment.refunded;
    const part = open < left ? open : left;
    if (part <= ZERO) continue;
    parts.push({ id: payment.id, amount: part });
    left -= part;
  }
  return parts;
}
