import type { GraphQLSchema } from 'graphql';
import { sum } from '#kernel/vocabulary/money';
import type { PrintedForm } from '../print/printed-form.ts';
import { CENTRE, dayOnPaper, institutionOnPaper, termOf } from '../print/wording.ts';
import type { Voucher } from './voucher.entity.ts';

/** A voucher on paper: its lines by account, debit and credit of which are the same. */
export function voucherPaper(
  voucher: Voucher,
  names: ReadonlyMap<string, string>,
  schema: GraphQLSchema,
): PrintedForm {
  const { number, kind, lines, payable, institutionCode, period, issuedBy, issuedAt } = voucher;
  const totalOf = (side: 'debit' | 'credit') => sum(lines.map(line => BigInt(line[side]))).toString();
  const unlessZero = (amount: string) => (amount === '0' ? '' : amount);
  return {
    title: termOf(schema, 'VoucherKind', kind),
    number,
    notes: [],
    madeAt: issuedAt,
    heading: [
      { label: '收款单位', value: institutionOnPaper(names, institutionCode) },
      { label: '期间', value: period },
      { label: '制证单位', value: CENTRE },
    ],
    columns: [
      { label: '科目', unit: 'TEXT' },
      { label: '借方', unit: 'FEN' },
      { label: '贷方', unit: 'FEN' },
    ],
    rows: lines.map(({ account, debit, credit }) => [
      ...[termOf(schema, 'LedgerAccount', account), unlessZero(debit), unlessZero(credit)],
    ]),
    totals: ['', totalOf('debit'), totalOf('credit')],
    capital: { label: '应拨付金额', amount: payable },
    signatories: [
      { label: '制证人', value: issuedBy },
      { label: '复核人', value: '' },
      { label: '出纳', value: '' },
      { label: '制证日期', value: dayOnPaper(issuedAt) },
    ],
  };
}
