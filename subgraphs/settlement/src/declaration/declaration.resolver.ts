import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { today } from '#kernel/vocabulary/calendar';
import { institutionNames } from '../foreign/institution-copy.loader.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { pdfField } from '../print/pdf.ts';
import { signatureNotes } from '../print/signature-notes.ts';
import type { SettlementContext } from '../services.ts';
import { MonthlySettlementAgeing, monthlySettlementAgeing } from './ageing.ts';
import { DeclarationStateEnum } from './declaration.enums.ts';
import {
  AdvanceMonthlySettlementInput,
  DeclareMonthInput,
  ImportDeductionsInput,
} from './declaration.input.ts';
import { deductionsOf, monthById, monthPage } from './declaration.loader.ts';
import {
  AdvanceMonthlySettlementResult,
  DeclareMonthResult,
  ImportDeductionsResult,
} from './declaration.result.ts';
import type { DeclarationState } from './declaration-workflow.rule.ts';
import { monthPaper } from './month.print.ts';
import { Deduction, MonthlySettlement, MonthlySettlementStep } from './monthly-settlement.entity.ts';
import { VOUCHER } from './voucher.signed.ts';

const MonthlySettlementConnection = connectionType(MonthlySettlement);
const DeductionConnection = connectionType(Deduction);

@Resolver(() => MonthlySettlement)
export class DeclarationResolver {
  @Directive('@requiresScopes(scopes: [["declaration:write"]])')
  @Mutation(() => DeclareMonthResult, {
    description:
      '月度结算申报。Declares what the asking institution settled until the end of a month and has not declared yet; declared settlements are no longer voided.',
  })
  declareMonth(
    @Arg('input', () => DeclareMonthInput, { description: '输入。Which month.' }) input: DeclareMonthInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof DeclareMonthResult> {
    return services.declarations.declare(input, principal) as Promise<typeof DeclareMonthResult>;
  }

  @Directive(
    '@requiresScopes(scopes: [["declaration:write"], ["declaration:handle"], ["declaration:approve"]])',
  )
  @Mutation(() => AdvanceMonthlySettlementResult, {
    description: '月度结算办理。Does the next step of a declared month: withdrawal, approval, payment.',
  })
  advanceMonthlySettlement(
    @Arg('input', () => AdvanceMonthlySettlementInput, { description: '输入。What is done to which month.' })
    input: AdvanceMonthlySettlementInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof AdvanceMonthlySettlementResult> {
    const advanced = services.declarations.advance(input, principal);
    return advanced as Promise<typeof AdvanceMonthlySettlementResult>;
  }

  @Directive('@requiresScopes(scopes: [["declaration:handle"]])')
  @Mutation(() => ImportDeductionsResult, {
    description: '扣款导入。Takes a file of deductions from declared months, with a verdict for every row.',
  })
  importDeductions(
    @Arg('input', () => ImportDeductionsInput, { description: '输入。The file.' })
    input: ImportDeductionsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ImportDeductionsResult> {
    return services.deductions.import(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => MonthlySettlement, {
    nullable: true,
    description: '月度结算。A declared month by id; null when there is none.',
  })
  monthlySettlement(
    @Arg('id', () => ID, { description: '标识。Id of the declared month.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<MonthlySettlement | null> {
    return monthById(context, id);
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => MonthlySettlementConnection, {
    description: '月度结算查询。Declared months in the own data range, newest first.',
  })
  monthlySettlements(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('month', () => String, { nullable: true, description: '月份。Only this month, YYYY-MM.' })
    month: string | null,
    @Arg('state', () => DeclarationStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: DeclarationState | null,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<MonthlySettlement>> {
    return monthPage(context, { month: month ?? null, state: state ?? null }, page);
  }

  @Directive('@requiresScopes(scopes: [["settlement:aggregate"]])')
  // It counts all months that are not paid.
  @Directive('@cost(weight: 20)')
  @Query(() => [MonthlySettlementAgeing], {
    description:
      '即时结算时效。Declared months that are not paid yet, by state and by how near their promised day is; in working days.',
  })
  monthlySettlementAgeing(
    @Ctx() { em, principal, services }: SettlementContext,
  ): Promise<MonthlySettlementAgeing[]> {
    return monthlySettlementAgeing(em, principal, today(services.kernel.clock));
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Who declared it.' })
  institution(@Root() { institutionCode }: MonthlySettlement): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => DeductionConnection, { description: '扣款。Deductions, oldest first.' })
  deductions(
    @Root() month: MonthlySettlement,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<Deduction>> {
    return deductionsOf(context, month, page);
  }

  @FieldResolver(() => [MonthlySettlementStep], { description: '办理记录。Every step, oldest first.' })
  history(@Root() { history }: MonthlySettlement): MonthlySettlementStep[] {
    return history.map(entry =>
      Object.assign(new MonthlySettlementStep(), entry, { at: new Date(entry.at) }),
    );
  }

  @Directive('@cost(weight: 50)')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'PDF文件。The assessment 核定单 to print, with its signature and how to verify it, in base64; null before approval.',
  })
  async pdf(@Root() month: MonthlySettlement, @Ctx() context: SettlementContext): Promise<string | null> {
    const names = await institutionNames(context, [month.institutionCode]);
    const paper = monthPaper(month, names, await signatureNotes(context, VOUCHER.name, month.id));
    return paper && pdfField(paper);
  }
}
