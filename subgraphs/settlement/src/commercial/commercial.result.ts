import { createUnionType, Directive, Field, ID, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import { Claim } from '../claim/claim.entity.ts';
import { ClaimTransitionRefusal } from '../claim/claim.result.ts';
import { InsurerUnavailableRefusal, NoSuchPolicyRefusal } from './commercial.refusal.ts';
import { CommercialPolicy } from './commercial-policy.entity.ts';
import { Reconciliation } from '../reconciliation/reconciliation.entity.ts';
import { MonthClosedRefusal } from '../reconciliation/reconciliation.result.ts';
import { DirectPayout } from './direct-payout.entity.ts';
import { NotSignedInRefusal } from '../transaction/transaction.result.ts';

@Directive('@requiresScopes(scopes: [["settlement:write"]])')
@ObjectType({ description: '商保待遇。A policy that covers a visit, as its insurer answers for it.' })
export class CommercialCover {
  @Field(() => CommercialPolicy, { description: '保单。The policy.' })
  policy!: CommercialPolicy;

  @Field(() => Boolean, {
    nullable: true,
    description: '身份核验。Whether the insurer knows policy and holder; null while it does not answer.',
  })
  verified!: boolean | null;

  @Field(() => MoneyScalar, { nullable: true, description: '年度已赔付。Paid this year, in 分.' })
  paid!: Fen | null;

  @Field(() => MoneyScalar, { nullable: true, description: '年度剩余额度。Left of the limit, in 分.' })
  remaining!: Fen | null;

  @Field(() => Boolean, { description: '模拟。Whether this product answers in the place of an insurer.' })
  simulated!: boolean;
}

@ObjectType({ implements: Refusal, description: '保单号已用。The insurer has shared this number otherwise.' })
export class PolicyNumberTakenRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description:
    '被保险人核对不一致。Nobody is registered under both name and number; which of the two differs is not told.',
})
export class HolderDiffersRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '保单已赔付。A bill was or is being paid with the policy: it counted.',
})
export class PolicyInUseRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '不能更正。The payout does not count, or the amount is impossible.',
})
export class CorrectionImpossibleRefusal extends Refusal {
  @Field(() => MoneyScalar, { nullable: true, description: '现值。What it stands at, in 分.' })
  standing!: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: '上限。Most that it may stand at, in 分.' })
  most!: string | null;
}

@ObjectType({ description: '登记成功。The policy can be used for direct payouts.' })
export class RegisterCommercialPolicySuccess {
  @Field(() => CommercialPolicy, { description: '保单。The policy.' })
  policy!: CommercialPolicy;
}

@ObjectType({
  description: '撤回成功。The policy never counted; its holder is none of the insurer any more.',
})
export class WithdrawCommercialPolicySuccess {
  @Field(() => ID, { description: '保单标识。Id of the policy.' })
  commercialPolicyId!: string;
}

@ObjectType({ description: '结算成功。The insurer pays its part; the person pays the rest in cash.' })
export class SettleSelfPayingSuccess {
  @Field(() => Claim, { description: '费用单。The claim.' })
  claim!: Claim;

  @Field(() => DirectPayout, { description: '商保直赔。What the insurer pays.' })
  payout!: DirectPayout;
}

@ObjectType({ description: '撤销成功。The bill does not count; the insurer gets its money back.' })
export class VoidSelfPayingSuccess {
  @Field(() => Claim, { description: '费用单。The claim.' })
  claim!: Claim;

  @Field(() => DirectPayout, { description: '商保直赔。The payout that is returned.' })
  payout!: DirectPayout;
}

@ObjectType({ description: '更正成功。The payout stands at the corrected amount.' })
export class CorrectDirectPayoutSuccess {
  @Field(() => DirectPayout, { description: '商保直赔。The payout.' })
  payout!: DirectPayout;
}

@ObjectType({ description: '商保直赔对账完成。The two ledgers are compared.' })
export class ReconcileDirectPayoutsSuccess {
  @Field(() => Reconciliation, { description: '对账。How they compared.' })
  reconciliation!: Reconciliation;
}

export const commercialRefusal = refusalMapper({
  NOT_SIGNED_IN: NotSignedInRefusal,
  NO_SUCH_POLICY: NoSuchPolicyRefusal,
  INSURER_UNAVAILABLE: InsurerUnavailableRefusal,
  ILLEGAL_TRANSITION: ClaimTransitionRefusal,
  POLICY_NUMBER_TAKEN: PolicyNumberTakenRefusal,
  HOLDER_DIFFERS: HolderDiffersRefusal,
  POLICY_IN_USE: PolicyInUseRefusal,
  CORRECTION_IMPOSSIBLE: CorrectionImpossibleRefusal,
  MONTH_CLOSED: MonthClosedRefusal,
});

export const RegisterCommercialPolicyResult = createUnionType({
  name: 'RegisterCommercialPolicyResult',
  description: '商保保单登记的结果。The policy, or why there is none.',
  types: () => [RegisterCommercialPolicySuccess, PolicyNumberTakenRefusal, HolderDiffersRefusal] as const,
});

export const WithdrawCommercialPolicyResult = createUnionType({
  name: 'WithdrawCommercialPolicyResult',
  description: '商保保单撤回的结果。That it is withdrawn, or why it stands.',
  types: () => [WithdrawCommercialPolicySuccess, PolicyInUseRefusal] as const,
});

export const SettleSelfPayingResult = createUnionType({
  name: 'SettleSelfPayingResult',
  description: '自费商保结算的结果。What the insurer pays, or why nothing was settled.',
  types: () =>
    [
      SettleSelfPayingSuccess,
      NoSuchPolicyRefusal,
      InsurerUnavailableRefusal,
      ClaimTransitionRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const VoidSelfPayingResult = createUnionType({
  name: 'VoidSelfPayingResult',
  description: '自费商保结算撤销的结果。The bill, or why it stands.',
  types: () => [VoidSelfPayingSuccess, ClaimTransitionRefusal, NotSignedInRefusal] as const,
});

export const CorrectDirectPayoutResult = createUnionType({
  name: 'CorrectDirectPayoutResult',
  description: '商保直赔明细更正的结果。The payout, or why it stands as it was.',
  types: () => [CorrectDirectPayoutSuccess, CorrectionImpossibleRefusal, MonthClosedRefusal] as const,
});

export const ReconcileDirectPayoutsResult = createUnionType({
  name: 'ReconcileDirectPayoutsResult',
  description: '商保直赔对账的结果。How the ledgers compared, or why they were not.',
  types: () => [ReconcileDirectPayoutsSuccess, InsurerUnavailableRefusal, MonthClosedRefusal] as const,
});
