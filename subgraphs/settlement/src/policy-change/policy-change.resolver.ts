import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { PolicyTerm } from '../policy-term/policy-term.entity.ts';
import type { SettlementContext } from '../services.ts';
import { PolicyChange, PolicyChangeStateEnum } from './policy-change.entity.ts';
import { DecidePolicyChangeInput, DraftPolicyChangeInput } from './policy-change.input.ts';
import { policyChangeById, policyChangePage } from './policy-change.loader.ts';
import { DecidePolicyChangeResult, DraftPolicyChangeResult } from './policy-change.result.ts';
import type { PolicyChangeState } from './policy-change.rule.ts';
import { readTerm } from './policy-change.service.ts';
import { simulatePolicyChange } from './simulation.query.ts';
import { SimulatePolicyChangeResult } from './simulation.type.ts';

const PolicyChangeConnection = connectionType(PolicyChange);

@Resolver(() => PolicyChange)
export class PolicyChangeResolver {
  @Directive('@requiresScopes(scopes: [["policy:draft"]])')
  @Mutation(() => DraftPolicyChangeResult, {
    description:
      '起草政策调整。Drafts terms that are to hold from a later day; nothing holds before approval.',
  })
  draftPolicyChange(
    @Arg('input', () => DraftPolicyChangeInput, { description: '输入。Which terms, from when, why.' })
    input: DraftPolicyChangeInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof DraftPolicyChangeResult> {
    return context.services.policyChanges.draft(input, context.principal) as Promise<
      typeof DraftPolicyChangeResult
    >;
  }

  @Directive('@requiresScopes(scopes: [["policy:approve"]])')
  @Mutation(() => DecidePolicyChangeResult, {
    description:
      '审批政策调整。Approves or rejects a draft; another person than the one who drafted it approves.',
  })
  decidePolicyChange(
    @Arg('input', () => DecidePolicyChangeInput, { description: '输入。Which change, and how.' })
    input: DecidePolicyChangeInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof DecidePolicyChangeResult> {
    return context.services.policyChanges.decide(input, context.principal) as Promise<
      typeof DecidePolicyChangeResult
    >;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => PolicyChange, {
    nullable: true,
    description: '政策调整。A change of policy by id; null when there is none.',
  })
  policyChange(
    @Arg('id', () => ID, { description: '标识。Id of the change.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<PolicyChange | null> {
    return policyChangeById(context, id);
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => PolicyChangeConnection, { description: '政策调整。Changes of policy, newest first.' })
  policyChanges(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('state', () => PolicyChangeStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: PolicyChangeState | null,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<PolicyChange>> {
    return policyChangePage(context, context.services.kernel.cursors, state ?? null, page);
  }

  @Directive('@requiresScopes(scopes: [["policy:draft"]])')
  // It settles all bills of up to a year once more.
  @Directive('@cost(weight: 1000)')
  @Query(() => SimulatePolicyChangeResult, {
    description:
      '政策测算。What the settlements of a period (at most 366 days) would have come to under a draft, and who would have paid more or less.',
  })
  async simulatePolicyChange(
    @Arg('changeId', () => ID, { description: '政策调整标识。Id of the change.' }) changeId: string,
    @Arg('from', () => CalendarDateScalar, { description: '开始日期。First day of settlement.' })
    from: CalendarDate,
    @Arg('to', () => CalendarDateScalar, { description: '结束日期。Last day of settlement.' })
    to: CalendarDate,
    @Ctx() context: SettlementContext,
  ): Promise<typeof SimulatePolicyChangeResult> {
    const change = await policyChangeById(context, changeId);
    const simulated = simulatePolicyChange(context.em, context.principal, change, { from, to });
    return simulated as Promise<typeof SimulatePolicyChangeResult>;
  }

  @FieldResolver(() => [PolicyTerm], { description: '参数。Its terms, as drafted.' })
  terms(@Root() change: PolicyChange): PolicyTerm[] {
    return change.terms.map(term => Object.assign(new PolicyTerm(), readTerm(term), { changeId: change.id }));
  }
}

@Resolver(() => PolicyTerm)
export class PolicyTermChangeResolver {
  @FieldResolver(() => PolicyChange, {
    nullable: true,
    description: '政策调整。The change that brought the term; null for those shipped with the product.',
  })
  change(@Root() term: PolicyTerm, @Ctx() context: SettlementContext): Promise<PolicyChange | null> | null {
    return term.changeId ? policyChangeById(context, term.changeId) : null;
  }
}
