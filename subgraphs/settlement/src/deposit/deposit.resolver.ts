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
import { MoneyScalar } from '#kernel/graphql/scalars';
import { institutionLimit, personLimit, regionLimit } from '#kernel/identity/principal';
import { arrayLiteral } from '#kernel/persistence/array-literal';
import type { Row } from '#kernel/persistence/database';
import type { Fen } from '#kernel/vocabulary/money';
import type { OnlinePayment } from '../online-payment/online-payment.entity.ts';
import { OnlinePaymentConnection, PAYMENTS_OF_SUBJECT } from '../online-payment/online-payment.page.ts';
import type { SettlementContext } from '../services.ts';
import { Visit } from '../visit/visit.entity.ts';
import { visitById } from '../visit/visit.loader.ts';
import {
  CloseStayDepositInput,
  CloseStayDepositResult,
  PayStayDepositInput,
  PayStayDepositResult,
  RequireStayDepositInput,
  RequireStayDepositResult,
} from './deposit.result.ts';
import { StayDeposit } from './stay-deposit.entity.ts';

const StayDepositConnection = connectionType(StayDeposit);

@Resolver(() => StayDeposit)
export class StayDepositResolver {
  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => RequireStayDepositResult, {
    description: '住院押金设定。Says what a hospital expects to be paid in for a stay of its own.',
  })
  requireStayDeposit(
    @Arg('input', () => RequireStayDepositInput, { description: '输入。How much for which stay.' })
    input: RequireStayDepositInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof RequireStayDepositResult> {
    return services.deposits.require(input, principal) as Promise<typeof RequireStayDepositResult>;
  }

  @Directive('@requiresScopes(scopes: [["payment:make"]])')
  @Mutation(() => PayStayDepositResult, {
    description:
      '住院押金缴纳。Pays in for a stay through a provider; by the patient or a member of the family.',
  })
  payStayDeposit(
    @Arg('input', () => PayStayDepositInput, { description: '输入。How much, and how.' })
    input: PayStayDepositInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof PayStayDepositResult> {
    return services.deposits.pay(input, principal) as Promise<typeof PayStayDepositResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => CloseStayDepositResult, {
    description:
      '住院押金结清。Uses the deposit of a settled stay for its cash part and gives the rest back.',
  })
  closeStayDeposit(
    @Arg('input', () => CloseStayDepositInput, { description: '输入。Which deposit.' })
    input: CloseStayDepositInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CloseStayDepositResult> {
    return services.deposits.close(input, principal) as Promise<typeof CloseStayDepositResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => StayDepositConnection, {
    description: '住院押金查询。Deposits in the own data range, newest first.',
  })
  async stayDeposits(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<StayDeposit>> {
    const [personId, institutionCode] = [personLimit(principal), institutionLimit(principal)];
    const region = regionLimit(principal);
    const binding = `stayDeposits:${personId ?? ''}:${institutionCode ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const rows = await em.find(
      StayDeposit,
      {
        ...(before && { id: { $lt: before } }),
        ...(personId && { personId }),
        ...(institutionCode && { institutionCode }),
        ...(region && { institutionRegion: { $like: `${region}%` } }),
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, row => [row.id]);
  }

  @FieldResolver(() => Visit, { nullable: true, description: '就诊。The stay.' })
  visit(@Root() { visitId }: StayDeposit, @Ctx() context: SettlementContext): Promise<Visit | null> {
    return visitById(context, visitId);
  }

  @FieldResolver(() => MoneyScalar, { description: '押金总额。What was paid in, refunds included.' })
  async paid(@Root() { id }: StayDeposit, @Ctx() context: SettlementContext): Promise<Fen> {
    return (await sumsOf(context, id)).paid;
  }

  @FieldResolver(() => MoneyScalar, { description: '退还金额。What of it is given back.' })
  async refunded(@Root() { id }: StayDeposit, @Ctx() context: SettlementContext): Promise<Fen> {
    return (await sumsOf(context, id)).refunded;
  }

  @FieldResolver(() => OnlinePaymentConnection, { description: '缴纳记录。Its payments, oldest first.' })
  payments(
    @Root() { id }: StayDeposit,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<OnlinePayment>> {
    return pageOfChildren(context, context.cursors, 'StayDeposit.payments', PAYMENTS_OF_SUBJECT, id, page);
  }
}

interface Sums {
  readonly id: string;
  readonly paid: Fen;
  readonly refunded: Fen;
}

async function sumsOf(context: SettlementContext, depositId: string): Promise<Omit<Sums, 'id'>> {
  const loader = context.loader<string, Sums>('deposit sums', async keys => {
    const rows: Row[] = await context.em.execute(
      `select subject_id::text as id, sum(amount)::text as paid, sum(refunded)::text as refunded
       from "settlement"."online_payment" where state = 'PAID' and subject_id = any(?::uuid[]) group by 1`,
      [arrayLiteral([...keys])],
    );
    const sums = rows.map(({ id, paid, refunded }) => ({
      id: String(id),
      paid: BigInt(String(paid)),
      refunded: BigInt(String(refunded)),
    }));
    return inOrder(keys, sums, row => row.id);
  });
  return (await loader.load(depositId)) ?? { paid: 0n, refunded: 0n };
}
