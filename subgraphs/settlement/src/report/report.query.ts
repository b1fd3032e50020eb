import { badUserInput, forbidden } from '#kernel/graphql/errors';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager, Row } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { checkDays, type DayFilter } from '../day-range.ts';
import {
  COLUMNS,
  MEASURES,
  PAID,
  SOURCES,
  type GroupColumn,
  type ReportDefinition,
} from './report.columns.ts';
import { REPORTS, type ReportName } from './report.definitions.ts';
import { findHandlingTerm } from '../policy-term/policy-term.rule.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
import { Report, ReportRow, type ReportColumn } from './report.type.ts';

const MOST_ROWS = 10_000;

/** Reads a report over days (at most 401), for the institutions that the principal may see. */
export async function readReport(
  em: EntityManager,
  principal: Principal,
  name: ReportName,
  filter: DayFilter,
): Promise<Report> {
  const definition: ReportDefinition = REPORTS[name];
  await requireReader(em, principal, definition, filter.to);
  const region = checkDays(filter, principal);
  const institution = institutionLimit(principal);
  const groups = definition.groupBy.map((key): GroupColumn => COLUMNS[key]);
  const measures = definition.measures.map(key => MEASURES[key]);
  const cells = [...groups, ...measures].map(({ sql }, at) => `(${sql})::text as "c${at}"`);
  const keys = groups.map(({ sql }) => sql).join(', ');
  const paid = measures.some(({ sql }) => sql.includes('paid.')) ? PAID : '';
  const rows: Row[] = await em.execute(
    `select ${cells.join(', ')} from ${SOURCES[definition.source]} ${paid}
     where x.on_day between ? and ? and ${definition.where}
       and x.institution_region like ? || '%' and (?::text is null or x.institution_code = ?)
     group by ${keys} order by ${keys} limit ${MOST_ROWS + 1}`,
    [filter.from, filter.to, region, institution, institution],
  );
  if (rows.length > MOST_ROWS) throw badUserInput({ to: `报表超过${MOST_ROWS}行，请缩小期间或区划` });
  const table = rows.map(row => cells.map((_, at) => String(row[`c${at}`] ?? '')));
  return Object.assign(new Report(), {
    name,
    title: definition.title,
    ...{ from: filter.from, to: filter.to, institutionCode: institution, region: region || null },
    columns: [
      ...groups.map(({ label, terms }): ReportColumn => ({ label, unit: 'TEXT', terms })),
      ...measures.map(({ label, unit }): ReportColumn => ({ label, unit })),
    ],
    rows: table.map(row => Object.assign(new ReportRow(), { cells: row })),
    totals: [
      ...groups.map(() => ''),
      ...measures.map((_, at) => total(table.map(row => row[groups.length + at]!))),
    ],
  });
}

/**
 * Who reads aggregates reads every report; an institution reads its own part of those meant for it, the insurer that
 * runs a scheme those of its scheme.
 */
async function requireReader(
  em: EntityManager,
  principal: Principal,
  { institutionsToo, operatorOf }: ReportDefinition,
  on: CalendarDate,
): Promise<void> {
  if (principal.scopes.has('settlement:aggregate')) return;
  if (institutionLimit(principal) !== null && institutionsToo) return;
  if (principal.role === 'INSURER' && operatorOf) {
    const operator = findHandlingTerm(await readPolicyBook(em), 'SCHEME_OPERATOR', on, operatorOf);
    if (operator && operator.value === principal.institution) return;
  }
  throw forbidden('无权查看此报表');
}

function total(cells: readonly string[]): string {
  return cells.reduce((sum, cell) => sum + BigInt(cell), 0n).toString();
}
