import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { yuan } from '#kernel/vocabulary/money';
import type { InvoiceState, SharedInvoice } from './invoice.rule.ts';

/** Electronic invoices that the provinces of the delta share (长三角电子票据共享). Rejects when it is away; never inside a transaction. */
export interface InvoiceSharing {
  /** Whether nobody shares invoices but this product in their place. */
  readonly simulated: boolean;
  /** Those of these numbers that are shared. */
  find(personId: string, numbers: readonly string[]): Promise<readonly SharedInvoice[]>;
  /** What was issued to a person. */
  ofPerson(personId: string, from: CalendarDate, to: CalendarDate): Promise<readonly SharedInvoice[]>;
}

/** For deployments that are not connected: no invoice is shared, all are taken as paper. */
export const NO_INVOICE_SHARING: InvoiceSharing = {
  simulated: false,
  find: () => Promise.resolve([]),
  ofPerson: () => Promise.resolve([]),
};

const SIMULATED = /^SIM(VALID|VOID|USED)(\d{4})(\d{2})(\d{2})([0-9a-f]{8})$/;
const STATES: Readonly<Record<string, InvoiceState>> = {
  VALID: 'VALID',
  VOID: 'VOID',
  USED: 'CLAIMED_ELSEWHERE',
};

/** Shares invoices whose numbers say what they are and whose, three of each person and period; it says that it is simulated. */
export const SIMULATED_INVOICE_SHARING: InvoiceSharing = {
  simulated: true,
  find: (personId, numbers) =>
    Promise.resolve(numbers.flatMap(number => simulatedInvoice(personId, number) ?? [])),
  ofPerson(personId, from) {
    const day = from.replaceAll('-', '');
    const numbers = Object.keys(STATES).map(state => `SIM${state}${day}${personId.slice(-8)}`);
    return this.find(personId, numbers);
  },
};

/** An outpatient visit of 600 yuan in Nanjing. */
function simulatedInvoice(personId: string, number: string): SharedInvoice | null {
  const match = SIMULATED.exec(number);
  if (!match) return null;
  const [, state, year, month, day, whose] = match as unknown as string[];
  if (whose !== personId.slice(-8)) return null;
  const [issuedOn, amount] = [`${year}-${month}-${day}`, yuan(600)];
  return {
    number,
    personId,
    institutionCode: 'H32010000001',
    visitType: 'OUTPATIENT',
    amount,
    issuedOn,
    state: STATES[state!]!,
    items: [
      {
        detailNumber: '0001',
        itemCode: '001102000010000',
        itemName: '诊察费',
        quantity: 1_000_000n,
        unitPrice: amount,
        amount,
        serviceDate: issuedOn,
      },
    ],
  };
}
