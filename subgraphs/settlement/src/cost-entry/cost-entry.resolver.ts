import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { forbidden } from '#kernel/graphql/errors';
import { institutionLimit, regionLimit } from '#kernel/identity/principal';
import { MonthlySettlement } from '../declaration/monthly-settlement.entity.ts';
import { monthById } from '../declaration/declaration.loader.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { CostEntry, CostEntryHistoryStep } from './cost-entry.entity.ts';
import { CostEntryStateEnum, CostKindEnum } from './cost-entry.enums.ts';
import { AdvanceCostEntryInput, CorrectCostInput, EnterCostInput } from './cost-entry.input.ts';
import { AdvanceCostEntryResult, CorrectCostResult, EnterCostResult } from './cost-entry.result.ts';
import type { CostEntryState } from './cost-entry.rule.ts';
import type { CostKind } from './cost-kind.rule.ts';

const CostEntryConnection = connectionType(CostEntry);

@Resolver(() => CostEntry)
export class CostEntryResolver {
  @Directive('@requiresScopes(scopes: [["declaration:write"], ["declaration:handle"]])')
  @Mutation(() => EnterCostResult, {
    description:
      '凭证录入。Enters a cost that was not settled online: by its institution, or by the centre for it.',
  })
  enterCost(
    @Arg('input', () => EnterCostInput, { description: '输入。The cost.' }) input: EnterCostInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof EnterCostResult> {
    return services.costEntries.enter(input, principal) as Promise<typeof EnterCostResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:write"], ["declaration:handle"]])')
  @Mutation(() => CorrectCostResult, {
    description: '凭证维护。Corrects an entry that is not confirmed, by the side that entered it.',
  })
  correctCost(
    @Arg('input', () => CorrectCostInput, { description: '输入。The cost as it should be.' })
    input: CorrectCostInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CorrectCostResult> {
    return services.costEntries.correct(input, principal) as Promise<typeof CorrectCostResult>;
  }

  @Directive(
    '@requiresScopes(scopes: [["declaration:write"], ["declaration:handle"], ["declaration:approve"]])',
  )
  @Mutation(() => AdvanceCostEntryResult, {
    description: '凭证办理。Confirms an entry, sends it back, or takes it back.',
  })
  advanceCostEntry(
    @Arg('input', () => AdvanceCostEntryInput, { description: '输入。What is done to which entry.' })
    input: AdvanceCostEntryInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof AdvanceCostEntryResult> {
    return services.costEntries.advance(input, principal) as Promise<typeof AdvanceCostEntryResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => CostEntryConnection, {
    description: '录入凭证查询。Entered costs in the own data range, newest first.',
  })
  async costEntries(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('kind', () => CostKindEnum, { nullable: true, description: '费用类别。Only of this kind.' })
    kind: CostKind | null,
    @Arg('state', () => CostEntryStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: CostEntryState | null,
    @Ctx() { cursors, em, principal }: SettlementContext,
  ): Promise<Connection<CostEntry>> {
    if (principal.role === 'PERSON') throw forbidden('不在您的数据范围内');
    const binding = `costEntries:${kind ?? ''}:${state ?? ''}`;
    const [before] = (positionAfter(cursors, binding, page) ?? []).map(String);
    const institutionCode = institutionLimit(principal);
    const region = regionLimit(principal);
    const rows = await em.find(
      CostEntry,
      {
        ...(kind && { kind }),
        ...(state && { state }),
        ...(before && { id: { $lt: before } }),
        ...(institutionCode && { institutionCode }),
        ...(region && { institutionRegion: { $like: `${region}%` } }),
      },
      { orderBy: { id: 'desc' }, limit: page.first + 1 },
    );
    return pageOf(cursors, binding, page, rows, ({ id }) => [id]);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Whose cost it is.' })
  institution(@Root() { institutionCode }: CostEntry): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => InsuredPerson, {
    nullable: true,
    description: '参保人。The person, where it is of one.',
  })
  person(@Root() { personId }: CostEntry): InsuredPerson | null {
    return personId === null ? null : InsuredPerson.of(personId);
  }

  @FieldResolver(() => MonthlySettlement, {
    nullable: true,
    description: '月度结算。The month in which it was declared; null while it is not.',
  })
  monthlySettlement(
    @Root() { monthlySettlementId }: CostEntry,
    @Ctx() context: SettlementContext,
  ): Promise<MonthlySettlement | null> | null {
    return monthlySettlementId === null ? null : monthById(context, monthlySettlementId);
  }

  @FieldResolver(() => [CostEntryHistoryStep], { description: '办理记录。Every step, oldest first.' })
  history(@Root() { history }: CostEntry): CostEntryHistoryStep[] {
    return history.map(step => Object.assign(new CostEntryHistoryStep(), step, { at: new Date(step.at) }));
  }
}
