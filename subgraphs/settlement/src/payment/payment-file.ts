import { createHash } from 'node:crypto';
import { inYuan, sum, type Fen } from '#kernel/vocabulary/money';

export interface FilePayment {
  readonly id: string;
  readonly personId: string;
  readonly amount: Fen;
  readonly setOff: Fen;
}

/** What goes to the person: what is due less what was set off. */
export function paidOut({ amount, setOff }: Pick<FilePayment, 'amount' | 'setOff'>): Fen {
  return amount - setOff;
}

/**
 * The file of a batch: a header, a line per payment in the order of their ids, and a line with count and total.
 * It depends on nothing but the payments, so that it comes out the same whenever it is asked for.
 */
export function paymentFile(payments: readonly FilePayment[]): string {
  const sorted = [...payments].sort((a, b) => (a.id < b.id ? -1 : 1));
  const lines = sorted.map(each => `${each.id},${each.personId},${inYuan(paidOut(each))}`);
  const total = inYuan(sum(sorted.map(paidOut)));
  return ['支付标识,参保人标识,金额', ...lines, `合计,${sorted.length},${total}`, ''].join('\r\n');
}

/** SM3 of a file, by which whoever receives it sees that nothing of it was changed. */
export function digestOf(file: string): string {
  return createHash('sm3').update(file).digest('hex');
}
