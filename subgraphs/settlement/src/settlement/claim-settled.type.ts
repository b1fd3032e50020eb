import { Field, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, CursorScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { InsuranceSchemeEnum, VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { Scheme, VisitType } from '../policy-term/policy-term.rule.ts';

@ObjectType({ description: '结算完成事件。A claim was settled; who was treated is only in `settlement`.' })
export class ClaimSettled {
  @Field(() => CursorScalar, { description: '游标。Resume after it.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Events missed before this one.' })
  missed!: number;

  settlementId!: string;

  institutionCode!: string;

  @Field(() => String, { description: '机构区划。Administrative division of the institution.' })
  region!: string;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme.' })
  scheme!: Scheme;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit.' })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '结算日期。Day of settlement.' })
  settledOn!: CalendarDate;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bill in 分.' })
  total!: string;

  @Field(() => MoneyScalar, { description: '基金支付总额。Paid by all funds together, in 分.' })
  fundPaid!: string;

  @Field(() => MoneyScalar, { description: '个人账户支付。Paid by the personal account, in 分.' })
  accountPaid!: string;

  @Field(() => MoneyScalar, { description: '个人现金支付。Paid in cash, in 分.' })
  cashPaid!: string;
}
