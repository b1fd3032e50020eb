import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import type { SettlementContext } from '../services.ts';
import { paymentFile } from './payment-file.ts';
import { PaymentOrder, PaymentBatch } from './payment.entity.ts';
import { ReportPaymentsInput } from './payment.input.ts';
import { ReportPaymentsResult } from './payment.result.ts';

const PaymentConnection = connectionType(PaymentOrder);

const OF_BATCH: Children<PaymentOrder> = {
  type: PaymentOrder,
  from: '"settlement"."payment"',
  parent: { column: 'batch_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
  where: [],
};

@Resolver(() => PaymentBatch)
export class PaymentBatchResolver {
  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => ReportPaymentsResult, {
    description:
      '支付反馈。Takes what the bank says became of the payments of a batch; every outcome is final.',
  })
  reportPayments(
    @Arg('input', () => ReportPaymentsInput, { description: '输入。The outcomes.' })
    input: ReportPaymentsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReportPaymentsResult> {
    return services.paymentBatches.report(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
  @Query(() => PaymentBatch, {
    nullable: true,
    description: '支付批次。A batch by id; null when there is none.',
  })
  paymentBatch(
    @Arg('id', () => ID, { description: '标识。Id of the batch.' }) id: string,
    @Ctx() { em }: SettlementContext,
  ): Promise<PaymentBatch | null> {
    return isId(id) ? em.findOne(PaymentBatch, { id }) : Promise.resolve(null);
  }

  @FieldResolver(() => PaymentConnection, { description: '支付。Its payments.' })
  payments(
    @Root() { id }: PaymentBatch,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<PaymentOrder>> {
    return pageOfChildren(context, context.cursors, 'PaymentBatch.payments', OF_BATCH, id, page);
  }

  // At most 2,000 lines, of ids and amounts.
  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    description: '文件内容。The file as exported, CSV with CRLF; its SM3 is `digest`.',
  })
  async file(@Root() { id }: PaymentBatch, @Ctx() { em }: SettlementContext): Promise<string> {
    return paymentFile(
      await em.find(PaymentOrder, { batchId: id }, { fields: ['id', 'personId', 'amount', 'setOff'] }),
    );
  }
}

@Resolver(() => PaymentOrder)
export class PaymentResolver {
  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Who pays or is paid.' })
  person(@Root() { personId }: PaymentOrder): InsuredPerson {
    return InsuredPerson.of(personId);
  }
}
