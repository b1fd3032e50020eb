import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import type { SettlementContext } from '../services.ts';
import { CommercialPolicy } from './commercial-policy.entity.ts';
import {
  CorrectDirectPayoutInput,
  ReconcileDirectPayoutsInput,
  RegisterCommercialPolicyInput,
  SettleSelfPayingInput,
  VoidSelfPayingInput,
  WithdrawCommercialPolicyInput,
} from './commercial.input.ts';
import { payoutPage, policyPage } from './commercial.loader.ts';
import {
  CommercialCover,
  CorrectDirectPayoutResult,
  ReconcileDirectPayoutsResult,
  RegisterCommercialPolicyResult,
  SettleSelfPayingResult,
  VoidSelfPayingResult,
  WithdrawCommercialPolicyResult,
} from './commercial.result.ts';
import { DirectPayout, PayoutCorrection } from './direct-payout.entity.ts';

const CommercialPolicyConnection = connectionType(CommercialPolicy);
const DirectPayoutConnection = connectionType(DirectPayout);

@Resolver(() => DirectPayout)
export class DirectPayoutResolver {
  @Directive('@requiresScopes(scopes: [["insurer:write"]])')
  @Mutation(() => RegisterCommercialPolicyResult, {
    description:
      '商保保单登记。Shares a policy of the asking insurer for direct payouts; the name of its holder can be read a moment later.',
  })
  registerCommercialPolicy(
    @Arg('input', () => RegisterCommercialPolicyInput, { description: '输入。The policy.' })
    input: RegisterCommercialPolicyInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof RegisterCommercialPolicyResult> {
    const registered = services.commercialPolicies.register(input, principal);
    return registered as Promise<typeof RegisterCommercialPolicyResult>;
  }

  @Directive('@requiresScopes(scopes: [["insurer:write"]])')
  @Mutation(() => WithdrawCommercialPolicyResult, {
    description: '商保保单撤回。Takes back a policy of the asking insurer that was shared in error.',
  })
  withdrawCommercialPolicy(
    @Arg('input', () => WithdrawCommercialPolicyInput, { description: '输入。Which policy.' })
    input: WithdrawCommercialPolicyInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof WithdrawCommercialPolicyResult> {
    const withdrawn = services.commercialPolicies.withdraw(input, principal);
    return withdrawn as Promise<typeof WithdrawCommercialPolicyResult>;
  }

  @Directive('@requiresScopes(scopes: [["insurer:read"]])')
  @Query(() => CommercialPolicyConnection, {
    description: '商保保单查询。Policies that the asking insurer shares, newest first.',
  })
  commercialPolicies(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<CommercialPolicy>> {
    return policyPage(context, page);
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Query(() => [CommercialCover], {
    description: '商保身份核验与账户查询。Policies that cover a visit, as their insurers answer for them.',
  })
  commercialCover(
    @Arg('visitId', () => ID, { description: '就诊标识。A visit of the asking institution.' })
    visitId: string,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<CommercialCover[]> {
    return services.commercial.coverOf(visitId, principal);
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => SettleSelfPayingResult, {
    description:
      '自费人员商保结算。Settles the bill of a self-paying person with a commercial policy. Kept as 4203, a number not verified against the national specification.',
  })
  settleSelfPaying(
    @Arg('input', () => SettleSelfPayingInput, { description: '输入。Which bill, which policy.' })
    input: SettleSelfPayingInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof SettleSelfPayingResult> {
    return services.commercial.settle(input, principal) as Promise<typeof SettleSelfPayingResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => VoidSelfPayingResult, {
    description:
      '自费人员商保结算撤销。Undoes the bill of a self-paying person. Kept as 4204, a number not verified against the national specification.',
  })
  voidSelfPaying(
    @Arg('input', () => VoidSelfPayingInput, { description: '输入。Which bill.' })
    input: VoidSelfPayingInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof VoidSelfPayingResult> {
    return services.commercial.void(input, principal) as Promise<typeof VoidSelfPayingResult>;
  }

  @Directive('@requiresScopes(scopes: [["insurer:write"]])')
  @Mutation(() => CorrectDirectPayoutResult, {
    description: '商保直赔明细更正。Corrects what a payout of the asking insurer stands at.',
  })
  correctDirectPayout(
    @Arg('input', () => CorrectDirectPayoutInput, { description: '输入。Which payout, what it stands at.' })
    input: CorrectDirectPayoutInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CorrectDirectPayoutResult> {
    return services.commercial.correct(input, principal) as Promise<typeof CorrectDirectPayoutResult>;
  }

  @Directive('@requiresScopes(scopes: [["insurer:write"], ["declaration:handle"]])')
  @Mutation(() => ReconcileDirectPayoutsResult, {
    description: '商保直赔对账。Compares a day with the ledger of an insurer: totals, then details.',
  })
  reconcileDirectPayouts(
    @Arg('input', () => ReconcileDirectPayoutsInput, { description: '输入。Which day of which insurer.' })
    input: ReconcileDirectPayoutsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReconcileDirectPayoutsResult> {
    const compared = services.commercial.reconcile(input, principal);
    return compared as Promise<typeof ReconcileDirectPayoutsResult>;
  }

  @Directive('@requiresScopes(scopes: [["insurer:read"], ["settlement:write"], ["declaration:handle"]])')
  @Query(() => DirectPayoutConnection, {
    description: '商保直赔查询。Payouts in the own data range, newest first; an insurer sees its own only.',
  })
  directPayouts(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('day', () => CalendarDateScalar, { nullable: true, description: '日期。Only of this day.' })
    day: CalendarDate | null,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<DirectPayout>> {
    return payoutPage(context, day ?? null, page);
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Whose bill.' })
  person(@Root() { personId }: DirectPayout): InsuredPerson {
    return InsuredPerson.of(personId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where.' })
  institution(@Root() { institutionCode }: DirectPayout): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => [PayoutCorrection], { description: '更正记录。Corrections, oldest first.' })
  corrections(@Root() { corrections }: DirectPayout): PayoutCorrection[] {
    return corrections.map(entry => Object.assign(new PayoutCorrection(), entry, { at: new Date(entry.at) }));
  }
}

@Resolver(() => CommercialPolicy)
export class CommercialPolicyResolver {
  @FieldResolver(() => InsuredPerson, { nullable: true, description: '被保险人。Who holds it.' })
  person(@Root() { personId }: CommercialPolicy): InsuredPerson {
    return InsuredPerson.of(personId);
  }
}
