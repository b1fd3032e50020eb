import type { GraphQLSchema } from 'graphql';
import type { PrintedForm } from '../print/printed-form.ts';
import { dateOnPaper, dayOnPaper, institutionOnPaper, termOf } from '../print/wording.ts';
import type { Settlement } from './settlement.entity.ts';
import { payments } from './split.rule.ts';
import { readTrace } from './stored-benefit.ts';

/** The statement of a settlement (结算单) on paper: who pays what of the bill; one that was undone says so. */
export function statementPaper(
  settlement: Settlement,
  names: ReadonlyMap<string, string>,
  notes: readonly string[],
  schema: GraphQLSchema,
): PrintedForm {
  const { id, institutionCode, settledOn, settledAt, total, state, visitType, scheme, trace } = settlement;
  return {
    title: '医疗保险费用结算单',
    number: id,
    notes,
    madeAt: settledAt,
    heading: [
      { label: '结算单位', value: institutionOnPaper(names, institutionCode) },
      { label: '结算日期', value: dateOnPaper(settledOn) },
      { label: '险种', value: termOf(schema, 'InsuranceScheme', scheme) },
      { label: '就诊类型', value: termOf(schema, 'VisitType', visitType) },
      { label: '状态', value: termOf(schema, 'SettlementState', state) },
    ],
    columns: [
      { label: '支付方', unit: 'TEXT' },
      { label: '金额', unit: 'FEN' },
    ],
    rows: payments(readTrace(trace)).map(({ payer, amount }) => [
      ...[termOf(schema, 'Payer', payer), amount.toString()],
    ]),
    totals: ['', total.toString()],
    capital: { label: '费用总额', amount: total },
    signatories: [
      { label: '收费员', value: '' },
      { label: '患者或家属签字', value: '' },
      { label: '日期', value: dayOnPaper(settledAt) },
    ],
  };
}
