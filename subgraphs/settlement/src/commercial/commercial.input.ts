import { Field, ID, InputType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import { TransactionInput } from '../transaction/transaction.input.ts';

@InputType({ description: '被保险人输入。Whom a policy insures, as registered with medical insurance.' })
export class PolicyHolderInput {
  @Field(() => String, { description: '姓名。Name, 1 to 50 characters.' })
  name!: string;

  @Field(() => String, { description: '公民身份号码。Citizen identity number (GB 11643).' })
  idCard!: string;
}

@InputType({ description: '商保保单登记输入。A policy that the asking insurer shares.' })
export class RegisterCommercialPolicyInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '保单号。4 to 40 letters, digits or hyphens.' })
  policyNumber!: string;

  @Field(() => PolicyHolderInput, {
    description: '被保险人。Who is insured; name and number must both be those of the register.',
  })
  holder!: PolicyHolderInput;

  @Field(() => String, { description: '产品。Name of the product, 2 to 100 characters.' })
  product!: string;

  @Field(() => RatioScalar, { description: '赔付比例。Share of what is left to the person, 0 to 1.' })
  ratio!: Ratio;

  @Field(() => MoneyScalar, { description: '年度免赔额。Deductible of the year in 分.' })
  deductible!: Fen;

  @Field(() => MoneyScalar, { description: '年度限额。Most that it pays in a year, in 分.' })
  yearlyLimit!: Fen;

  @Field(() => CalendarDateScalar, { description: '起保日。First day of cover.' })
  firstDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '终保日。Last day of cover.' })
  lastDay!: CalendarDate;
}

@InputType({ description: '商保保单撤回输入。Which policy was shared in error.' })
export class WithdrawCommercialPolicyInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '保单标识。Id of a policy of the asking insurer.' })
  commercialPolicyId!: string;
}

@InputType({
  description:
    '自费商保结算输入。Which bill of a self-paying person is settled. Kept as 4203, a number not verified against the national specification.',
})
export class SettleSelfPayingInput extends TransactionInput {
  @Field(() => ID, { description: '费用单标识。Id of the claim.' })
  claimId!: string;

  @Field(() => ID, { description: '保单标识。Id of the policy that pays.' })
  commercialPolicyId!: string;
}

@InputType({
  description:
    '自费商保结算撤销输入。Which bill is undone. Kept as 4204, a number not verified against the national specification.',
})
export class VoidSelfPayingInput extends TransactionInput {
  @Field(() => ID, { description: '费用单标识。Id of the claim.' })
  claimId!: string;
}

@InputType({ description: '商保直赔明细更正输入。What a payout stands at in truth.' })
export class CorrectDirectPayoutInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '直赔标识。Id of the payout.' })
  directPayoutId!: string;

  @Field(() => MoneyScalar, { description: '更正后金额。What it stands at, in 分.' })
  standing!: Fen;

  @Field(() => String, { description: '原因。Why, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '商保直赔对账输入。Which day of which insurer is compared.' })
export class ReconcileDirectPayoutsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '承保公司。Code of the insurer; an insurer compares its own.' })
  insurerCode!: string;

  @Field(() => CalendarDateScalar, { description: '日期。Day of settlement, one that has ended.' })
  day!: CalendarDate;

  @Field(() => Boolean, {
    defaultValue: false,
    description: '对明细账。Whether details are compared even when counts and sums agree.',
  })
  details!: boolean;
}
