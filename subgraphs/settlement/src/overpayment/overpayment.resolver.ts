import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { inOrder } from '#kernel/graphql/context';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { personLimit } from '#kernel/identity/principal';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { OnlinePayment } from '../online-payment/online-payment.entity.ts';
import { OnlinePaymentConnection, PAYMENTS_OF_SUBJECT } from '../online-payment/online-payment.page.ts';
import type { SettlementContext } from '../services.ts';
import { Overpayment, OverpaymentStateEnum } from './overpayment.entity.ts';
import {
  DecideOverpaymentInput,
  DecideOverpaymentResult,
  PayOverpaymentInput,
  PayOverpaymentResult,
  RecordOverpaymentInput,
  RecordOverpaymentResult,
} from './overpayment.result.ts';
import type { OverpaymentState } from './overpayment.rule.ts';

const OverpaymentConnection = connectionType(Overpayment);

@Resolver(() => Overpayment)
export class OverpaymentResolver {
  @Directive('@requiresScopes(scopes: [["reimbursement:handle"]])')
  @Mutation(() => RecordOverpaymentResult, {
    description: '减支付登记。Records what a review found that a paid reimbursement was too high by.',
  })
  recordOverpayment(
    @Arg('input', () => RecordOverpaymentInput, { description: '输入。Which, how much, why.' })
    input: RecordOverpaymentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof RecordOverpaymentResult> {
    return services.overpayments.record(input, principal) as Promise<typeof RecordOverpaymentResult>;
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:review"]])')
  @Mutation(() => DecideOverpaymentResult, {
    description: '减支付审核。Decides, by another person than recorded it, whether it is owed.',
  })
  decideOverpayment(
    @Arg('input', () => DecideOverpaymentInput, { description: '输入。The decision.' })
    input: DecideOverpaymentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof DecideOverpaymentResult> {
    return services.overpayments.decide(input, principal) as Promise<typeof DecideOverpaymentResult>;
  }

  @Directive('@requiresScopes(scopes: [["payment:make"]])')
  @Mutation(() => PayOverpaymentResult, {
    description: '减支付支付。Pays back, whole or by instalment, through a provider.',
  })
  payOverpayment(
    @Arg('input', () => PayOverpaymentInput, { description: '输入。How much of which, and how.' })
    input: PayOverpaymentInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof PayOverpaymentResult> {
    return services.overpayments.pay(input, principal) as Promise<typeof PayOverpaymentResult>;
  }

  @Directive(
    '@requiresScopes(scopes: [["payment:make"], ["reimbursement:handle"], ["reimbursement:review"]])',
  )
  @Query(() => OverpaymentConnection, {
    description:
      '减支付查询。Overpayments, the own ones of a person, newest first; a person sees none that is not owed.',
  })
  async overpayments(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('state', () => OverpaymentStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: OverpaymentState | null,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<Overpayment>> {
    const personId = personLimit(principal);
    const binding = `overpayments:${state ?? ''}:${personId ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      Overpayment,
      {
        $and: [
          state ? { state } : {},
          personId ? { personId, state: { $in: ['OPEN', 'REPAID'] } } : {},
          before ? { id: { $lt: before } } : {},
        ],
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, row => [row.id]);
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。To whom it was paid.' })
  person(@Root() { personId }: Overpayment): InsuredPerson {
    return InsuredPerson.of(personId);
  }

  @FieldResolver(() => OnlinePaymentConnection, { description: '支付记录。Its payments, oldest first.' })
  payments(
    @Root() { id }: Overpayment,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<OnlinePayment>> {
    return pageOfChildren(context, context.cursors, 'Overpayment.payments', PAYMENTS_OF_SUBJECT, id, page);
  }
}

@Resolver(() => OnlinePayment)
export class PaidOverpaymentResolver {
  @FieldResolver(() => Overpayment, {
    nullable: true,
    description: '减支付。What it paid back, with its costs; null for payments of another kind.',
  })
  overpayment(
    @Root() { purpose, subjectId }: OnlinePayment,
    @Ctx() context: SettlementContext,
  ): Promise<Overpayment | null> {
    if (purpose !== 'OVERPAYMENT') return Promise.resolve(null);
    return context
      .loader<string, Overpayment>('overpayment', async keys =>
        inOrder(keys, await context.em.find(Overpayment, { id: { $in: [...keys] } }), row => row.id),
      )
      .load(subjectId);
  }
}
