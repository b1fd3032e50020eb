import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SettlementContext } from '../services.ts';
import { PreSettleSuccess } from '../settlement/settlement.result.ts';
import { FeeWarning } from './fee-warning.type.ts';

@Resolver(() => PreSettleSuccess)
export class FeeReviewResolver {
  @FieldResolver(() => [FeeWarning], {
    nullable: true,
    description: '事中预警。What inspection has to say on the fees (3102); null while it cannot be asked.',
  })
  warnings(
    @Root() { claim, preSettlement }: PreSettleSuccess,
    @Ctx() context: SettlementContext,
  ): Promise<FeeWarning[] | null> {
    return context.services.feeReview.review(context, claim, preSettlement.scheme);
  }
}
