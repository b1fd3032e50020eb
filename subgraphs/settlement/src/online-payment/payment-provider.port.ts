import { TrustedKeys } from '#kernel/signing/signing-key';
import type { Fen } from '#kernel/vocabulary/money';
import type { PaymentMethod, ProviderAnswer } from './online-payment.rule.ts';

/** What a provider is asked to collect. After `validUntil` it takes no money for it any more. */
export interface ProviderOrder {
  readonly id: string;
  readonly method: PaymentMethod;
  readonly amount: Fen;
  readonly validUntil: Date;
}

export interface ProviderRefund {
  readonly id: string;
  readonly orderId: string;
  readonly amount: Fen;
}

/**
 * Whoever collects money from the public. Every call is keyed by the id that it carries, may be repeated, and rejects
 * when the provider is away or too slow: its outcome is then unknown and is asked for. Never inside a transaction.
 */
export interface PaymentProvider {
  /** Whether no provider answers but this product in its place. */
  readonly simulated: boolean;
  /** Public keys of its notices. */
  readonly trusted: TrustedKeys;
  /** Announces an order and says where it is paid. */
  open(order: ProviderOrder): Promise<string>;
  query(order: ProviderOrder): Promise<ProviderAnswer>;
  refund(refund: ProviderRefund): Promise<'DONE' | 'REFUSED'>;
}

/** For deployments that no provider is connected to: every question stays without an answer. */
export const NO_PROVIDER: PaymentProvider = {
  simulated: false,
  trusted: new TrustedKeys([]),
  open: absent,
  query: absent,
  refund: absent,
};

/** Takes every order as paid, and says that it is simulated: in where to pay, in its number, in each payment. No money moves. */
export const SIMULATED_PROVIDER: PaymentProvider = {
  simulated: true,
  trusted: new TrustedKeys([]),
  open: ({ id }) => Promise.resolve(`simulated:${id}`),
  query: ({ id, amount }) => Promise.resolve({ outcome: 'PAID', number: `SIMULATED-${id}`, amount }),
  refund: () => Promise.resolve('DONE'),
};

function absent(): Promise<never> {
  return Promise.reject(new Error('no payment provider is connected'));
}
