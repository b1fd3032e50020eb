import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { workingDaysBetween } from '../working-day/working-day.rule.ts';
import { ReimbursementStateEnum } from './reimbursement.enums.ts';
import { OPEN_STATES, type ReimbursementState } from './reimbursement-workflow.rule.ts';

const SOON_WORKING_DAYS = 5;

export const DUE = ['OVERDUE', 'DUE_SOON', 'IN_TIME'] as const;
export type Due = (typeof DUE)[number];
export const DueEnum: { readonly [D in Due]: D } = {
  OVERDUE: 'OVERDUE',
  DUE_SOON: 'DUE_SOON',
  IN_TIME: 'IN_TIME',
};
registerEnumType(DueEnum, {
  name: 'Due',
  description: '时限情况。How near the promised day of a case is.',
  valuesConfig: {
    OVERDUE: { description: '已超期。The promised day has passed.' },
    DUE_SOON: { description: '即将到期。At most five working days are left.' },
    IN_TIME: { description: '未到期。More than five working days are left.' },
  },
});

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

/** How near a promised day is. */
export function dueOn(promisedBy: CalendarDate, today: CalendarDate): Due {
  if (promisedBy < today) return 'OVERDUE';
  return workingDaysBetween(today, promisedBy) <= SOON_WORKING_DAYS ? 'DUE_SOON' : 'IN_TIME';
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
  const sums = new Map<string, ReimbursementAgeing>();
  for (const row of rows) {
    const [due, state] = [dueOn(String(row['day']), today), row['state'] as ReimbursementState];
    const known = sums.get(`${due}/${state}`) ?? { due, state, count: 0, total: 0n };
    known.count += Number(row['count']);
    known.total += BigInt(row['total'] as string);
    sums.set(`${due}/${state}`, known);
  }
  return DUE.flatMap(due =>
    OPEN_STATES.flatMap(state => sums.get(`${due}/${state}`) ?? []).map(sum =>
      Object.assign(new ReimbursementAgeing(), sum),
    ),
  );
}
