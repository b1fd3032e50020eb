import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import { MoreThanOwedRefusal, OverpaymentTransitionRefusal } from '../overpayment/overpayment.result.ts';
import { SetOff, SetOffAgainstEnum, SetOffStateEnum, type SetOffAgainst } from './set-off.entity.ts';
import type { SetOffState } from './set-off.rule.ts';

@InputType({
  description: '减支付抵扣登记输入。Which debt is set off against which payment of the same person.',
})
export class ProposeSetOffInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '减支付标识。Id of an overpayment that is owed.' })
  overpaymentId!: string;

  @Field(() => SetOffAgainstEnum, { description: '抵扣对象。Against which kind of payment.' })
  against!: SetOffAgainst;

  @Field(() => ID, {
    description:
      '对象标识。Id of a reviewed reimbursement, or of a maternity benefit whose payment is generated.',
  })
  subjectId!: string;

  @Field(() => MoneyScalar, { description: '金额。How much, in 分.' })
  amount!: Fen;

  @Field(() => String, { description: '事由。Why, in words for the person, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '减支付抵扣审核输入。Whether it is set off.' })
export class DecideSetOffInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '抵扣标识。Id of the set-off.' })
  setOffId!: string;

  @Field(() => Boolean, { description: '是否同意。Whether it is set off.' })
  approve!: boolean;
}

@ObjectType({ description: '抵扣已登记。The set-off; nothing counts before it is approved.' })
export class ProposeSetOffSuccess {
  @Field(() => SetOff, { description: '抵扣。The set-off.' })
  setOff!: SetOff;
}

@ObjectType({ description: '抵扣已审核。The set-off as decided.' })
export class DecideSetOffSuccess {
  @Field(() => SetOff, { description: '抵扣。The set-off.' })
  setOff!: SetOff;
}

@ObjectType({
  implements: Refusal,
  description: '支付不可抵扣。The payment is not reviewed yet, on its way, or made.',
})
export class PaymentNotOpenRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '超过该笔支付。More than the centre still pays by it.' })
export class MoreThanPaymentRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '可抵扣金额。What of the payment is left, in 分.' })
  left!: string;
}

@ObjectType({ implements: Refusal, description: '同一人。Who proposed it does not decide it.' })
export class OwnSetOffRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '抵扣已处理。The set-off was decided before.' })
export class SetOffDecidedRefusal extends Refusal {
  @Field(() => SetOffStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: SetOffState;
}

/** The refusals of set-offs as GraphQL types. */
export const setOffRefusal = refusalMapper({
  MORE_THAN_OWED: MoreThanOwedRefusal,
  MORE_THAN_PAYMENT: MoreThanPaymentRefusal,
  PAYMENT_NOT_OPEN: PaymentNotOpenRefusal,
  ILLEGAL_TRANSITION: OverpaymentTransitionRefusal,
  OWN_SET_OFF: OwnSetOffRefusal,
  SET_OFF_DECIDED: SetOffDecidedRefusal,
});

export const ProposeSetOffResult = createUnionType({
  name: 'ProposeSetOffResult',
  description: '抵扣登记结果。The set-off, or why there is none.',
  types: () =>
    [
      ProposeSetOffSuccess,
      MoreThanOwedRefusal,
      MoreThanPaymentRefusal,
      PaymentNotOpenRefusal,
      OverpaymentTransitionRefusal,
    ] as const,
});

export const DecideSetOffResult = createUnionType({
  name: 'DecideSetOffResult',
  description: '抵扣审核结果。The set-off, or why it was not decided.',
  types: () =>
    [
      DecideSetOffSuccess,
      OwnSetOffRefusal,
      SetOffDecidedRefusal,
      MoreThanOwedRefusal,
      MoreThanPaymentRefusal,
      PaymentNotOpenRefusal,
      OverpaymentTransitionRefusal,
    ] as const,
});
