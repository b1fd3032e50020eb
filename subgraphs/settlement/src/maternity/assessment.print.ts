import type { GraphQLSchema } from 'graphql';
import type { PrintedForm } from '../print/printed-form.ts';
import { CENTRE, dateOnPaper, dayOnPaper, termOf } from '../print/wording.ts';
import type { MaternityAssessment } from './assessment.entity.ts';
import { inFileOrder } from './assessment-file.ts';
import type { MaternityBenefit } from './maternity-benefit.entity.ts';

/** The assessment form on paper: the lines of its file, in their order; its number ends in the digest of the file. */
export function assessmentPaper(
  assessment: MaternityAssessment,
  benefits: readonly MaternityBenefit[],
  schema: GraphQLSchema,
): PrintedForm {
  const { paidUntil, count, total, digest, generatedBy, generatedAt } = assessment;
  return {
    title: '生育保险待遇支付核定表',
    number: `${paidUntil.replaceAll('-', '')}-${digest.slice(0, 8).toUpperCase()}`,
    heading: [
      { label: '支付截止日期', value: dateOnPaper(paidUntil) },
      { label: '件数', value: String(count) },
      { label: '制表单位', value: CENTRE },
    ],
    columns: [
      { label: '业务编号', unit: 'TEXT' },
      { label: '数据来源', unit: 'TEXT' },
      { label: '参保人标识', unit: 'TEXT' },
      { label: '生育日期', unit: 'TEXT' },
      { label: '支付日期', unit: 'TEXT' },
      { label: '金额', unit: 'FEN' },
    ],
    rows: inFileOrder(benefits).map(({ caseNumber, source, personId, eventDate, paidOn, amount }) => [
      ...[caseNumber, termOf(schema, 'MaternityBenefitSource', source), personId],
      ...[eventDate, paidOn ?? '', amount.toString()],
    ]),
    totals: ['', '', '', '', '', total.toString()],
    capital: { label: '合计', amount: total },
    signatories: [
      { label: '制表人', value: generatedBy },
      { label: '复核人', value: '' },
      { label: '负责人', value: '' },
      { label: '制表日期', value: dayOnPaper(generatedAt) },
    ],
    notes: [`文件摘要（SM3）：${digest}。`],
    madeAt: generatedAt,
  };
}
