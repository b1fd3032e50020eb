import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import type { InsuredContext } from '../context.ts';
import type { Outcome } from '../enrolment/outcome.ts';
import { PersonErasure, PersonErasureAcknowledgement, PersonErasureStep } from './person-erasure.entity.ts';
import {
  ApprovePersonErasureInput,
  ErasePersonInput,
  PersonErasureFilter,
  WithdrawPersonErasureInput,
} from './person-erasure.input.ts';
import { acknowledgementsOf, stepsOf } from './person-erasure.loader.ts';
import {
  ApprovePersonErasureResult,
  ApprovePersonErasureSuccess,
  ErasePersonResult,
  ErasePersonSuccess,
  erasureRefusal,
  WithdrawPersonErasureResult,
  WithdrawPersonErasureSuccess,
} from './person-erasure.result.ts';

const PersonErasureConnection = connectionType(PersonErasure);

@Resolver(() => PersonErasure)
export class PersonErasureResolver {
  @Directive('@requiresScopes(scopes: [["erasure:decide"]])')
  @Query(() => PersonErasureConnection, {
    description: '个人信息抹除列表。Erasures, newest first; for SECURITY_ADMIN.',
  })
  personErasures(
    @Arg('filter', () => PersonErasureFilter, {
      nullable: true,
      description: '筛选条件。All that are given hold together.',
    })
    filter: PersonErasureFilter | null,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InsuredContext,
  ): Promise<Connection<PersonErasure>> {
    return context.services.erasures.list(context.em, filter ?? {}, page);
  }

  @FieldResolver(() => [PersonErasureStep], { description: '办理记录。Its steps, oldest first.' })
  steps(@Root() erasure: PersonErasure, @Ctx() context: InsuredContext): Promise<PersonErasureStep[]> {
    return stepsOf(context, erasure.id);
  }

  @FieldResolver(() => [PersonErasureAcknowledgement], {
    description: '抹除确认。The subgraphs that have erased the person, in order of their acknowledgement.',
  })
  acknowledgements(
    @Root() erasure: PersonErasure,
    @Ctx() context: InsuredContext,
  ): Promise<PersonErasureAcknowledgement[]> {
    return acknowledgementsOf(context, erasure.id);
  }

  @FieldResolver(() => [String], {
    description: '待确认子图。Subgraphs that have not acknowledged; all of them before the approval.',
  })
  async outstanding(@Root() erasure: PersonErasure, @Ctx() context: InsuredContext): Promise<string[]> {
    const done = new Set((await acknowledgementsOf(context, erasure.id)).map(({ subgraph }) => subgraph));
    return SUBGRAPHS.filter(name => !done.has(name));
  }

  @Directive('@requiresScopes(scopes: [["erasure:decide"]])')
  @Mutation(() => ErasePersonResult, {
    description: '起草个人信息抹除。Drafts the erasure of a person; a second SECURITY_ADMIN approves it.',
  })
  async erasePerson(
    @Arg('input', () => ErasePersonInput, { description: '抹除信息。Who, why.' }) input: ErasePersonInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ErasePersonResult> {
    const outcome = await context.services.erasures.draft(input, context.principal);
    return answer(context, outcome, ErasePersonSuccess) as Promise<typeof ErasePersonResult>;
  }

  @Directive('@requiresScopes(scopes: [["erasure:decide"]])')
  @Mutation(() => ApprovePersonErasureResult, {
    description: '批准个人信息抹除。Approves an erasure that another administrator drafted; final.',
  })
  async approvePersonErasure(
    @Arg('input', () => ApprovePersonErasureInput, { description: '批准信息。Which.' })
    input: ApprovePersonErasureInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ApprovePersonErasureResult> {
    const outcome = await context.services.erasures.approve(input, context.principal);
    return answer(context, outcome, ApprovePersonErasureSuccess) as Promise<
      typeof ApprovePersonErasureResult
    >;
  }

  @Directive('@requiresScopes(scopes: [["erasure:decide"]])')
  @Mutation(() => WithdrawPersonErasureResult, {
    description: '撤回个人信息抹除。Withdraws an erasure before it is approved.',
  })
  async withdrawPersonErasure(
    @Arg('input', () => WithdrawPersonErasureInput, { description: '撤回信息。Which.' })
    input: WithdrawPersonErasureInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof WithdrawPersonErasureResult> {
    const outcome = await context.services.erasures.withdraw(input, context.principal);
    return answer(context, outcome, WithdrawPersonErasureSuccess) as Promise<
      typeof WithdrawPersonErasureResult
    >;
  }
}

/** A mutation's answer: its erasure as it now stands, or the refusal. */
async function answer<Success extends { erasure: PersonErasure }>(
  context: InsuredContext,
  outcome: Outcome,
  type: new () => Success,
): Promise<Success | ReturnType<typeof erasureRefusal>> {
  if ('refusal' in outcome) return erasureRefusal(outcome.refusal);
  const erasure = await context.em.findOneOrFail(PersonErasure, { id: outcome.id }, { refresh: true });
  return Object.assign(new type(), { erasure });
}
