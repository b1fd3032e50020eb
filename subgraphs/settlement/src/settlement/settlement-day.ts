import { Field, Int, ObjectType } from 'type-graphql';
import { badUserInput, forbidden } from '#kernel/graphql/errors';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { institutionLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';

const LONGEST_DAYS = 400;

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

/** Which days and which institutions are summed up. */
export interface DayFilter {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Prefix of the division of the institution. */
  readonly region: string | null;
}

/** Sums by day, for the regions that the principal may see; days without settlements are left out. */
export async function settlementsByDay(
  em: EntityManager,
  principal: Principal,
  { from, to, region }: DayFilter,
): Promise<SettlementDay[]> {
  const span = daysBetween(from, to);
  if (span < 0) throw badUserInput({ to: '不得早于开始日期' });
  if (span > LONGEST_DAYS) throw badUserInput({ to: `区间不得超过${LONGEST_DAYS}天` });
  if (region !== null && !/^\d{2}(\d{2}(\d{2})?)?$/.test(region)) throw badUserInput({ region: '须为2、4或6位区划代码' });
  const limit = regionLimit(principal);
  if (limit !== null && region !== null && !region.startsWith(limit)) throw forbidden('不在您的数据范围内');
  const institution = institutionLimit(principal);
  const rows = await em.execute(
    `select to_char(settled_on, 'YYYY-MM-DD') as day, count(*)::int as count, sum(total)::text as total,
       sum(fund_paid)::text as "fundPaid", sum(account_paid)::text as "accountPaid", sum(cash_paid)::text as "cashPaid"
     from "settlement"."settlement"
     where settled_on between ? and ? and kind = 'NORMAL' and state = 'SETTLED'
       and institution_region like ? || '%' and (?::text is null or institution_code = ?)
     group by settled_on order by settled_on`,
    [from, to, region ?? limit ?? '', institution, institution],
  );
  return rows.map(row => Object.assign(new SettlementDay(), row));
}
