import { createUnionType, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Entitlement } from '../benefit/facts.rule.ts';
import { Claim } from '../claim/claim.entity.ts';
import { ClaimTransitionRefusal } from '../claim/claim.result.ts';
import { InsurerUnavailableRefusal, NoSuchPolicyRefusal } from '../commercial/commercial.refusal.ts';
import { CostEnteredRefusal } from '../cost-entry/cost-entry.result.ts';
import { InsuranceSchemeEnum } from '../policy-term/policy-term.enums.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import { NotSignedInRefusal, TransactionReversedRefusal } from '../transaction/transaction.result.ts';
import { InstitutionNotServingRefusal, NoCoverRefusal } from '../visit/visit.result.ts';
import { EntitlementEnum, SettlementLine } from './settlement-line.type.ts';
import { Settlement } from './settlement.entity.ts';

@ObjectType({ description: '预结算结果。What a claim comes to now; nothing has moved. infno 2206.' })
export class PreSettlement {
  @Field(() => CalendarDateScalar, { description: '结算日期。Day for which it was reckoned.' })
  settledOn!: CalendarDate;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme under which it was reckoned.' })
  scheme!: Scheme;

  @Field(() => EntitlementEnum, { description: '待遇资格。Whether the scheme pays.' })
  entitlement!: Entitlement;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bill in 分.' })
  total!: string;

  @Field(() => MoneyScalar, { description: '基金支付总额。Paid by all funds together, in 分.' })
  fundPaid!: string;

  @Field(() => MoneyScalar, { description: '商保支付。Paid by commercial insurers, in 分.' })
  commercialPaid!: string;

  @Field(() => MoneyScalar, {
    description: '个人负担。Left to the person, account payments included, in 分.',
  })
  personPays!: string;

  @Field(() => MoneyScalar, {
    description: '账户可支付。The most that the personal account may pay of it, in 分.',
  })
  accountPayable!: string;

  @Field(() => [SettlementLine], { description: '结算明细。How it was reckoned, line by line.' })
  trace!: readonly SettlementLine[];
}

@ObjectType({ description: '预结算成功。The claim is reckoned.' })
export class PreSettleSuccess {
  @Field(() => Claim, { description: '费用单。The claim.' })
  claim!: Claim;

  @Field(() => PreSettlement, { description: '预结算结果。What it comes to.' })
  preSettlement!: PreSettlement;
}

@ObjectType({ description: '结算成功。The claim is settled.' })
export class SettleSuccess {
  @Field(() => Settlement, { description: '结算单。The settlement.' })
  settlement!: Settlement;
}

@ObjectType({
  implements: Refusal,
  description: '参数未生效。A policy parameter that the bill needs is not in force.',
})
export class NoPolicyTermRefusal extends Refusal {
  @Field(() => String, { description: '参数类别。Kind of the parameter.' })
  kind!: string;

  @Field(() => CalendarDateScalar, { description: '日期。Day on which it is missing.' })
  on!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description: '结算步骤次序无效。The order of steps in force is not a possible one.',
})
export class InvalidStepOrderRefusal extends Refusal {
  @Field(() => String, { description: '次序。The order as it stands in the parameter.' })
  order!: string;
}

@ObjectType({
  implements: Refusal,
  description:
    '累计已变动。An accumulator, a parameter or the catalogue moved since the pre-settlement; pre-settle again.',
})
export class AccumulatorMovedRefusal extends Refusal {
  @Field(() => PreSettlement, { description: '原预结算结果。What the pre-settlement came to.' })
  preSettled!: PreSettlement;

  @Field(() => PreSettlement, { description: '现结果。What it comes to now.' })
  recomputed!: PreSettlement;
}

@ObjectType({
  implements: Refusal,
  description:
    '个人账户暂不可用。The personal account cannot be asked now: repeat the same request, or settle without the account.',
})
export class AccountUnavailableRefusal extends Refusal {
  @Field(() => Boolean, {
    description: '可重试。Whether the same request may be repeated under the same message id.',
  })
  retryable!: boolean;
}

@ObjectType({
  implements: Refusal,
  description:
    '后续结算已使用累计。Later settlements stand on these accumulators; they are undone first, in this order.',
})
export class UsedByLaterRefusal extends Refusal {
  @Field(() => [ID], { description: '后续结算。The later settlements, in the order in which to undo them.' })
  settlementIds!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '已申报。The settlement is declared for its month; the declaration is withdrawn first.',
})
export class AlreadyDeclaredRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '不是可撤销的结算。The record is itself the opposite of a settlement.',
})
export class NotASettlementRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '交易不可冲正。A transaction of this number cannot be reversed.',
})
export class NotReversibleRefusal extends Refusal {
  @Field(() => String, { description: '原交易编号。Number of the transaction (oinfno).' })
  originalInfno!: string;
}

@ObjectType({
  implements: Refusal,
  description: '账户金额已退回。The void gave the account its money back; the claim is settled anew instead.',
})
export class AccountReturnedRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '尚未出院。The hospital stay has not ended; it is settled after the discharge (2402).',
})
export class NotDischargedRefusal extends Refusal {}

@ObjectType({ description: '结算撤销成功。The settlement is voided by an equal and opposite record.' })
export class VoidSettlementSuccess {
  @Field(() => Settlement, { description: '原结算单。The settlement that no longer counts.' })
  settlement!: Settlement;

  @Field(() => Settlement, { description: '撤销记录。The opposite record.' })
  opposite!: Settlement;
}

export type ReversalOutcome = 'REVERSED' | 'NEVER_ARRIVED' | 'ALREADY_REVERSED' | 'NOTHING_DONE';
export const ReversalOutcomeEnum: { readonly [O in ReversalOutcome]: O } = {
  REVERSED: 'REVERSED',
  NEVER_ARRIVED: 'NEVER_ARRIVED',
  ALREADY_REVERSED: 'ALREADY_REVERSED',
  NOTHING_DONE: 'NOTHING_DONE',
};
registerEnumType(ReversalOutcomeEnum, {
  name: 'ReversalOutcome',
  description: '冲正结果。What a reversal found and did.',
  valuesConfig: {
    REVERSED: { description: '已冲正。The transaction had been carried out and is undone.' },
    NEVER_ARRIVED: {
      description: '原交易未到达。It never arrived; should it still arrive, it is not carried out.',
    },
    ALREADY_REVERSED: { description: '此前已冲正。It had been reversed before.' },
    NOTHING_DONE: { description: '原交易未办成。It had been refused; there is nothing to undo.' },
  },
});

@ObjectType({ description: '冲正成功。The transaction does not count, whatever had become of it.' })
export class ReverseTransactionSuccess {
  @Field(() => ReversalOutcomeEnum, { description: '结果。What was found and done.' })
  outcome!: ReversalOutcome;

  @Field(() => Settlement, { nullable: true, description: '冲正记录。The opposite record, if one was made.' })
  opposite!: Settlement | null;
}

export const PreSettleResult = createUnionType({
  name: 'PreSettleResult',
  description: '预结算的结果。The reckoning, or why there is none.',
  types: () =>
    [
      PreSettleSuccess,
      NoCoverRefusal,
      CostEnteredRefusal,
      InstitutionNotServingRefusal,
      ClaimTransitionRefusal,
      NoPolicyTermRefusal,
      InvalidStepOrderRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const SettleResult = createUnionType({
  name: 'SettleResult',
  description: '结算的结果。The settlement, or why there is none.',
  types: () =>
    [
      SettleSuccess,
      AccumulatorMovedRefusal,
      AccountUnavailableRefusal,
      NotDischargedRefusal,
      CostEnteredRefusal,
      NoSuchPolicyRefusal,
      InsurerUnavailableRefusal,
      NoCoverRefusal,
      InstitutionNotServingRefusal,
      ClaimTransitionRefusal,
      NoPolicyTermRefusal,
      InvalidStepOrderRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const VoidSettlementResult = createUnionType({
  name: 'VoidSettlementResult',
  description: '结算撤销的结果。Both records, or why it was not voided.',
  types: () =>
    [
      VoidSettlementSuccess,
      UsedByLaterRefusal,
      AlreadyDeclaredRefusal,
      ClaimTransitionRefusal,
      NotASettlementRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const ReverseTransactionResult = createUnionType({
  name: 'ReverseTransactionResult',
  description: '冲正的结果。What was undone, or why not.',
  types: () =>
    [
      ReverseTransactionSuccess,
      UsedByLaterRefusal,
      AlreadyDeclaredRefusal,
      ClaimTransitionRefusal,
      AccountReturnedRefusal,
      NotReversibleRefusal,
      NotSignedInRefusal,
    ] as const,
});
