import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import type { Children } from '#kernel/persistence/page-per-parent';
import { Overpayment } from '../overpayment/overpayment.entity.ts';
import { PaymentOrder } from '../payment/payment.entity.ts';
import { Reimbursement } from '../reimbursement/reimbursement.entity.ts';
import type { SettlementContext } from '../services.ts';
import { SetOff } from './set-off.entity.ts';
import {
  DecideSetOffInput,
  DecideSetOffResult,
  ProposeSetOffInput,
  ProposeSetOffResult,
} from './set-off.result.ts';

const SetOffConnection = connectionType(SetOff);

const SET_OFFS: Omit<Children<SetOff>, 'parent'> = {
  type: SetOff,
  from: '"settlement"."set_off"',
  order: ['id'],
  direction: 'asc',
  where: [],
};
const OF_DEBT: Children<SetOff> = { ...SET_OFFS, parent: { column: 'overpayment_id', type: 'uuid' } };
const OF_PAYMENT: Children<SetOff> = { ...SET_OFFS, parent: { column: 'payment_id', type: 'uuid' } };

@Resolver(() => Overpayment)
export class SetOffResolver {
  @Directive('@requiresScopes(scopes: [["reimbursement:handle"]])')
  @Mutation(() => ProposeSetOffResult, {
    description:
      '减支付抵扣登记。Proposes to set a debt off against a payment of the centre to the same person.',
  })
  proposeSetOff(
    @Arg('input', () => ProposeSetOffInput, { description: '输入。Which, against which, how much.' })
    input: ProposeSetOffInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ProposeSetOffResult> {
    return services.setOffs.propose(input, principal) as Promise<typeof ProposeSetOffResult>;
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:review"]])')
  @Mutation(() => DecideSetOffResult, {
    description: '减支付抵扣审核。Decides, by another person than proposed it, whether it is set off.',
  })
  decideSetOff(
    @Arg('input', () => DecideSetOffInput, { description: '输入。The decision.' }) input: DecideSetOffInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof DecideSetOffResult> {
    return services.setOffs.decide(input, principal) as Promise<typeof DecideSetOffResult>;
  }

  @FieldResolver(() => SetOffConnection, { description: '抵扣。What of it was set off, oldest first.' })
  setOffs(
    @Root() { id }: Overpayment,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<SetOff>> {
    return pageOfChildren(context, context.cursors, 'Overpayment.setOffs', OF_DEBT, id, page);
  }
}

@Resolver(() => Reimbursement)
export class ReimbursementSetOffResolver {
  @FieldResolver(() => SetOffConnection, { description: '抵扣。Debts set off against it, oldest first.' })
  setOffs(
    @Root() { id }: Reimbursement,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<SetOff>> {
    return pageOfChildren(context, context.cursors, 'Reimbursement.setOffs', OF_PAYMENT, id, page);
  }
}

@Resolver(() => PaymentOrder)
export class PaymentSetOffResolver {
  @FieldResolver(() => SetOffConnection, { description: '抵扣。Debts set off against it, oldest first.' })
  setOffs(
    @Root() { id }: PaymentOrder,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<SetOff>> {
    return pageOfChildren(context, context.cursors, 'PaymentOrder.setOffs', OF_PAYMENT, id, page);
  }
}
