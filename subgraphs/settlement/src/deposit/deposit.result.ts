import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import { OnlinePayment, PaymentMethodEnum } from '../online-payment/online-payment.entity.ts';
import type { PaymentMethod } from '../online-payment/online-payment.rule.ts';
import { StayDeposit } from './stay-deposit.entity.ts';

@InputType({ description: '住院押金设定输入。What the hospital asks for a stay.' })
export class RequireStayDepositInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '就诊标识。Id of the stay.' })
  visitId!: string;

  @Field(() => MoneyScalar, { description: '预估预交金额。What it expects to be paid in, in 分.' })
  estimated!: Fen;

  @Field(() => MoneyScalar, { description: '最低缴费金额。Least amount of one payment, in 分.' })
  minimum!: Fen;
}

@InputType({ description: '住院押金缴纳输入。What is paid in for which stay, and how.' })
export class PayStayDepositInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '押金标识。Id of the deposit, as the hospital gave it to the family.' })
  depositId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分, at least the minimum.' })
  amount!: Fen;

  @Field(() => PaymentMethodEnum, { description: '支付方式。How.' })
  method!: PaymentMethod;
}

@InputType({ description: '住院押金结清输入。Which stay is settled.' })
export class CloseStayDepositInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '押金标识。Id of the deposit.' })
  depositId!: string;
}

@ObjectType({ description: '押金已设定。The deposit as asked for.' })
export class RequireStayDepositSuccess {
  @Field(() => StayDeposit, { description: '住院押金。The deposit.' })
  deposit!: StayDeposit;
}

@ObjectType({ description: '押金支付已发起。The payment; it counts once its outcome is known.' })
export class PayStayDepositSuccess {
  @Field(() => OnlinePayment, { description: '线上支付。The payment.' })
  payment!: OnlinePayment;
}

@ObjectType({ description: '押金已结清。Used for the bill, and the rest given back.' })
export class CloseStayDepositSuccess {
  @Field(() => StayDeposit, { description: '住院押金。The deposit.' })
  deposit!: StayDeposit;
}

@ObjectType({ implements: Refusal, description: '非在院就诊。It is no hospital stay, or was cancelled.' })
export class NoHospitalStayRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '押金已结清。The deposit is closed.' })
export class DepositClosedRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '低于最低缴费金额。Less than the least amount of a payment.',
})
export class BelowMinimumRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '最低缴费金额。Least amount, in 分.' })
  minimum!: string;
}

@ObjectType({
  implements: Refusal,
  description: '尚未结算。The stay goes on, or has fees that are not settled.',
})
export class StayNotSettledRefusal extends Refusal {}

/** The refusals of deposits as GraphQL types. */
export const depositRefusal = refusalMapper({
  NO_HOSPITAL_STAY: NoHospitalStayRefusal,
  DEPOSIT_CLOSED: DepositClosedRefusal,
  BELOW_MINIMUM: BelowMinimumRefusal,
  STAY_NOT_SETTLED: StayNotSettledRefusal,
});

export const RequireStayDepositResult = createUnionType({
  name: 'RequireStayDepositResult',
  description: '押金设定结果。The deposit, or why there is none.',
  types: () => [RequireStayDepositSuccess, NoHospitalStayRefusal, DepositClosedRefusal] as const,
});

export const PayStayDepositResult = createUnionType({
  name: 'PayStayDepositResult',
  description: '押金缴纳结果。The payment, or why nothing is paid.',
  types: () => [PayStayDepositSuccess, BelowMinimumRefusal, DepositClosedRefusal] as const,
});

export const CloseStayDepositResult = createUnionType({
  name: 'CloseStayDepositResult',
  description: '押金结清结果。The deposit, or why it stays open.',
  types: () => [CloseStayDepositSuccess, StayNotSettledRefusal, DepositClosedRefusal] as const,
});
