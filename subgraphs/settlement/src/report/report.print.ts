import type { GraphQLSchema } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import { digestOf } from '../payment/payment-file.ts';
import type { PrintedForm } from '../print/printed-form.ts';
import { CENTRE, dateOnPaper, dayOnPaper, termOf } from '../print/wording.ts';
import { MEASURES, type ReportDefinition } from './report.columns.ts';
import { REPORTS } from './report.definitions.ts';
import { reportCsv } from './report.file.ts';
import type { Report } from './report.type.ts';

/** Who takes a form away, and when. */
export interface Taking {
  readonly principal: Principal;
  readonly at: Date;
  readonly schema: GraphQLSchema;
}

/**
 * A report as an official form. Codes are printed as the terms of their enum; its number ends in the digest of its CSV,
 * which says the same, so that a paper and a file can be compared.
 */
export function reportForm(report: Report, { principal, at, schema }: Taking): PrintedForm {
  const { title, from, to, columns, rows, totals } = report;
  const digest = digestOf(reportCsv(report));
  const terms = columns.map(({ terms }) => terms);
  return {
    ...{ title, columns, totals, madeAt: at },
    number: `${from.replaceAll('-', '')}-${to.replaceAll('-', '')}-${digest.slice(0, 8).toUpperCase()}`,
    heading: [
      { label: '单位', value: institutionsOf(report) },
      { label: '所属期', value: `${dateOnPaper(from)}至${dateOnPaper(to)}` },
      { label: '制表单位', value: principal.institution ?? CENTRE },
    ],
    rows: rows.map(({ cells }) =>
      cells.map((cell, column) => (terms[column] ? termOf(schema, terms[column], cell) : cell)),
    ),
    capital: capitalOf(report),
    signatories: [
      { label: '制表人', value: principal.subject },
      { label: '复核人', value: '' },
      { label: '负责人', value: '' },
      { label: '制表日期', value: dayOnPaper(at) },
    ],
    notes: [`内容摘要（SM3）：${digest}。与本报表CSV文件的摘要一致，即为同一内容。`],
  };
}

function institutionsOf({ institutionCode, region }: Report): string {
  if (institutionCode) return institutionCode;
  return region ? `区划${region}内定点医药机构` : '全部定点医药机构';
}

function capitalOf({ name, columns, totals }: Report): PrintedForm['capital'] {
  const { inCapitals }: ReportDefinition = REPORTS[name];
  if (!inCapitals) return null;
  const { label } = MEASURES[inCapitals];
  return { label, amount: BigInt(totals[columns.findIndex(column => column.label === label)]!) };
}
