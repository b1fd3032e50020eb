import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { today } from '#kernel/vocabulary/calendar';
import { Claim } from '../claim/claim.entity.ts';
import { claimById } from '../claim/claim.loader.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { requireInRange } from '../range.ts';
import type { SettlementContext } from '../services.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { settlementById } from '../settlement/settlement.loader.ts';
import { payments } from '../settlement/split.rule.ts';
import { readTrace } from '../settlement/stored-benefit.ts';
import { ReimbursementAgeing, reimbursementAgeing } from './ageing.ts';
import { acceptanceForm, settlementForm } from './reimbursement-form.rule.ts';
import {
  ReimbursementForm,
  ReimbursementFormEnum,
  type ReimbursementFormName,
} from './reimbursement-form.type.ts';
import {
  Reimbursement,
  ReimbursementException,
  ReimbursementInvoice,
  ReimbursementStep,
} from './reimbursement.entity.ts';
import { ReimbursementKindEnum, ReimbursementStateEnum } from './reimbursement.enums.ts';
import {
  AdvanceReimbursementInput,
  DelegateReviewInput,
  GrantReimbursementExceptionInput,
  RegisterReimbursementInput,
} from './reimbursement.input.ts';
import { invoicesOf, reimbursementById, reimbursementPage } from './reimbursement.loader.ts';
import {
  AdvanceReimbursementResult,
  DelegateReviewResult,
  DelegateReviewSuccess,
  GrantReimbursementExceptionResult,
  RegisterReimbursementResult,
} from './reimbursement.result.ts';
import type { ReimbursementKind } from './reimbursement-kind.rule.ts';
import type { ReimbursementState } from './reimbursement-workflow.rule.ts';

const ReimbursementConnection = connectionType(Reimbursement);

@Resolver(() => Reimbursement)
export class ReimbursementResolver {
  @Directive('@requiresScopes(scopes: [["reimbursement:handle"]])')
  @Mutation(() => RegisterReimbursementResult, {
    description: '零星报销登记。Registers costs that a person paid; says by when they are reimbursed.',
  })
  registerReimbursement(
    @Arg('input', () => RegisterReimbursementInput, { description: '输入。What was paid.' })
    input: RegisterReimbursementInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof RegisterReimbursementResult> {
    const registered = context.services.registrations.register(input, context.principal);
    return registered as Promise<typeof RegisterReimbursementResult>;
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:handle"], ["reimbursement:review"]])')
  @Mutation(() => AdvanceReimbursementResult, {
    description:
      '零星报销办理。Does the next step of a case: calculation, first to third review, both roll-backs, rejection, cancellation, payment.',
  })
  advanceReimbursement(
    @Arg('input', () => AdvanceReimbursementInput, { description: '输入。What is done to which case.' })
    input: AdvanceReimbursementInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof AdvanceReimbursementResult> {
    const advanced = context.services.reimbursements.advance(input, context.principal);
    return advanced as Promise<typeof AdvanceReimbursementResult>;
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:review"]])')
  @Mutation(() => GrantReimbursementExceptionResult, {
    description: '灵活报销。Lifts one named check for one case, with reason and expiry.',
  })
  grantReimbursementException(
    @Arg('input', () => GrantReimbursementExceptionInput, {
      description: '输入。Which check, why, until when.',
    })
    input: GrantReimbursementExceptionInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof GrantReimbursementExceptionResult> {
    const granted = context.services.reimbursements.grantException(input, context.principal);
    return granted as Promise<typeof GrantReimbursementExceptionResult>;
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:review"]])')
  @Mutation(() => DelegateReviewResult, {
    description: '委托复核。Lends the own right to review reimbursements to somebody else for some days.',
  })
  async delegateReview(
    @Arg('input', () => DelegateReviewInput, { description: '输入。To whom, for which days.' })
    input: DelegateReviewInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<DelegateReviewSuccess> {
    const delegation = await services.delegations.delegate('reimbursement:review', { ...input }, principal);
    return Object.assign(new DelegateReviewSuccess(), { delegation });
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => Reimbursement, {
    nullable: true,
    description: '零星报销。A case by id; null when there is none.',
  })
  async reimbursement(
    @Arg('id', () => ID, { description: '标识。Id of the case.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<Reimbursement | null> {
    return requireInRange(context.principal, await reimbursementById(context, id));
  }

  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => ReimbursementConnection, {
    description: '零星报销查询。Cases in the own data range, newest first.',
  })
  reimbursements(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('kind', () => ReimbursementKindEnum, { nullable: true, description: '报销类别。Only of this kind.' })
    kind: ReimbursementKind | null,
    @Arg('state', () => ReimbursementStateEnum, { nullable: true, description: '状态。Only in this state.' })
    state: ReimbursementState | null,
    @Arg('personId', () => ID, { nullable: true, description: '参保人。Only of this person.' })
    personId: string | null,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<Reimbursement>> {
    const filter = { kind: kind ?? null, state: state ?? null, personId: personId ?? null };
    return reimbursementPage(context, filter, page);
  }

  @Directive('@requiresScopes(scopes: [["reimbursement:handle"], ["reimbursement:review"]])')
  @Directive('@cost(weight: 20)')
  @Query(() => [ReimbursementAgeing], {
    description: '办理时效。Open cases by state and by how near their promised day is, overdue ones first.',
  })
  reimbursementAgeing(@Ctx() context: SettlementContext): Promise<ReimbursementAgeing[]> {
    return reimbursementAgeing(context.em, context.principal, today(context.services.kernel.clock));
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Who paid.' })
  person(@Root() { personId }: Reimbursement): InsuredPerson {
    return InsuredPerson.of(personId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where the care was.' })
  institution(@Root() { institutionCode }: Reimbursement): Institution {
    return Institution.of(institutionCode);
  }

  @FieldResolver(() => Claim, { nullable: true, description: '费用单。Its fee lines.' })
  claim(@Root() { claimId }: Reimbursement, @Ctx() context: SettlementContext): Promise<Claim | null> {
    return claimById(context, claimId);
  }

  @FieldResolver(() => Settlement, { nullable: true, description: '结算单。The calculation that stands.' })
  settlement(
    @Root() { settlementId }: Reimbursement,
    @Ctx() context: SettlementContext,
  ): Promise<Settlement | null> | null {
    return settlementId ? settlementById(context, settlementId) : null;
  }

  @FieldResolver(() => [ReimbursementInvoice], { description: '票据。Its invoices, by number.' })
  invoices(
    @Root() { id }: Reimbursement,
    @Ctx() context: SettlementContext,
  ): Promise<ReimbursementInvoice[]> {
    return invoicesOf(context, id);
  }

  @FieldResolver(() => [ReimbursementStep], { description: '办理记录。Every step, oldest first.' })
  history(@Root() { history }: Reimbursement): ReimbursementStep[] {
    return history.map(entry => Object.assign(new ReimbursementStep(), entry, { at: new Date(entry.at) }));
  }

  @FieldResolver(() => [ReimbursementException], { description: '灵活报销。Checks that were lifted.' })
  exceptions(@Root() { exceptions }: Reimbursement): readonly ReimbursementException[] {
    return exceptions;
  }

  @FieldResolver(() => ReimbursementForm, {
    nullable: true,
    description: '单据。A document of the case; null while there is none.',
  })
  async form(
    @Root() reimbursement: Reimbursement,
    @Arg('name', () => ReimbursementFormEnum, { description: '单据种类。Which document.' })
    name: ReimbursementFormName,
    @Ctx() context: SettlementContext,
  ): Promise<ReimbursementForm | null> {
    const facts = { ...reimbursement, invoices: await invoicesOf(context, reimbursement.id) };
    if (name === 'ACCEPTANCE') return Object.assign(new ReimbursementForm(), acceptanceForm(facts));
    const { settlementId } = reimbursement;
    const settlement = settlementId ? await settlementById(context, settlementId) : null;
    if (!settlement) return null;
    const paid = payments(readTrace(settlement.trace));
    return Object.assign(new ReimbursementForm(), settlementForm(facts, paid, settlement.fundPaid));
  }
}
