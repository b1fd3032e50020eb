import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { ReconciledRecord } from '../reconciliation/reconciliation.rule.ts';

/** A wallet is to pay; whose it is, only the platform knows, by the code that its holder shows. */
export interface WalletRequest {
  readonly msgid: string;
  readonly code: string;
  readonly institutionCode: string;
  readonly amount: Fen;
}

export type WalletAnswer =
  /** `province` is where the wallet is kept, as a division of six digits. */
  | { readonly outcome: 'PAID'; readonly province: string }
  | { readonly outcome: 'REFUSED'; readonly reason: string };

/**
 * The national platform's real-time transactions of wallets (国拨平台). Every call may be repeated, and rejects when the platform is
 * away or too slow; never inside a transaction.
 */
export interface WalletPlatform {
  /** Whether no platform answers but this product in its place. */
  readonly simulated: boolean;
  /** Takes money out of a wallet; the same message id again has the same answer. */
  pay(request: WalletRequest): Promise<WalletAnswer>;
  /** Undoes a payment whether or not it happened; the message id pays no more. */
  reverse(msgid: string): Promise<void>;
  /** What the platform holds between us and a province: positive what it owes us. */
  statement(province: string, from: CalendarDate, to: CalendarDate): Promise<readonly ReconciledRecord[]>;
}

/** For deployments without a platform: every question stays without an answer. */
export const NO_WALLET_PLATFORM: WalletPlatform = {
  simulated: false,
  pay: absent,
  reverse: absent,
  statement: absent,
};

/**
 * Pays whatever is asked out of a wallet of the province with which the code begins, and keeps no book, so that it has no statement.
 * It says that it is simulated in each payment.
 */
export const SIMULATED_WALLET_PLATFORM: WalletPlatform = {
  simulated: true,
  pay: ({ code }) => Promise.resolve({ outcome: 'PAID', province: `${code.slice(0, 2)}0000` }),
  reverse: () => Promise.resolve(),
  statement: absent,
};

function absent(): Promise<never> {
  return Promise.reject(new Error('no wallet platform is connected'));
}
