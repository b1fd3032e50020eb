import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { CursorScalar } from '#kernel/graphql/scalars';
import { personLimit, type Principal } from '#kernel/identity/principal';
import type { Children } from '#kernel/persistence/page-per-parent';
import type { Kernel } from '#kernel/server/subgraph';
import {
  PAYMENT_TOPIC,
  type PaymentConcluded as PaymentConcludedFact,
} from '#schema/events/settlement.events';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import type { SettlementContext } from '../services.ts';
import { OnlinePayment, OnlinePurposeEnum, OnlineRefund } from './online-payment.entity.ts';
import { OnlinePaymentConnection } from './online-payment.page.ts';
import { mayReadPayment } from './online-payment.range.ts';
import {
  CheckPaymentInput,
  CheckPaymentResult,
  CheckPaymentSuccess,
  PaymentConcluded,
  TakePaymentNoticeInput,
  TakePaymentNoticeResult,
  TakePaymentNoticeSuccess,
} from './online-payment.result.ts';
import type { OnlinePurpose } from './online-payment.rule.ts';

const OnlineRefundConnection = connectionType(OnlineRefund);

const REFUNDS: Children<OnlineRefund> = {
  type: OnlineRefund,
  from: '"settlement"."online_refund"',
  parent: { column: 'payment_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
  where: [],
};

@Resolver(() => OnlinePayment)
export class OnlinePaymentResolver {
  @Mutation(() => TakePaymentNoticeResult, {
    description:
      '支付通知。Takes what a payment provider tells of an order; needs no token, only its signature counts.',
  })
  async takePaymentNotice(
    @Arg('input', () => TakePaymentNoticeInput, { description: '输入。The notice as signed.' })
    input: TakePaymentNoticeInput,
    @Ctx() { services }: SettlementContext,
  ): Promise<TakePaymentNoticeSuccess> {
    const verdict = await services.onlinePayments.take(input);
    return Object.assign(new TakePaymentNoticeSuccess(), { verdict });
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Mutation(() => CheckPaymentResult, {
    description: '支付结果查询。Asks the provider what became of a payment that is on its way, and keeps it.',
  })
  async checkPayment(
    @Arg('input', () => CheckPaymentInput, { description: '输入。Which payment.' })
    { paymentId }: CheckPaymentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<CheckPaymentSuccess> {
    const payment = await services.onlinePayments.check(paymentId, principal);
    return Object.assign(new CheckPaymentSuccess(), { payment });
  }

  @Directive(
    '@requiresScopes(scopes: [["payment:make"], ["reimbursement:handle"], ["reimbursement:review"]])',
  )
  @Query(() => OnlinePaymentConnection, {
    description: '线上支付记录查询。Payments that somebody made or that were made for them, newest first.',
  })
  async onlinePayments(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('purpose', () => OnlinePurposeEnum, { nullable: true, description: '用途。Only for this.' })
    purpose: OnlinePurpose | null,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<OnlinePayment>> {
    const person = personLimit(principal);
    const binding = `onlinePayments:${purpose ?? ''}:${person ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      OnlinePayment,
      {
        ...(purpose && { purpose }),
        ...(before && { id: { $lt: before } }),
        ...(person && { $or: [{ personId: person }, { payerId: person }] }),
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, row => [row.id]);
  }

  @Directive(
    '@requiresScopes(scopes: [["payment:make"], ["reimbursement:handle"], ["reimbursement:review"]])',
  )
  @Subscription(() => PaymentConcluded, {
    description:
      '支付完成。Payments as their outcome is known, the own ones of a person; resumes exactly after a cursor.',
    subscribe: ({ args, context }) => {
      const { principal, services } = context as unknown as SettlementContext;
      return concluded(services.kernel, principal, (args as { after?: string | null }).after ?? null);
    },
  })
  paymentConcluded(
    @Root() event: PaymentConcluded,
    @Arg('after', () => CursorScalar, { nullable: true, description: '起始游标。Resume after this event.' })
    _after: string | null,
  ): PaymentConcluded {
    return event;
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Whom it is paid for.' })
  person(@Root() { personId }: OnlinePayment): InsuredPerson {
    return InsuredPerson.of(personId);
  }

  @FieldResolver(() => OnlineRefundConnection, { description: '退款。What was given back of it.' })
  refunds(
    @Root() { id }: OnlinePayment,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<OnlineRefund>> {
    return pageOfChildren(context, context.cursors, 'OnlinePayment.refunds', REFUNDS, id, page);
  }
}

function concluded(
  { streams }: Kernel,
  principal: Principal,
  after: string | null,
): Promise<AsyncIterableIterator<PaymentConcluded>> {
  return streams.facts<Omit<PaymentConcluded, 'cursor' | 'missed'>>({
    topic: PAYMENT_TOPIC,
    binding: JSON.stringify([principal.role, principal.person]),
    after,
    event: ({ payload }) => {
      const fact = payload as PaymentConcludedFact;
      if (!mayReadPayment(principal, fact)) return null;
      const { paymentId, purpose, amount, state } = fact;
      return { paymentId, purpose, amount, state };
    },
  });
}
