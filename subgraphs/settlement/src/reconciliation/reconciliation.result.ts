import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { NotSignedInRefusal, TransactionReversedRefusal } from '../transaction/transaction.result.ts';
import { ReconciliationStateEnum } from './reconciliation.enums.ts';
import { ReconciledMonth, Reconciliation, ReconciliationDifference } from './reconciliation.entity.ts';
import type { ReconciliationState } from './reconciliation.rule.ts';

@ObjectType({ description: '对总账完成。What the comparison came to.' })
export class ReconcileAccountsSuccess {
  @Field(() => Reconciliation, { description: '对账。The reconciliation.' })
  reconciliation!: Reconciliation;
}

@ObjectType({ description: '对明细账完成。What the comparison came to.' })
export class ReconcileDetailsSuccess {
  @Field(() => Reconciliation, { description: '对账。The reconciliation.' })
  reconciliation!: Reconciliation;
}

@ObjectType({ implements: Refusal, description: '该月已关账。The month is closed and reconciled no more.' })
export class MonthClosedRefusal extends Refusal {
  @Field(() => String, { description: '月份。The month.' })
  month!: string;
}

@ObjectType({
  implements: Refusal,
  description: '状态不允许。The reconciliation does not allow this in its state.',
})
export class ReconciliationTransitionRefusal extends Refusal {
  @Field(() => ReconciliationStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: ReconciliationState;
}

@ObjectType({
  implements: Refusal,
  description: '明细与总额不符。The records do not add up to the totals that were sent.',
})
export class DetailsDifferFromTotalsRefusal extends Refusal {
  @Field(() => Int, { description: '明细笔数。Records sent.' })
  count!: number;
}

@ObjectType({ description: '差异已指派。The difference with its owner.' })
export class AssignDifferenceSuccess {
  @Field(() => ReconciliationDifference, { description: '差异。The difference.' })
  difference!: ReconciliationDifference;
}

@ObjectType({ description: '差异已处理。The difference with its reason.' })
export class CloseDifferenceSuccess {
  @Field(() => ReconciliationDifference, { description: '差异。The difference.' })
  difference!: ReconciliationDifference;
}

@ObjectType({
  implements: Refusal,
  description: '差异已处理。The difference is closed, or its reconciliation superseded.',
})
export class DifferenceClosedRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '非责任人。Only its owner closes a difference.' })
export class DifferenceNotYoursRefusal extends Refusal {
  @Field(() => String, { nullable: true, description: '责任人。Its owner; null while it has none.' })
  owner!: string | null;
}

@ObjectType({ description: '已关账。The month is closed.' })
export class CloseReconciledMonthSuccess {
  @Field(() => ReconciledMonth, { description: '对账月。The closed month.' })
  month!: ReconciledMonth;
}

@ObjectType({
  implements: Refusal,
  description:
    '未对平。Parties have not reconciled every day on which something was settled, or differences are open.',
})
export class MonthNotCleanRefusal extends Refusal {
  @Field(() => Int, { description: '未处理差异数。Differences that are open.' })
  openDifferences!: number;

  @Field(() => [String], {
    description: '未对账方。Codes of parties with days that are not reconciled, at most 20.',
  })
  missing!: string[];
}

/** The refusals of reconciling as GraphQL types. */
export const reconciliationRefusal = refusalMapper({
  NOT_SIGNED_IN: NotSignedInRefusal,
  TRANSACTION_REVERSED: TransactionReversedRefusal,
  MONTH_CLOSED: MonthClosedRefusal,
  ILLEGAL_TRANSITION: ReconciliationTransitionRefusal,
  DETAILS_DIFFER_FROM_TOTALS: DetailsDifferFromTotalsRefusal,
  DIFFERENCE_CLOSED: DifferenceClosedRefusal,
  DIFFERENCE_NOT_YOURS: DifferenceNotYoursRefusal,
  MONTH_NOT_CLEAN: MonthNotCleanRefusal,
});

export const ReconcileAccountsResult = createUnionType({
  name: 'ReconcileAccountsResult',
  description: '对总账结果。The reconciliation, or why there is none.',
  types: () =>
    [
      ReconcileAccountsSuccess,
      MonthClosedRefusal,
      DetailsDifferFromTotalsRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const ReconcileDetailsResult = createUnionType({
  name: 'ReconcileDetailsResult',
  description: '对明细账结果。The reconciliation, or why the details were not compared.',
  types: () =>
    [
      ReconcileDetailsSuccess,
      ReconciliationTransitionRefusal,
      DetailsDifferFromTotalsRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const AssignDifferenceResult = createUnionType({
  name: 'AssignDifferenceResult',
  description: '差异指派结果。The difference, or why it was not assigned.',
  types: () => [AssignDifferenceSuccess, DifferenceClosedRefusal] as const,
});

export const CloseDifferenceResult = createUnionType({
  name: 'CloseDifferenceResult',
  description: '差异处理结果。The difference, or why it was not closed.',
  types: () => [CloseDifferenceSuccess, DifferenceClosedRefusal, DifferenceNotYoursRefusal] as const,
});

export const CloseReconciledMonthResult = createUnionType({
  name: 'CloseReconciledMonthResult',
  description: '关账结果。The closed month, or why it stays open.',
  types: () => [CloseReconciledMonthSuccess, MonthNotCleanRefusal, MonthClosedRefusal] as const,
});
