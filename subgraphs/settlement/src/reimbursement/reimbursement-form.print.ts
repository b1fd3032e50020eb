import type { PrintedForm } from '../print/printed-form.ts';
import { CENTRE, dayOnPaper } from '../print/wording.ts';
import type { Form } from './reimbursement-form.rule.ts';

/** A document of a reimbursement on paper: its values in a table, its handlers on the line of signatures. */
export function reimbursementPaper({ title, entries, paper }: Form): PrintedForm {
  const { number, handlers, capital, madeAt } = paper;
  return {
    title,
    number,
    capital,
    madeAt,
    totals: null,
    notes: [],
    heading: [{ label: '制表单位', value: CENTRE }],
    columns: [
      { label: '项目', unit: 'TEXT' },
      { label: '内容', unit: 'TEXT' },
    ],
    rows: entries.slice(0, -handlers.length).map(({ label, value }) => [label, value]),
    signatories: [
      ...handlers,
      { label: '申请人签字', value: '' },
      { label: '日期', value: dayOnPaper(madeAt) },
    ],
  };
}
