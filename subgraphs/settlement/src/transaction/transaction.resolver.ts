import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { SettlementContext } from '../services.ts';
import { TransactionDay, transactionsByDay } from './transaction-day.ts';

@Resolver(() => TransactionDay)
export class TransactionResolver {
  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  @Directive('@cost(weight: 20)')
  @Query(() => [TransactionDay], {
    description: '按日交易量。Transactions of institutions by day and kind. At most 401 days.',
  })
  transactionsByDay(
    @Arg('from', () => CalendarDateScalar, { description: '开始日期。First day.' }) from: CalendarDate,
    @Arg('to', () => CalendarDateScalar, { description: '结束日期。Last day.' }) to: CalendarDate,
    @Arg('region', () => String, {
      nullable: true,
      description: '区划。Administrative division of the institutions, 2, 4 or 6 digits.',
    })
    region: string | null,
    @Ctx() context: SettlementContext,
  ): Promise<TransactionDay[]> {
    return transactionsByDay(context.em, context.principal, { from, to, region: region ?? null });
  }
}
