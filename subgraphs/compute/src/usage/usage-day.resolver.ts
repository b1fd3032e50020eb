import { Arg, Ctx, Directive, Field, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { SubgraphContext } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';
import { UsageKind } from './usage-record.entity.ts';

const AGGREGATE = '@requiresScopes(scopes: [["usage:aggregate"]])';
const LONGEST_DAYS = 400;

@Directive(AGGREGATE)
@ObjectType({ description: '日用量。What runs or workloads used in one day, in all.' })
export class UsageDay {
  @Field(() => CalendarDateScalar, { description: '日期。Day in Shanghai.' })
  day!: CalendarDate;

  @Field(() => UsageKind, { description: '用量类别。Runs of agents, or imported workloads.' })
  kind!: UsageKind;

  @Field(() => Int, { description: '记录数。Runs or workloads.' })
  records!: number;

  @Field(() => Float, { description: '词元数。Tokens read and written, for an extractive agent characters.' })
  tokens!: number;

  @Field(() => MoneyScalar, { description: '费用。Cost where a price is declared, in 分.' })
  cost!: string;
}

@Resolver()
export class UsageDayResolver {
  @Directive(AGGREGATE)
  // For each day, what it costs to sum up its records.
  @Directive('@cost(weight: 20)')
  @Query(() => [UsageDay], {
    nullable: true,
    description: '按日用量汇总。Usage summed up by day and kind; days without any are left out.',
  })
  async usageByDay(
    @Arg('from', () => CalendarDateScalar, { description: '开始日期。First day.' }) from: CalendarDate,
    @Arg('to', () => CalendarDateScalar, { description: '结束日期。Last day.' }) to: CalendarDate,
    @Ctx() context: SubgraphContext,
  ): Promise<UsageDay[]> {
    const span = daysBetween(from, to);
    if (span < 0) throw badUserInput({ to: '不得早于开始日期' });
    if (span > LONGEST_DAYS) throw badUserInput({ to: `区间不得超过${LONGEST_DAYS}天` });
    const rows = await context.em.execute(
      `select to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, kind,
         count(*)::int as records, coalesce(sum(tokens), 0)::float8 as tokens, coalesce(sum(cost), 0)::text as cost
       from "compute"."usage_record"
       where recorded_at >= ?::date::timestamp at time zone 'Asia/Shanghai'
         and recorded_at < (?::date + 1)::timestamp at time zone 'Asia/Shanghai'
       group by 1, 2 order by 1, 2`,
      [from, to],
    );
    return rows.map(row => Object.assign(new UsageDay(), row));
  }
}
