import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { SettlementContext } from '../services.ts';
import type { ReportName } from './report.definitions.ts';
import { readReport } from './report.query.ts';
import { Report, ReportNameEnum } from './report.type.ts';

@Resolver()
export class ReportResolver {
  @Directive('@requiresScopes(scopes: [["settlement:aggregate"], ["settlement:read"]])')
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
}
