import { Field, Int, ObjectType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { aged, DueEnum, type Due } from '../working-day/due.ts';
import { ReimbursementStateEnum } from './reimbursement.enums.ts';
import { OPEN_STATES, type ReimbursementState } from './reimbursement-workflow.rule.ts';

@ObjectType({ description: '办理时效。Open reimbursements of one state, by how near their promised day is.' })
export class ReimbursementAgeing {
  @Field(() => DueEnum, { description: '时限情况。How near the promised day is.' })
  due!: Due;

  @Field(() => ReimbursementStateEnum, { description: '状态。Where the cases stand.' })
  state!: ReimbursementState;

  @Field(() => Int, { description: '件数。Number of cases.' })
  count!: number;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of their costs in 分.' })
  total!: Fen;
}

/** Open cases by how near their day is; what is overdue first. */
export async function reimbursementAgeing(
  em: EntityManager,
  principal: Principal,
  today: CalendarDate,
): Promise<ReimbursementAgeing[]> {
  const rows = await em.execute(
    `select state, to_char(promised_by, 'YYYY-MM-DD') as day, count(*)::int as count, sum(total)::text as total
     from "settlement"."reimbursement"
     where state in (${OPEN_STATES.map(() => '?').join(', ')}) and institution_region like ? || '%'
     group by state, promised_by`,
    [...OPEN_STATES, regionLimit(principal) ?? ''],
  );
  return aged(rows, OPEN_STATES, today).map(one => Object.assign(new ReimbursementAgeing(), one));
}
