import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import type { Incentive as Earned } from './incentive.rule.ts';

@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({
  description:
    '大病保险激励。What continuous enrolment and years without a payment add to the serious-illness ceiling of a year (国办发〔2024〕38号); amounts in 分.',
})
export class Incentive implements Earned {
  @Field(() => Int, { description: '年度。Calendar year.' })
  year!: number;

  @Field(() => Int, {
    description: '连续参保年数。Resident years without an interruption, this year included.',
  })
  consecutiveYears!: number;

  @Field(() => Int, { description: '连续参保激励次数。Steps of the running count: consecutive years − 4.' })
  consecutiveSteps!: number;

  @Field(() => MoneyScalar, { description: '连续参保激励额度。Raw raise for consecutive years.' })
  consecutivePart!: Fen;

  @Field(() => Int, { description: '零报销年数。Years without a fund payment that count.' })
  zeroClaimYears!: number;

  @Field(() => MoneyScalar, { description: '零报销激励额度。Raw raise for years without a fund payment.' })
  zeroClaimPart!: Fen;

  @Field(() => MoneyScalar, {
    description: '提高额度。Sum of both parts, at most 20% of the ceiling; 0 without one.',
  })
  raise!: Fen;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '原封顶线。Ceiling before any raise; null without one.',
  })
  ceiling!: Fen | null;

  @Field(() => MoneyScalar, { description: '断保降低额度。Reduction after an interruption.' })
  reduction!: Fen;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '当年封顶线。Ceiling of the year; null without one.',
  })
  limit!: Fen | null;

  @Field(() => String, { description: '政策依据。Documents by which it was decided.' })
  source!: string;
}
