import { inYuan, sum } from '#kernel/vocabulary/money';
import type { MaternityBenefit } from './maternity-benefit.entity.ts';

/** The lines of the form, in the order of their ids. */
export function inFileOrder(benefits: readonly MaternityBenefit[]): readonly MaternityBenefit[] {
  return benefits.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The form as a file: a line per case in the order of their ids, and a line with count and total. */
export function assessmentFile(benefits: readonly MaternityBenefit[]): string {
  const sorted = inFileOrder(benefits);
  const lines = sorted.map(({ caseNumber, source, personId, eventDate, paidOn, amount }) =>
    [caseNumber, source, personId, eventDate, paidOn, inYuan(amount)].join(','),
  );
  const total = inYuan(sum(sorted.map(({ amount }) => amount)));
  const header = '业务编号,数据来源,参保人标识,生育日期,支付日期,金额';
  return [header, ...lines, `合计,${sorted.length},,,,${total}`, ''].join('\r\n');
}
