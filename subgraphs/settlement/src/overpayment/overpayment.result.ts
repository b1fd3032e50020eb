import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import { OnlinePayment, PaymentMethodEnum } from '../online-payment/online-payment.entity.ts';
import type { PaymentMethod } from '../online-payment/online-payment.rule.ts';
import { Overpayment, OverpaymentStateEnum } from './overpayment.entity.ts';
import type { OverpaymentState } from './overpayment.rule.ts';

@InputType({ description: '减支付明细输入。What of a fee line was paid too much.' })
export class OverpaidItemInput {
  @Field(() => ID, { description: '费用明细标识。Id of a fee line of the settlement.' })
  feeItemId!: string;

  @Field(() => MoneyScalar, { description: '金额。Paid too much of it, in 分.' })
  amount!: Fen;
}

@InputType({ description: '减支付登记输入。What a review found in a paid reimbursement.' })
export class RecordOverpaymentInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '零星报销标识。Id of a reimbursement that is paid.' })
  reimbursementId!: string;

  @Field(() => [OverpaidItemInput], { description: '明细。Fee lines, 1 to 500.' })
  items!: OverpaidItemInput[];

  @Field(() => String, { description: '说明。Why, in words for the person, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '减支付审核输入。Whether it is owed.' })
export class DecideOverpaymentInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '减支付标识。Id of the overpayment.' })
  overpaymentId!: string;

  @Field(() => Boolean, { description: '是否同意。Whether it is owed.' })
  approve!: boolean;
}

@InputType({ description: '减支付支付输入。What is paid back, and how.' })
export class PayOverpaymentInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '减支付标识。Id of the overpayment.' })
  overpaymentId!: string;

  @Field(() => MoneyScalar, { description: '确认金额。Amount in 分, as the person confirmed it.' })
  amount!: Fen;

  @Field(() => PaymentMethodEnum, { description: '支付方式。How.' })
  method!: PaymentMethod;
}

@ObjectType({ description: '减支付已登记。The overpayment; not owed before it is approved.' })
export class RecordOverpaymentSuccess {
  @Field(() => Overpayment, { description: '减支付。The overpayment.' })
  overpayment!: Overpayment;
}

@ObjectType({ description: '减支付已审核。The overpayment as decided.' })
export class DecideOverpaymentSuccess {
  @Field(() => Overpayment, { description: '减支付。The overpayment.' })
  overpayment!: Overpayment;
}

@ObjectType({ description: '减支付支付已发起。The payment; it counts once its outcome is known.' })
export class PayOverpaymentSuccess {
  @Field(() => OnlinePayment, { description: '线上支付。The payment.' })
  payment!: OnlinePayment;
}

@ObjectType({ implements: Refusal, description: '报销未支付。The reimbursement has not been paid.' })
export class ReimbursementNotPaidRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '超过已支付金额。More than the funds paid of it, or of a fee line.',
})
export class MoreThanPaidRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '最高金额。The most that can be recovered, in 分.' })
  most!: string;
}

@ObjectType({ implements: Refusal, description: '同一人。Who recorded it does not decide it.' })
export class OwnOverpaymentRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '状态不允许。The overpayment does not allow this in its state.',
})
export class OverpaymentTransitionRefusal extends Refusal {
  @Field(() => OverpaymentStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: OverpaymentState;
}

@ObjectType({
  implements: Refusal,
  description: '超过待支付金额。More than is owed, with what is on its way.',
})
export class MoreThanOwedRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '待支付金额。Owed and not on its way, in 分.' })
  outstanding!: string;
}

/** The refusals of overpayments as GraphQL types. */
export const overpaymentRefusal = refusalMapper({
  REIMBURSEMENT_NOT_PAID: ReimbursementNotPaidRefusal,
  MORE_THAN_PAID: MoreThanPaidRefusal,
  OWN_OVERPAYMENT: OwnOverpaymentRefusal,
  ILLEGAL_TRANSITION: OverpaymentTransitionRefusal,
  MORE_THAN_OWED: MoreThanOwedRefusal,
});

export const RecordOverpaymentResult = createUnionType({
  name: 'RecordOverpaymentResult',
  description: '减支付登记结果。The overpayment, or why it was not recorded.',
  types: () => [RecordOverpaymentSuccess, ReimbursementNotPaidRefusal, MoreThanPaidRefusal] as const,
});

export const DecideOverpaymentResult = createUnionType({
  name: 'DecideOverpaymentResult',
  description: '减支付审核结果。The overpayment, or why it was not decided.',
  types: () => [DecideOverpaymentSuccess, OwnOverpaymentRefusal, OverpaymentTransitionRefusal] as const,
});

export const PayOverpaymentResult = createUnionType({
  name: 'PayOverpaymentResult',
  description: '减支付支付结果。The payment, or why nothing is paid.',
  types: () => [PayOverpaymentSuccess, MoreThanOwedRefusal, OverpaymentTransitionRefusal] as const,
});
