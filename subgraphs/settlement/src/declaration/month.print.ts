import type { PrintedForm } from '../print/printed-form.ts';
import { CENTRE, dayOnPaper, institutionOnPaper, monthOnPaper } from '../print/wording.ts';
import type { MonthlySettlement } from './monthly-settlement.entity.ts';

/** The assessment of a declared month (核定单) on paper, as it was approved; null before that. */
export function monthPaper(
  month: MonthlySettlement,
  names: ReadonlyMap<string, string>,
  notes: readonly string[],
): PrintedForm | null {
  const approval = month.history.findLast(({ act }) => act === 'APPROVE');
  if (!approval || month.approved === null || month.voucherNumber === null) return null;
  const madeAt = new Date(approval.at);
  return {
    title: '医疗保险费用核定单',
    number: month.voucherNumber,
    totals: null,
    notes,
    madeAt,
    heading: [
      { label: '申报单位', value: institutionOnPaper(names, month.institutionCode) },
      { label: '所属期', value: monthOnPaper(month.month) },
      { label: '核定单位', value: CENTRE },
    ],
    columns: [
      { label: '项目', unit: 'TEXT' },
      { label: '笔数', unit: 'COUNT' },
      { label: '金额', unit: 'FEN' },
    ],
    rows: [
      ['费用总额', String(month.settlements + month.costEntries), month.total.toString()],
      ['申报金额', '', month.declared.toString()],
      ['扣款金额', '', month.deducted.toString()],
      ['核定金额', '', month.approved.toString()],
    ],
    capital: { label: '核定金额', amount: month.approved },
    signatories: [
      { label: '申报人', value: month.history[0]!.by },
      { label: '核定人', value: approval.by },
      { label: '负责人', value: '' },
      { label: '核定日期', value: dayOnPaper(madeAt) },
    ],
  };
}
