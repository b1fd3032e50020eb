import { Arg, Args, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import type { SettlementContext } from '../services.ts';
import { WalletClearing } from './wallet-payment.entity.ts';
import { ClearProvincesInput, ReconcileProvinceInput, TakeWalletDebitsInput } from './wallet.input.ts';
import { ClearProvincesResult, ReconcileProvinceResult, TakeWalletDebitsResult } from './wallet.result.ts';

const WalletClearingConnection = connectionType(WalletClearing);

@Resolver(() => WalletClearing)
export class WalletClearingResolver {
  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => TakeWalletDebitsResult, {
    description:
      '钱包异地支出登记。Takes what the platform told of our wallets in other provinces; each once.',
  })
  takeWalletDebits(
    @Arg('input', () => TakeWalletDebitsInput, { description: '输入。The payments.' })
    input: TakeWalletDebitsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof TakeWalletDebitsResult> {
    return services.walletClearings.takeDebits(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => ReconcileProvinceResult, {
    description: '跨省共济对账。Compares wallet payments across a border with the statement of the platform.',
  })
  reconcileProvince(
    @Arg('input', () => ReconcileProvinceInput, { description: '输入。Which province and days.' })
    input: ReconcileProvinceInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReconcileProvinceResult> {
    const reconciled = services.walletClearings.reconcile(input, principal);
    return reconciled as Promise<typeof ReconcileProvinceResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => ClearProvincesResult, {
    description: '跨省共济清算。Nets a closed month per pair of provinces and day, once.',
  })
  clearProvinces(
    @Arg('input', () => ClearProvincesInput, { description: '输入。Which month.' })
    input: ClearProvincesInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ClearProvincesResult> {
    return services.walletClearings.clear(input, principal) as Promise<typeof ClearProvincesResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
  @Query(() => WalletClearingConnection, {
    description: '跨省共济清算查询。What provinces owe each other, the latest day first.',
  })
  async walletClearings(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() { cursors, em }: SettlementContext,
  ): Promise<Connection<WalletClearing>> {
    const [day, province] = (positionAfter(cursors, 'walletClearings', page) ?? []).map(String);
    const where =
      day && province ? { $or: [{ day: { $lt: day } }, { day, province: { $gt: province } }] } : {};
    const rows = await em.find(WalletClearing, where, {
      orderBy: { day: 'desc', province: 'asc' },
      limit: page.first + 1,
    });
    return pageOf(cursors, 'walletClearings', page, rows, row => [row.day, row.province]);
  }
}
