import { Arg, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { AdvanceBill, ClaimAdvanceBillsInput, ClaimAdvanceBillsResult } from './advance-bill.type.ts';

@Resolver(() => AdvanceBill)
export class AdvanceBillResolver {
  @Directive('@requiresScopes(scopes: [["payment:make"]])')
  @Directive('@cost(weight: 20)')
  @Query(() => [AdvanceBill], {
    description:
      '异地垫付票据查询。Bills that the asking person paid in advance elsewhere, newest first; 366 days and 200 bills at most.',
  })
  advanceBills(
    @Arg('from', () => CalendarDateScalar, { description: '开始日期。First day.' }) from: CalendarDate,
    @Arg('to', () => CalendarDateScalar, { description: '结束日期。Last day.' }) to: CalendarDate,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<AdvanceBill[]> {
    return services.advanceBills.bills(from, to, principal);
  }

  @Directive('@requiresScopes(scopes: [["payment:make"]])')
  @Mutation(() => ClaimAdvanceBillsResult, {
    description:
      '异地垫付申请。Claims bills that the asking person chose; they are reimbursed as any other case.',
  })
  claimAdvanceBills(
    @Arg('input', () => ClaimAdvanceBillsInput, { description: '输入。Which bills.' })
    input: ClaimAdvanceBillsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ClaimAdvanceBillsResult> {
    return services.advanceBills.claim(input, principal) as Promise<typeof ClaimAdvanceBillsResult>;
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where.' })
  institution(@Root() { institutionCode }: AdvanceBill): Institution {
    return Institution.of(institutionCode);
  }
}
