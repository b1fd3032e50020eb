import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';

@InputType({ description: '修复等待期的输入。Pays interrupted years in to shorten a waiting period.' })
export class RepairWaitingPeriodInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '参保登记。The enrolment whose waiting period is repaired.' })
  enrolmentId!: string;

  @Field(() => [Int], { description: '补缴年度。Interrupted years that are paid in.' })
  years!: number[];

  @Field(() => CalendarDateScalar, { description: '补缴日期。Day of payment, today at the latest.' })
  paidOn!: CalendarDate;
}

export type WaitingPeriodEnd = 'WAIVE' | 'CANCEL';
export const WaitingPeriodEndEnum: { readonly [End in WaitingPeriodEnd]: End } = {
  WAIVE: 'WAIVE',
  CANCEL: 'CANCEL',
};
registerEnumType(WaitingPeriodEndEnum, {
  name: 'WaitingPeriodEnd',
  description: '等待期处理方式。How a waiting period is ended by hand.',
  valuesConfig: {
    WAIVE: { description: '豁免。Benefits begin on the day given.' },
    CANCEL: { description: '取消。No benefits follow from it.' },
  },
});

@InputType({ description: '终结等待期的输入。Ends a waiting period by hand.' })
export class EndWaitingPeriodInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '参保登记。The enrolment whose waiting period is ended.' })
  enrolmentId!: string;

  @Field(() => WaitingPeriodEndEnum, { description: '处理方式。Waiver or cancellation.' })
  end!: WaitingPeriodEnd;

  @Field(() => CalendarDateScalar, { description: '生效日期。Day from which it holds, today at the latest.' })
  on!: CalendarDate;

  @Field(() => String, { description: '原因代码。Code of the reason, 1 to 40 letters, digits, - or _.' })
  reason!: string;
}
