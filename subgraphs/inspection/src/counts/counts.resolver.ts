import { Ctx, Directive, Query, Resolver } from 'type-graphql';
import { regionLimit } from '#kernel/identity/principal';
import type { InspectionContext } from '../services.ts';
import { MODEL_DESCRIPTIONS } from '../suspicion/suspicion.terms.ts';
import { InspectionCodeCount, SuspicionCount } from './counts.type.ts';

const AGGREGATE = '@requiresScopes(scopes: [["inspection:aggregate"]])';

/** Numbers for the big screen, in which no person, institution or code can be told from another. */
@Resolver()
export class CountsResolver {
  @Directive(AGGREGATE)
  // It counts all indicators.
  @Directive('@cost(weight: 100)')
  @Query(() => [SuspicionCount], {
    nullable: true,
    description: '疑点统计。Indicators by model, state and district; for the big screen.',
  })
  async suspicionCounts(@Ctx() context: InspectionContext): Promise<SuspicionCount[]> {
    const rows: Omit<SuspicionCount, 'modelTitle'>[] = await context.em.execute(
      `select model, state, region, count(*)::int as count from "inspection"."suspicion"
       where region like ? || '%' group by model, state, region order by model, state, region`,
      [regionLimit(context.principal) ?? ''],
    );
    return rows.map(row =>
      Object.assign(new SuspicionCount(), row, { modelTitle: MODEL_DESCRIPTIONS[row.model].name }),
    );
  }

  @Directive(AGGREGATE)
  // It counts all codes.
  @Directive('@cost(weight: 100)')
  @Query(() => [InspectionCodeCount], {
    nullable: true,
    description: '检查码统计。Inspection codes by state; for the big screen.',
  })
  async inspectionCodeCounts(@Ctx() context: InspectionContext): Promise<InspectionCodeCount[]> {
    const rows = await context.em.execute(
      `select state, count(*)::int as count from "inspection"."inspection_code"
       where region like ? || '%' group by state order by state`,
      [regionLimit(context.principal) ?? ''],
    );
    return rows.map(row => Object.assign(new InspectionCodeCount(), row));
  }
}
