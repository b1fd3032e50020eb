import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { CalendarDateScalar, CursorScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { institutionNames } from '../foreign/institution-copy.loader.ts';
import { pdfField } from '../print/pdf.ts';
import type { SettlementContext } from '../services.ts';
import type { ReportName } from './report.definitions.ts';
import { reportCsv, reportExcel } from './report.file.ts';
import { institutionsIn, reportForm } from './report.print.ts';
import { MOST_ROWS, readReport } from './report.query.ts';
import { Report, ReportNameEnum } from './report.type.ts';

@Resolver(() => Report)
export class ReportResolver {
  @Directive('@requiresScopes(scopes: [["settlement:aggregate"], ["settlement:read"], ["insurer:read"]])')
  // It sums up all settlements of up to a year.
  @Directive('@cost(weight: 500)')
  @Query(() => Report, {
    description:
      '报表。A named form over days (at most 401), with totals; an institution reads its own part.',
  })
  report(
    @Arg('name', () => ReportNameEnum, { description: '报表。Which form.' }) name: ReportName,
    @Arg('from', () => CalendarDateScalar, { description: '开始日期。First day.' }) from: CalendarDate,
    @Arg('to', () => CalendarDateScalar, { description: '结束日期。Last day.' }) to: CalendarDate,
    @Arg('region', () => String, {
      nullable: true,
      description: '区划。Administrative division of the institutions, 2, 4 or 6 digits.',
    })
    region: string | null,
    @Arg('most', () => Int, {
      defaultValue: MOST_ROWS,
      description: '行数。How many rows at most, up to 10,000.',
    })
    most: number,
    @Arg('after', () => CursorScalar, {
      nullable: true,
      description: '起始游标。`endCursor` of the same report: the rows behind it.',
    })
    after: string | null,
    @Ctx() { em, principal, services }: SettlementContext,
  ): Promise<Report> {
    const filter = { from, to, region: region ?? null };
    const { cursors } = services.kernel;
    return readReport(em, principal, name, filter, { cursors, most, after: after ?? null });
  }

  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description:
      'CSV文件。The report as CSV (UTF-8 with BOM, amounts in yuan, totals last); texts like formulas are neutralised.',
  })
  csv(@Root() report: Report): string {
    return reportCsv(report);
  }

  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: 'Excel文件。The report as a workbook (xlsx), in base64.',
  })
  async excel(@Root() report: Report): Promise<string> {
    return (await reportExcel(report)).toString('base64');
  }

  // Ten thousand rows take a second.
  @Directive('@cost(weight: 100)')
  @FieldResolver(() => String, {
    description: 'PDF文件。The report as an official form on A4 pages, in base64.',
  })
  async pdf(
    @Root() report: Report,
    @Ctx() context: SettlementContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<string> {
    const { principal, services } = context;
    const names = await institutionNames(context, institutionsIn(report, principal));
    return pdfField(reportForm(report, { principal, at: services.kernel.clock.now(), schema, names }));
  }
}
