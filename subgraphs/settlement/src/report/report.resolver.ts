import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { pdfField } from '../print/pdf.ts';
import type { SettlementContext } from '../services.ts';
import type { ReportName } from './report.definitions.ts';
import { reportCsv, reportExcel } from './report.file.ts';
import { reportForm } from './report.print.ts';
import { readReport } from './report.query.ts';
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
    @Ctx() context: SettlementContext,
  ): Promise<Report> {
    return readReport(context.em, context.principal, name, { from, to, region: region ?? null });
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
  pdf(
    @Root() report: Report,
    @Ctx() { principal, services }: SettlementContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<string> {
    const at = services.kernel.clock.now();
    return pdfField(reportForm(report, { principal, at, schema }));
  }
}
