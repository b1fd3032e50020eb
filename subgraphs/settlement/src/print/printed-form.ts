import type { Fen } from '#kernel/vocabulary/money';
import type { ReportColumn } from '../report/report.type.ts';

/** A labelled value on paper. */
export interface Entry {
  readonly label: string;
  readonly value: string;
}

/** An official form as it is printed: a title, lines about it, one ruled table, and who answers for it. */
export interface PrintedForm {
  readonly title: string;
  /** Tells copies of forms apart; the same content has the same number. */
  readonly number: string;
  /** The line above the table: 单位, 所属期, 制表单位. */
  readonly heading: readonly Entry[];
  readonly columns: readonly Pick<ReportColumn, 'label' | 'unit'>[];
  /** Cells in the order of the columns; amounts in 分. */
  readonly rows: readonly (readonly string[])[];
  /** The last row, where the table has sums. */
  readonly totals: readonly string[] | null;
  /** The amount that is written out in capital numerals below the table. */
  readonly capital: { readonly label: string; readonly amount: Fen } | null;
  /** 制表人, 复核人, 负责人: a value that is empty leaves room for a hand. */
  readonly signatories: readonly Entry[];
  /** Lines at the end, such as the electronic signature and how to verify it. */
  readonly notes: readonly string[];
  /** When it was made; the file says no other moment. */
  readonly madeAt: Date;
}
