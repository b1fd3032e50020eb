import { Field, ID, Int, ObjectType } from 'type-graphql';
import { FeeRule } from '../fee-rule/fee-rule.entity.ts';
import { publishedEnum } from '../published-enum.ts';
import { MeasuredEvidence } from '../suspicion/suspicion.entity.ts';
import { FeeReviewStageEnum, type FeeReviewStage } from './fee-review.input.ts';
import type { Undecided, Violation } from './fee-review.terms.ts';

export const FeeViolationCertaintyEnum = publishedEnum<Violation['certainty']>(
  'FeeViolationCertainty',
  '确定程度。How sure a violation is.',
  {
    CERTAIN: '明确。Follows from the facts.',
    TO_VERIFY: '可疑，待核实。Needs a fact that nobody told.',
  },
);

export const MissingFactEnum = publishedEnum<Undecided['missing']>(
  'MissingFact',
  '缺少的信息。Fact that is missing.',
  {
    BIRTH_DATE: '出生日期。The date of birth.',
    INSTITUTION_LEVEL: '机构等级。The level of the institution.',
  },
);

@ObjectType({
  description: '违规提示。A rule that does not hold for some lines; an indicator, not a finding of guilt.',
})
export class FeeViolation {
  @Field(() => FeeRule, { description: '规则。The rule, with its text and source.' })
  rule!: FeeRule;

  @Field(() => FeeViolationCertaintyEnum, { description: '确定程度。Certain, or to be verified.' })
  certainty!: Violation['certainty'];

  @Field(() => [ID], { description: '明细标识。Lines that take part.' })
  itemIds!: string[];

  @Field(() => [MeasuredEvidence], { description: '证据。Numbers and dates that were measured.' })
  evidence!: MeasuredEvidence[];
}

@ObjectType({ description: '未能判断。A rule that applies but could not be decided.' })
export class UndecidedFeeRule {
  @Field(() => FeeRule, { description: '规则。The rule.' })
  rule!: FeeRule;

  @Field(() => [ID], { description: '明细标识。Lines to which it applies.' })
  itemIds!: string[];

  @Field(() => MissingFactEnum, { description: '缺少的信息。What is missing.' })
  missing!: Undecided['missing'];
}

@ObjectType({ description: '费用审核结果。What the rule library says of a fee list. infno 3101, 3102.' })
export class FeeReview {
  @Field(() => FeeReviewStageEnum, { description: '审核阶段。Stage that was asked for.' })
  stage!: FeeReviewStage;

  @Field(() => Int, { description: '适用规则数。Rules that name one of the items.' })
  reviewedRules!: number;

  @Field(() => [FeeViolation], { description: '违规提示。Rules that do not hold.' })
  violations!: FeeViolation[];

  @Field(() => [UndecidedFeeRule], { description: '未能判断。Rules that could not be decided.' })
  undecided!: UndecidedFeeRule[];
}
