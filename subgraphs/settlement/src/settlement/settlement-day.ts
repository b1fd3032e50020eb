import { Field, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { checkDays, type DayFilter } from '../day-range.ts';

@ObjectType({ description: '日结算汇总。Settlements of one day that still count, in all.' })
export class SettlementDay {
  @Field(() => CalendarDateScalar, { description: '日期。Day of settlement.' })
  day!: CalendarDate;

  @Field(() => Int, { description: '结算笔数。Number of settlements.' })
  count!: number;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bills in 分.' })
  total!: string;

  @Field(() => MoneyScalar, { description: '基金支付总额。Paid by all funds together, in 分.' })
  fundPaid!: string;

  @Field(() => MoneyScalar, { description: '个人账户支付。Paid by personal accounts, in 分.' })
  accountPaid!: string;

  @Field(() => MoneyScalar, { description: '个人现金支付。Paid in cash, in 分.' })
  cashPaid!: string;
}

/** Sums by day, for the regions that the principal may see; days without settlements are left out. */
export async function settlementsByDay(
  em: EntityManager,
  principal: Principal,
  filter: DayFilter,
): Promise<SettlementDay[]> {
  const region = checkDays(filter, principal);
  const institution = institutionLimit(principal);
  const rows = await em.execute(
    `select to_char(settled_on, 'YYYY-MM-DD') as day, count(*)::int as count, sum(total)::text as total,
       sum(fund_paid)::text as "fundPaid", sum(account_paid)::text as "accountPaid", sum(cash_paid)::text as "cashPaid"
     from "settlement"."settlement"
     where settled_on between ? and ? and kind = 'NORMAL' and state = 'SETTLED'
       and institution_region like ? || '%' and (?::text is null or institution_code = ?)
     group by settled_on order by settled_on`,
    [filter.from, filter.to, region, institution, institution],
  );
  return rows.map(row => Object.assign(new SettlementDay(), row));
}
