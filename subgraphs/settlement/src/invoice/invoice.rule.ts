import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { FeeLineRequest } from '../claim/fee-list.rule.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';

export const INVOICE_STATES = ['VALID', 'VOID', 'CLAIMED_ELSEWHERE'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** An electronic invoice as the provinces share it. */
export interface SharedInvoice {
  readonly number: string;
  readonly personId: string;
  readonly institutionCode: string;
  readonly visitType: VisitType;
  readonly amount: Fen;
  readonly issuedOn: CalendarDate;
  readonly state: InvoiceState;
  /** The fee lines behind it; together they are its amount. */
  readonly items: readonly SharedFeeLine[];
}

export interface SharedFeeLine extends FeeLineRequest {
  readonly itemName: string;
}

export const INVOICE_PROBLEMS = ['VOID', 'CLAIMED_ELSEWHERE', 'DIFFERS'] as const;
export type InvoiceProblem = (typeof INVOICE_PROBLEMS)[number];

/**
 * Why an invoice cannot be claimed as it is presented; null when it can. One that is not shared is a paper invoice, which the
 * sharing says nothing of.
 */
export function invoiceProblem(
  presented: { readonly amount: Fen; readonly personId: string },
  shared: SharedInvoice | null,
): InvoiceProblem | null {
  if (!shared) return null;
  if (shared.state !== 'VALID') return shared.state;
  return shared.amount === presented.amount && shared.personId === presented.personId ? null : 'DIFFERS';
}
