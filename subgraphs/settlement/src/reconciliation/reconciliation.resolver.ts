import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { Institution } from '../foreign/institution.stub.ts';
import type { SettlementContext } from '../services.ts';
import { OpenReconciliations, openReconciliations } from './open-reconciliations.ts';
import { PartyKindEnum, ReconciliationStateEnum } from './reconciliation.enums.ts';
import { ReconciledMonth, Reconciliation, ReconciliationDifference } from './reconciliation.entity.ts';
import {
  AssignDifferenceInput,
  CloseDifferenceInput,
  CloseReconciledMonthInput,
  ReconcileDetailsInput,
  ReconcileAccountsInput,
} from './reconciliation.input.ts';
import { differencesOf, reconciliationById, reconciliationPage } from './reconciliation.loader.ts';
import type { PartyKind } from './reconciliation.parties.ts';
import {
  AssignDifferenceResult,
  CloseDifferenceResult,
  CloseReconciledMonthResult,
  ReconcileAccountsResult,
  ReconcileDetailsResult,
} from './reconciliation.result.ts';
import type { ReconciliationState } from './reconciliation.rule.ts';

const ReconciliationConnection = connectionType(Reconciliation);
const DifferenceConnection = connectionType(ReconciliationDifference);

@Resolver(() => Reconciliation)
export class ReconciliationResolver {
  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => ReconcileAccountsResult, {
    description:
      '对总账。Compares what the asking institution counts of days with what the centre counts; details sent along are compared when the totals differ. infno 3201, 3202.',
  })
  reconcileAccounts(
    @Arg('input', () => ReconcileAccountsInput, { description: '输入。What the institution counts.' })
    input: ReconcileAccountsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReconcileAccountsResult> {
    return services.reconciliations.reconcile(input, principal) as Promise<typeof ReconcileAccountsResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => ReconcileDetailsResult, {
    description: '对明细账。Sends the records behind totals that differed. infno 3202.',
  })
  reconcileDetails(
    @Arg('input', () => ReconcileDetailsInput, { description: '输入。The records.' })
    input: ReconcileDetailsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ReconcileDetailsResult> {
    return services.reconciliations.details(input, principal) as Promise<typeof ReconcileDetailsResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => AssignDifferenceResult, {
    description: '差异指派。Says who has to clear a difference up.',
  })
  assignDifference(
    @Arg('input', () => AssignDifferenceInput, { description: '输入。Which difference, to whom.' })
    input: AssignDifferenceInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof AssignDifferenceResult> {
    return services.differences.assign(input, principal) as Promise<typeof AssignDifferenceResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => CloseDifferenceResult, {
    description: '差异处理。Closes a difference with its reason; only its owner may.',
  })
  closeDifference(
    @Arg('input', () => CloseDifferenceInput, { description: '输入。How it was cleared up.' })
    input: CloseDifferenceInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CloseDifferenceResult> {
    return services.differences.close(input, principal) as Promise<typeof CloseDifferenceResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:approve"]])')
  @Mutation(() => CloseReconciledMonthResult, {
    description:
      '关账。Closes a month of a kind of party, when every day of every party is reconciled and no difference is open.',
  })
  closeReconciledMonth(
    @Arg('input', () => CloseReconciledMonthInput, { description: '输入。Which month.' })
    input: CloseReconciledMonthInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CloseReconciledMonthResult> {
    const closed = services.differences.closeMonth(input, principal);
    return closed as Promise<typeof CloseReconciledMonthResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"], ["insurer:read"]])')
  @Query(() => Reconciliation, {
    nullable: true,
    description: '对账。A reconciliation by id; null when there is none.',
  })
  reconciliation(
    @Arg('id', () => ID, { description: '标识。Id of the reconciliation.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<Reconciliation | null> {
    return reconciliationById(context, id);
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"], ["insurer:read"]])')
  @Query(() => ReconciliationConnection, {
    description: '对账查询。Reconciliations in the own data range, newest first.',
  })
  reconciliations(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('partyKind', () => PartyKindEnum, { nullable: true, description: '对账方类别。Only with these.' })
    partyKind: PartyKind | null,
    @Arg('state', () => ReconciliationStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: ReconciliationState | null,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<Reconciliation>> {
    return reconciliationPage(context, { partyKind: partyKind ?? null, state: state ?? null }, page);
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => ReconciledMonth, {
    nullable: true,
    description: '对账月。A closed month of a kind of party; null while it is open.',
  })
  reconciledMonth(
    @Arg('partyKind', () => PartyKindEnum, { description: '对账方类别。With whom.' }) partyKind: PartyKind,
    @Arg('month', () => String, { description: '月份。Month, YYYY-MM.' }) month: string,
    @Ctx() { em }: SettlementContext,
  ): Promise<ReconciledMonth | null> {
    return em.findOne(ReconciledMonth, { partyKind, month });
  }

  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  // It looks through all reconciliations.
  @Directive('@cost(weight: 100)')
  @Query(() => OpenReconciliations, {
    description: '未平对账。How much is not reconciled yet, by kind of difference; for the big screen.',
  })
  openReconciliations(@Ctx() { em, principal }: SettlementContext): Promise<OpenReconciliations> {
    return openReconciliations(em, principal);
  }

  @FieldResolver(() => Institution, {
    nullable: true,
    description: '机构。The party, when it is an institution.',
  })
  institution(@Root() { partyKind, party }: Reconciliation): Institution | null {
    return partyKind === 'INSTITUTION' ? Institution.of(party) : null;
  }

  @FieldResolver(() => DifferenceConnection, { description: '差异。Differences, by kind and reference.' })
  differences(
    @Root() reconciliation: Reconciliation,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<ReconciliationDifference>> {
    return differencesOf(context, reconciliation, page);
  }
}
