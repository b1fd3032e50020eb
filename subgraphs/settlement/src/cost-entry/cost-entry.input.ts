import { Field, ID, InputType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';
import { LedgerAccountEnum } from '../voucher/voucher.entity.ts';
import type { LedgerAccount } from '../voucher/voucher.rule.ts';
import { CostEntryActEnum, CostKindEnum } from './cost-entry.enums.ts';
import type { CostKind } from './cost-kind.rule.ts';
import type { CostEntryAct } from './cost-entry.rule.ts';

@InputType({ description: '支付构成输入。A part of a cost and who pays it.' })
export class CostPaymentInput {
  @Field(() => LedgerAccountEnum, { description: '支付方。One of those that pay costs of the kind.' })
  payer!: LedgerAccount;

  @Field(() => MoneyScalar, { description: '金额。More than 0, in 分.' })
  amount!: Fen;
}

@InputType({ description: '费用凭证输入。What the voucher on paper says.' })
export class CostInput {
  @Field(() => CostKindEnum, { description: '费用类别。Kind of cost.' })
  kind!: CostKind;

  @Field(() => String, { description: '机构编码。National code of the institution.' })
  institutionCode!: string;

  @Field(() => String, { description: '凭证号。Number of the voucher, 4 to 40 letters, digits or hyphens.' })
  number!: string;

  @Field(() => String, {
    description: '类别代码。A code of the dictionary of the kind, in force on the last day.',
  })
  category!: string;

  @Field(() => ID, { nullable: true, description: '参保人标识。The person, for the kinds that concern one.' })
  personId?: string | null;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit.' })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day of care.' })
  startedOn!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day, not after today.' })
  endedOn!: CalendarDate;

  @Field(() => MoneyScalar, { description: '费用总额。Sum in 分, more than 0.' })
  total!: Fen;

  @Field(() => [CostPaymentInput], { description: '支付构成。Who pays of it, at most the sum.' })
  payments!: CostPaymentInput[];
}

@InputType({ description: '凭证录入输入。A cost to be entered.' })
export class EnterCostInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => CostInput, { description: '费用。The cost.' })
  cost!: CostInput;
}

@InputType({ description: '凭证更正输入。What an entry should have said.' })
export class CorrectCostInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '凭证标识。Id of the entry; kind and institution stay.' })
  costEntryId!: string;

  @Field(() => CostInput, { description: '费用。The cost, whole.' })
  cost!: CostInput;
}

@InputType({ description: '凭证办理输入。What is done to which entry.' })
export class AdvanceCostEntryInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '凭证标识。Id of the entry.' })
  costEntryId!: string;

  @Field(() => CostEntryActEnum, { description: '操作。CONFIRM, RETURN or CANCEL.' })
  act!: CostEntryAct;

  @Field(() => String, { nullable: true, description: '说明。Why, 2 to 200 characters.' })
  note?: string | null;
}
