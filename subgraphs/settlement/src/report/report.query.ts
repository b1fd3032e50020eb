import type { CursorCodec } from '#kernel/graphql/cursor';
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

export const MOST_ROWS = 10_000;

/** Which rows of a report are shown: so many, behind a cursor of the same report. */
export interface ReportPage {
  readonly cursors: CursorCodec;
  readonly most: number;
  readonly after: string | null;
}

/** Reads a report over days (at most 401), for the institutions that the principal may see; its totals are of all its rows. */
export async function readReport(
  em: EntityManager,
  principal: Principal,
  name: ReportName,
  filter: DayFilter,
  { cursors, most, after }: ReportPage,
): Promise<Report> {
  if (most < 1 || most > MOST_ROWS) throw badUserInput({ most: `须为1至${MOST_ROWS}` });
  const definition: ReportDefinition = REPORTS[name];
  await requireReader(em, principal, definition, filter.to);
  const region = checkDays(filter, principal);
  const institution = institutionLimit(principal);
  const groups = definition.groupBy.map((key): GroupColumn => COLUMNS[key]);
  const measures = definition.measures.map(key => MEASURES[key]);
  const binding = ['report', name, filter.from, filter.to, region, institution ?? ''].join('|');
  const behind = after === null ? null : cursors.decode(binding, after);
  // A cell that says nothing is an empty text: rows behind a cursor are compared by it.
  const cells = [...groups, ...measures].map(({ sql }, at) => `coalesce((${sql})::text, '') as c${at}`);
  const columns = cells.map((_, at) => `c${at}`);
  const keys = columns.slice(0, groups.length).join(', ');
  const sums = columns.slice(groups.length).map(column => `coalesce(sum(${column}::numeric), 0)::text`);
  const paid = measures.some(({ sql }) => sql.includes('paid.')) ? PAID : '';
  const [read] = await em.execute<Row[]>(
    `with report as materialized (
       select ${cells.join(', ')} from ${SOURCES[definition.source]} ${paid}
       where x.on_day between ? and ? and ${definition.where}
         and x.institution_region like ? || '%' and (?::text is null or x.institution_code = ?)
       group by ${groups.map(({ sql }) => sql).join(', ')})
     select (select json_build_array(${sums.join(', ')}) from report) as totals,
       (select coalesce(json_agg(row), '[]') from (select json_build_array(${columns.join(', ')}) as row from report
         where ${behind ? `(${keys}) > (${behind.map(() => '?').join(', ')})` : 'true'}
         order by ${keys} limit ${most + 1}) page) as rows`,
    [filter.from, filter.to, region, institution, institution, ...(behind ?? [])],
  );
  const found = read!['rows'] as string[][];
  const table = found.slice(0, most);
  const last = found.length > most ? table.at(-1)!.slice(0, groups.length) : null;
  return Object.assign(new Report(), {
    name,
    title: definition.title,
    from: filter.from,
    to: filter.to,
    institutionCode: institution,
    region: region || null,
    columns: [
      ...groups.map(({ label, terms }): ReportColumn => ({ label, unit: 'TEXT', terms })),
      ...measures.map(({ label, unit }): ReportColumn => ({ label, unit })),
    ],
    rows: table.map(row => Object.assign(new ReportRow(), { cells: row })),
    totals: [...groups.map(() => ''), ...(read!['totals'] as string[])],
    endCursor: last && cursors.encode(binding, last),
    isWhole: after === null && !last,
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
