import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  createUnionType,
} from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { Refusal } from '#kernel/graphql/refusal';
import type { SettlementContext } from '../services.ts';
import { ExchangeChannel, PartnerEnum, QuarantinedMessage } from './exchange.entity.ts';
import type { Partner } from './exchange.sets.ts';
import { ReleaseQuarantinedMessageInput, ReleaseQuarantinedMessageResult } from './quarantine.type.ts';

@InputType({ description: '立即同步输入。With whom records are exchanged now.' })
export class SynchronisePartnerInput {
  @Field(() => PartnerEnum, { description: '对方。With whom.' })
  partner!: Partner;
}

@ObjectType({ description: '同步完成。What one run with a partner came to.' })
export class SynchronisePartnerSuccess {
  @Field(() => Int, { description: '已发送。Records that the partner took.' })
  sent!: number;

  @Field(() => Int, { description: '被拒绝。Records that the partner rejected.' })
  rejected!: number;

  @Field(() => Int, { description: '已接收。Messages that were taken.' })
  received!: number;

  @Field(() => Int, { description: '已隔离。Messages that were put aside.' })
  quarantined!: number;
}

@ObjectType({ implements: Refusal, description: '未连接。The deployment is not connected to this partner.' })
export class PartnerNotConnectedRefusal extends Refusal {}

const SynchronisePartnerResult = createUnionType({
  name: 'SynchronisePartnerResult',
  description: '同步的结果。What passed, or why nothing could.',
  types: () => [SynchronisePartnerSuccess, PartnerNotConnectedRefusal] as const,
});

const QuarantinedMessageConnection = connectionType(QuarantinedMessage);

@Resolver()
export class ExchangeResolver {
  @Directive('@requiresScopes(scopes: [["exchange:operate"]])')
  @Mutation(() => SynchronisePartnerResult, {
    description:
      '立即同步。Runs the exchange with a partner now, both ways; repeating it sends nothing twice. It runs by itself every second.',
  })
  async synchronisePartner(
    @Arg('input', () => SynchronisePartnerInput, { description: '输入。With whom.' })
    { partner }: SynchronisePartnerInput,
    @Ctx() { services }: SettlementContext,
  ): Promise<typeof SynchronisePartnerResult> {
    if (!services.exchange.isConnected(partner)) {
      const refusal = { code: 'PARTNER_NOT_CONNECTED', message: '本系统未与该方连接' };
      return Object.assign(new PartnerNotConnectedRefusal(), refusal);
    }
    return Object.assign(new SynchronisePartnerSuccess(), await services.exchange.run(partner));
  }

  @Directive('@requiresScopes(scopes: [["exchange:operate"]])')
  @Mutation(() => ReleaseQuarantinedMessageResult, {
    description:
      '隔离报文处理。Takes a message again after its cause was corrected, or discards it, with the reason.',
  })
  releaseQuarantinedMessage(
    @Arg('input', () => ReleaseQuarantinedMessageInput, { description: '输入。What is decided.' })
    input: ReleaseQuarantinedMessageInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReleaseQuarantinedMessageResult> {
    const released = services.quarantine.release(input, principal);
    return released as Promise<typeof ReleaseQuarantinedMessageResult>;
  }

  @Directive('@requiresScopes(scopes: [["exchange:operate"]])')
  @Query(() => [ExchangeChannel], {
    description: '同步通道查询。Both directions of every partner: how far, and whether the circuit is open.',
  })
  exchangeChannels(@Ctx() { em }: SettlementContext): Promise<ExchangeChannel[]> {
    return em.find(ExchangeChannel, {}, { orderBy: { partner: 'asc', direction: 'asc' } });
  }

  @Directive('@requiresScopes(scopes: [["exchange:operate"]])')
  @Query(() => QuarantinedMessageConnection, {
    description: '隔离区查询。Messages that could not be taken, newest first.',
  })
  async quarantinedMessages(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<QuarantinedMessage>> {
    const binding = 'quarantinedMessages';
    const [before] = (positionAfter(context.cursors, binding, page) ?? []).map(String);
    const rows = await context.em.find(QuarantinedMessage, before ? { id: { $lt: before } } : {}, {
      orderBy: { id: 'desc' },
      limit: page.first + 1,
    });
    return pageOf(context.cursors, binding, page, rows, row => [row.id]);
  }
}
