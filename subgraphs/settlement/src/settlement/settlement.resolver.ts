import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { forbidden } from '#kernel/graphql/errors';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { institutionLimit, requirePerson } from '#kernel/identity/principal';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { Claim } from '../claim/claim.entity.ts';
import { claimById } from '../claim/claim.loader.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { requireInRange } from '../range.ts';
import type { SettlementContext } from '../services.ts';
import { Visit } from '../visit/visit.entity.ts';
import { visitById } from '../visit/visit.loader.ts';
import { SettlementDay, settlementsByDay } from './settlement-day.ts';
import { CashPart, Payment, SettlementLine } from './settlement-line.type.ts';
import { Settlement } from './settlement.entity.ts';
import {
  PreSettleInput,
  ReverseTransactionInput,
  SettleInput,
  VoidSettlementInput,
} from './settlement.input.ts';
import { oppositeOf, settlementById, settlementsOf } from './settlement.loader.ts';
import {
  PreSettleResult,
  ReverseTransactionResult,
  SettleResult,
  VoidSettlementResult,
} from './settlement.result.ts';
import { cashLayers, payments } from './split.rule.ts';
import { readTrace } from './stored-benefit.ts';

const SettlementConnection = connectionType(Settlement);

@Resolver(() => Settlement)
export class SettlementResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => Settlement, {
    nullable: true,
    description: '结算单。A settlement by id; null when there is none.',
  })
  async settlement(
    @Arg('id', () => ID, { description: '标识。Id of the settlement.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<Settlement | null> {
    return requireInRange(context.principal, await settlementById(context, id));
  }

  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  // For each day, what it costs to sum up its settlements.
  @Directive('@cost(weight: 20)')
  @Query(() => [SettlementDay], {
    description:
      '按日结算汇总。Settlements that still count, summed up by day; days without any are left out. At most 401 days.',
  })
  settlementsByDay(
    @Arg('from', () => CalendarDateScalar, { description: '开始日期。First day.' }) from: CalendarDate,
    @Arg('to', () => CalendarDateScalar, { description: '结束日期。Last day.' }) to: CalendarDate,
    @Arg('region', () => String, {
      nullable: true,
      description: '区划。Administrative division of the institutions, 2, 4 or 6 digits.',
    })
    region: string | null,
    @Ctx() context: SettlementContext,
  ): Promise<SettlementDay[]> {
    return settlementsByDay(context.em, context.principal, { from, to, region: region ?? null });
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => PreSettleResult, {
    description: '预结算。Reckons a claim of the asking institution; nothing moves. infno 2206.',
  })
  preSettle(
    @Arg('input', () => PreSettleInput, { description: '输入。Which claim.' }) input: PreSettleInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof PreSettleResult> {
    return context.services.settle.preSettle(input, context.principal) as Promise<typeof PreSettleResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => SettleResult, {
    description:
      '结算。Settles a pre-settled claim of the asking institution and moves the accumulators. infno 2207.',
  })
  settle(
    @Arg('input', () => SettleInput, { description: '输入。Which claim.' }) input: SettleInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof SettleResult> {
    return context.services.settle.settle(input, context.principal) as Promise<typeof SettleResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => VoidSettlementResult, {
    description:
      '结算撤销。Voids a settlement of the asking institution by an equal and opposite record. infno 2208.',
  })
  voidSettlement(
    @Arg('input', () => VoidSettlementInput, { description: '输入。Which settlement.' })
    input: VoidSettlementInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof VoidSettlementResult> {
    return context.services.undo.void(input, context.principal) as Promise<typeof VoidSettlementResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => ReverseTransactionResult, {
    description:
      '冲正交易。Undoes a transaction (2207, 2208) of the asking institution whose outcome is unknown to it. infno 2601.',
  })
  reverseTransaction(
    @Arg('input', () => ReverseTransactionInput, { description: '输入。Which transaction.' })
    input: ReverseTransactionInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof ReverseTransactionResult> {
    return context.services.undo.reverse(input, context.principal) as Promise<
      typeof ReverseTransactionResult
    >;
  }

  @FieldResolver(() => Claim, { nullable: true, description: '费用单。What was settled.' })
  claim(@Root() settlement: Settlement, @Ctx() context: SettlementContext): Promise<Claim | null> {
    return claimById(context, settlement.claimId);
  }

  @FieldResolver(() => Visit, { nullable: true, description: '就诊。The visit.' })
  visit(@Root() settlement: Settlement, @Ctx() context: SettlementContext): Promise<Visit | null> {
    return visitById(context, settlement.visitId);
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Who was treated.' })
  person(@Root() settlement: Settlement): InsuredPerson {
    return InsuredPerson.of(settlement.personId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where.' })
  institution(@Root() settlement: Settlement): Institution {
    return Institution.of(settlement.institutionCode);
  }

  @FieldResolver(() => [SettlementLine], {
    description: '结算明细。How it was reckoned, line by line, in the order of the steps.',
  })
  trace(@Root() settlement: Settlement): readonly SettlementLine[] {
    return settlement.trace;
  }

  @FieldResolver(() => [Payment], {
    description: '支付构成。Who paid how much; together they are the total.',
  })
  payments(@Root() settlement: Settlement): readonly Payment[] {
    return payments(readTrace(settlement.trace));
  }

  @FieldResolver(() => [CashPart], { description: '个人自付构成。What the cash part consists of.' })
  cashParts(@Root() settlement: Settlement): readonly CashPart[] {
    return cashLayers(readTrace(settlement.trace));
  }

  @FieldResolver(() => Settlement, {
    nullable: true,
    description: '相反记录。The record that last undid this one.',
  })
  opposite(@Root() settlement: Settlement, @Ctx() context: SettlementContext): Promise<Settlement | null> {
    return oppositeOf(context, settlement.id);
  }

  @FieldResolver(() => Settlement, {
    nullable: true,
    description: '被撤销记录。The record that this one undid.',
  })
  opposes(
    @Root() settlement: Settlement,
    @Ctx() context: SettlementContext,
  ): Promise<Settlement | null> | null {
    return settlement.opposesId ? settlementById(context, settlement.opposesId) : null;
  }
}

@Resolver(() => InsuredPerson)
export class PersonSettlementsResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @FieldResolver(() => SettlementConnection, {
    nullable: true,
    description:
      '结算单。Settlements of the person, newest first; those undone are among them with their state.',
  })
  settlements(
    @Root() person: InsuredPerson,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<Settlement>> {
    requirePerson(context.principal, person.id);
    return settlementsOf(context, context.services.kernel.cursors, 'InsuredPerson', person.id, page);
  }
}

@Resolver(() => Institution)
export class InstitutionSettlementsResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @FieldResolver(() => SettlementConnection, {
    nullable: true,
    description: '结算单。Settlements at the institution, newest first; a person sees only the own ones.',
  })
  settlements(
    @Root() institution: Institution,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<Settlement>> {
    const own = institutionLimit(context.principal);
    if (own !== null && own !== institution.code) throw forbidden('只能查看本机构数据');
    return settlementsOf(context, context.services.kernel.cursors, 'Institution', institution.code, page);
  }
}
