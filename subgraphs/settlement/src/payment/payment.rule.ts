import type { TransitionTable } from '#kernel/vocabulary/transition';

export const PAYMENT_STATES = ['REQUESTED', 'PENDING', 'PAID', 'FAILED', 'CANCELLED'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];
export type PaymentAct = 'SEND' | 'COVER' | 'CONFIRM' | 'FAIL' | 'CANCEL';

/** The life of a payment. Once it is on its way only its outcome moves it; an outcome is final. One that
 * debts cover whole is paid by that. */
export const PAYMENT_LIFE: TransitionTable<PaymentState, PaymentAct> = {
  REQUESTED: { SEND: 'PENDING', COVER: 'PAID', CANCEL: 'CANCELLED' },
  PENDING: { CONFIRM: 'PAID', FAIL: 'FAILED' },
  PAID: {},
  FAILED: {},
  CANCELLED: {},
};

export const PAYMENT_PURPOSES = ['MATERNITY_BENEFIT'] as const;
export type PaymentPurpose = (typeof PAYMENT_PURPOSES)[number];
