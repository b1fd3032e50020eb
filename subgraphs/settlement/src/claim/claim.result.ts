import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import { Claim, ClaimStateEnum } from './claim.entity.ts';
import type { ClaimState } from './claim-life.rule.ts';
import { VisitCancelledRefusal } from '../visit/visit.result.ts';
import { NotSignedInRefusal } from '../transaction/transaction.result.ts';

@ObjectType({ description: '上传成功。The fee lines are taken; the claim may be pre-settled.' })
export class UploadFeesSuccess {
  @Field(() => Claim, { description: '费用单。The claim that the lines belong to.' })
  claim!: Claim;
}

@ObjectType({
  implements: Refusal,
  description: '明细金额不符。An amount is not its quantity times its price.',
})
export class FeeAmountDiffersRefusal extends Refusal {
  @Field(() => [String], { description: '明细号。The lines concerned.' })
  detailNumbers!: string[];
}

@ObjectType({ implements: Refusal, description: '合计不符。The sum of the lines is not the declared total.' })
export class FeeTotalDiffersRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '明细合计。Sum of the lines in 分.' })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '申报合计。Declared total in 分.' })
  declaredTotal!: Fen;
}

@ObjectType({ implements: Refusal, description: '明细号重复。A detail number of the visit comes twice.' })
export class DuplicateDetailRefusal extends Refusal {
  @Field(() => [String], { description: '明细号。The numbers that are there already.' })
  detailNumbers!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '项目编码失效。The catalogue knows a code, but not for its day of service.',
})
export class ItemCodeNotInForceRefusal extends Refusal {
  @Field(() => [String], { description: '明细号。The lines concerned.' })
  detailNumbers!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '费用单状态不允许。The claim does not allow this in its state.',
})
export class ClaimTransitionRefusal extends Refusal {
  @Field(() => ClaimStateEnum, { description: '当前状态。State of the claim.' })
  fromState!: ClaimState;

  @Field(() => String, { description: '操作。What was asked for.' })
  act!: string;
}

export const UploadFeesResult = createUnionType({
  name: 'UploadFeesResult',
  description: '上传结果。The claim, or why the lines were not taken.',
  types: () =>
    [
      UploadFeesSuccess,
      FeeAmountDiffersRefusal,
      FeeTotalDiffersRefusal,
      DuplicateDetailRefusal,
      ItemCodeNotInForceRefusal,
      VisitCancelledRefusal,
      NotSignedInRefusal,
    ] as const,
});
