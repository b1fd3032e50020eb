import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { InspectionContext } from '../services.ts';
import { ReviewFeesInput } from './fee-review.input.ts';
import { FeeReview } from './fee-review.result.ts';

@Resolver()
export class FeeReviewResolver {
  @Directive('@requiresScopes(scopes: [["fees:review"]])')
  @Query(() => FeeReview, {
    description: '费用审核。Reviews a fee list by the rule library; it changes nothing. infno 3101, 3102.',
  })
  reviewFees(
    @Arg('input', () => ReviewFeesInput, { description: '输入。The person, the visit and the fee list.' })
    input: ReviewFeesInput,
    @Ctx() context: InspectionContext,
  ): Promise<FeeReview> {
    return context.services.review.review(context, input);
  }
}
