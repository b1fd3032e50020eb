import { Field, ID, InputType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { FeeItemInput } from '../claim/claim.input.ts';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';
import { LiftableCheckEnum, ReimbursementActEnum, ReimbursementKindEnum } from './reimbursement.enums.ts';
import { TreatmentEnum } from '../qualification/treatment.enum.ts';
import type { Treatment } from '../qualification/treatment.rule.ts';
import type { LiftableCheck, ReimbursementKind } from './reimbursement-kind.rule.ts';
import type { ReimbursementAct } from './reimbursement-workflow.rule.ts';

@InputType({ description: '票据输入。An invoice.' })
export class InvoiceInput {
  @Field(() => String, { description: '票据号码。Number, 6 to 40 letters and digits.' })
  number!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: Fen;
}

@InputType({ description: '零星报销登记输入。What was paid, where, when.' })
export class RegisterReimbursementInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ReimbursementKindEnum, { description: '报销类别。Kind.' })
  kind!: ReimbursementKind;

  @Field(() => ID, { description: '参保人标识。Id of the insured person.' })
  personId!: string;

  @Field(() => String, { description: '机构编码。National code of the place of care.' })
  institutionCode!: string;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit.' })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '就诊日期。First day of the care.' })
  startedOn!: CalendarDate;

  @Field(() => TreatmentEnum, { nullable: true, description: '大病治疗项目。For serious illness only.' })
  treatment?: Treatment | null;

  @Field(() => Boolean, { defaultValue: false, description: '低收入。Whether the person has a low income.' })
  lowIncome!: boolean;

  @Field(() => [InvoiceInput], {
    description: '票据。The invoices, 1 to 50; together they are the fee lines.',
  })
  invoices!: InvoiceInput[];

  @Field(() => [FeeItemInput], { description: '费用明细。The fee lines, 1 to 500.' })
  items!: FeeItemInput[];
}

@InputType({ description: '零星报销办理输入。What is done to which case.' })
export class AdvanceReimbursementInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '零星报销标识。Id of the case.' })
  reimbursementId!: string;

  @Field(() => ReimbursementActEnum, { description: '操作。What is done.' })
  act!: ReimbursementAct;

  @Field(() => String, {
    nullable: true,
    description: '说明。Reason, or voucher number; 2 to 200 characters.',
  })
  note?: string | null;

  @Field(() => String, { nullable: true, description: '委托人。On whose behalf, by delegation.' })
  onBehalfOf?: string | null;
}

@InputType({ description: '灵活报销输入。Which check is lifted for which case, why, until when.' })
export class GrantReimbursementExceptionInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '零星报销标识。Id of the case.' })
  reimbursementId!: string;

  @Field(() => LiftableCheckEnum, { description: '免除的校验。Which check.' })
  check!: LiftableCheck;

  @Field(() => String, { description: '理由。Why, 4 to 200 characters.' })
  reason!: string;

  @Field(() => CalendarDateScalar, { description: '有效期至。Last day, at most 30 days from today.' })
  expiresOn!: CalendarDate;
}

@InputType({ description: '委托输入。Who may use the right to review, for which days.' })
export class DelegateReviewInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '受托人。Subject of whoever may use the right.' })
  to!: string;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day, not before today.' })
  firstDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day, at most 90 days later.' })
  lastDay!: CalendarDate;

  @Field(() => String, { description: '事由。Why, 2 to 200 characters.' })
  reason!: string;
}
