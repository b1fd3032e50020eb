import type { GraphQLSchema } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import { digestOf } from '../payment/payment-file.ts';
import type { PrintedForm } from '../print/printed-form.ts';
import { CENTRE, dateOnPaper, dayOnPaper, institutionOnPaper, termOf } from '../print/wording.ts';
import { COLUMNS, MEASURES, type ReportDefinition } from './report.columns.ts';
import { REPORTS } from './report.definitions.ts';
import { reportCsv, totalsOf } from './report.file.ts';
import type { Report, ReportColumn } from './report.type.ts';

/** Who takes a form away, and when. */
export interface Taking {
  readonly principal: Principal;
  readonly at: Date;
  readonly schema: GraphQLSchema;
  /** What institutions are called. */
  readonly names: ReadonlyMap<string, string>;
}

/** The institutions that a form names: those of its rows, and that of whoever takes it away. */
export function institutionsIn({ columns, rows }: Report, { institution }: Principal): string[] {
  const at = columns.findIndex(isInstitution);
  const inRows = at < 0 ? [] : rows.map(({ cells }) => cells[at]!);
  return [...new Set([...(institution ? [institution] : []), ...inRows])];
}

/**
 * A report as an official form. Codes are printed as the terms of their enum, institutions by name beside their code; its
 * number ends in the digest of its CSV, which says the same, so that a paper and a file can be compared.
 */
export function reportForm(report: Report, { principal, at, schema, names }: Taking): PrintedForm {
  const { title, from, to, columns, rows, institutionCode } = report;
  const digest = digestOf(reportCsv(report));
  // Where every row is of one institution the heading names it.
  const named = institutionCode ? -1 : columns.findIndex(isInstitution);
  const withName = <Cell>(cells: readonly Cell[], name: Cell): readonly Cell[] =>
    named < 0 ? cells : cells.toSpliced(named + 1, 0, name);
  const worded = (cell: string, column: number): string => {
    const { terms } = columns[column]!;
    return terms ? termOf(schema, terms, cell) : cell;
  };
  return {
    title,
    madeAt: at,
    number: `${from.replaceAll('-', '')}-${to.replaceAll('-', '')}-${digest.slice(0, 8).toUpperCase()}`,
    heading: [
      { label: '单位', value: institutionsOf(report, names) },
      { label: '所属期', value: `${dateOnPaper(from)}至${dateOnPaper(to)}` },
      {
        label: '制表单位',
        value: principal.institution ? institutionOnPaper(names, principal.institution) : CENTRE,
      },
    ],
    columns: withName(columns, { label: '机构名称', unit: 'TEXT' }),
    rows: rows.map(({ cells }) => withName(cells.map(worded), names.get(cells[named]!) ?? '')),
    totals: withName(totalsOf(report), ''),
    capital: capitalOf(report),
    signatories: [
      { label: '制表人', value: principal.subject },
      { label: '复核人', value: '' },
      { label: '负责人', value: '' },
      { label: '制表日期', value: dayOnPaper(at) },
    ],
    notes: [
      ...(report.isWhole ? [] : ['本表只印部分行，全表合计为全部行之和。']),
      `内容摘要（SM3）：${digest}。与本报表CSV文件的摘要一致，即为同一内容。`,
    ],
  };
}

function isInstitution({ label }: ReportColumn): boolean {
  return label === COLUMNS.institution.label;
}

function institutionsOf({ institutionCode, region }: Report, names: ReadonlyMap<string, string>): string {
  if (institutionCode) return institutionOnPaper(names, institutionCode);
  return region ? `区划${region}内定点医药机构` : '全部定点医药机构';
}

function capitalOf({ name, columns, totals }: Report): PrintedForm['capital'] {
  const { inCapitals }: ReportDefinition = REPORTS[name];
  if (!inCapitals) return null;
  const { label } = MEASURES[inCapitals];
  return { label, amount: BigInt(totals[columns.findIndex(column => column.label === label)]!) };
}
