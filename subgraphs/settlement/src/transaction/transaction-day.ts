import { Field, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { institutionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { addDays, startOfDay, type CalendarDate } from '#kernel/vocabulary/calendar';
import { checkDays, type DayFilter } from '../day-range.ts';

@ObjectType({ description: '日交易量。Transactions of one kind that institutions sent on one day.' })
export class TransactionDay {
  @Field(() => CalendarDateScalar, { description: '日期。Day in Asia/Shanghai.' })
  day!: CalendarDate;

  @Field(() => String, { description: '交易编号。National number of the transaction (infno).' })
  infno!: string;

  @Field(() => Int, { description: '交易量。Transactions sent, refused ones included, repetitions not.' })
  count!: number;

  @Field(() => Int, { description: '机构数。Institutions that sent them.' })
  institutions!: number;

  @Field(() => Int, { description: '冲正量。Those that were reversed, or reversed before they arrived.' })
  reversed!: number;
}

/** Transactions by day and number, for the regions that the principal may see. */
export async function transactionsByDay(
  em: EntityManager,
  principal: Principal,
  filter: DayFilter,
): Promise<TransactionDay[]> {
  const region = checkDays(filter, principal);
  const institution = institutionLimit(principal);
  const rows = await em.execute(
    `select to_char(t.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, t.infno, count(*)::int as count,
       count(distinct t.institution_code)::int as institutions,
       count(*) filter (where t.state = 'REVERSED')::int as reversed
     from "settlement"."transaction" t
     join "settlement"."institution_copy" i on i.code = t.institution_code
     where t.at >= ?::timestamptz and t.at < ?::timestamptz
       and i.region like ? || '%' and (?::text is null or t.institution_code = ?)
     group by 1, 2 order by 1, 2`,
    [
      startOfDay(filter.from).toISOString(),
      startOfDay(addDays(filter.to, 1)).toISOString(),
      region,
      institution,
      institution,
    ],
  );
  return rows.map(row => Object.assign(new TransactionDay(), row));
}
