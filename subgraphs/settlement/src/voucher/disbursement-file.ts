import { inYuan, sum, type Fen } from '#kernel/vocabulary/money';

export interface FileVoucher {
  readonly number: string;
  readonly institutionCode: string;
  readonly period: string;
  readonly payable: Fen;
}

/** The file that finance pays: a line per voucher in the order of their numbers, and a line with count and total. */
export function disbursementFile(vouchers: readonly FileVoucher[]): string {
  const sorted = [...vouchers].sort((a, b) => (a.number < b.number ? -1 : 1));
  const lines = sorted.map(({ number, institutionCode, period, payable }) =>
    [number, institutionCode, period, inYuan(payable)].join(','),
  );
  const total = inYuan(sum(sorted.map(({ payable }) => payable)));
  return ['凭证号,机构编码,期间,金额', ...lines, `合计,${sorted.length},,${total}`, ''].join('\r\n');
}
