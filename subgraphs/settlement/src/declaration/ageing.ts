import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { aged, DueEnum, type Due } from '../working-day/due.ts';
import { DeclarationStateEnum } from './declaration.enums.ts';
import { UNPAID_STATES, type DeclarationState } from './declaration-workflow.rule.ts';

@Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
@ObjectType({
  description:
    '月度结算时效。Declared months of one state that are not paid yet, by how near their promised day is.',
})
export class MonthlySettlementAgeing {
  @Field(() => DueEnum, { description: '时限情况。How near the promised day is.' })
  due!: Due;

  @Field(() => DeclarationStateEnum, { description: '状态。Where the months stand.' })
  state!: DeclarationState;

  @Field(() => Int, { description: '笔数。Number of declared months.' })
  count!: number;

  @Field(() => MoneyScalar, {
    description: '待拨付金额。What is to be paid in 分: approved, before that declared less deducted.',
  })
  total!: Fen;
}

/** Declared months that are not paid, by how near their day is; what is overdue first. */
export async function monthlySettlementAgeing(
  em: EntityManager,
  principal: Principal,
  today: CalendarDate,
): Promise<MonthlySettlementAgeing[]> {
  const rows = await em.execute(
    `select state, to_char(promised_by, 'YYYY-MM-DD') as day, count(*)::int as count,
       sum(coalesce(approved, declared - deducted))::text as total
     from "settlement"."monthly_settlement"
     where state in (${UNPAID_STATES.map(() => '?').join(', ')}) and institution_region like ? || '%'
     group by state, promised_by`,
    [...UNPAID_STATES, regionLimit(principal) ?? ''],
  );
  return aged(rows, UNPAID_STATES, today).map(one => Object.assign(new MonthlySettlementAgeing(), one));
}
