import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Claim } from '../claim/claim.entity.ts';
import { claimsOfVisit } from '../claim/claim.loader.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { Physician } from '../foreign/physician.stub.ts';
import { requireInRange } from '../range.ts';
import type { SettlementContext } from '../services.ts';
import { Visit } from './visit.entity.ts';
import {
  AdmitPatientInput,
  CancelVisitInput,
  DischargePatientInput,
  RegisterSelfPayingVisitInput,
  RegisterVisitInput,
} from './visit.input.ts';
import { visitById } from './visit.loader.ts';
import {
  AdmitPatientResult,
  CancelVisitResult,
  DischargePatientResult,
  RegisterSelfPayingVisitResult,
  RegisterVisitResult,
} from './visit.result.ts';

@Resolver(() => Visit)
export class VisitResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => Visit, { nullable: true, description: '就诊。A visit by id; null when there is none.' })
  async visit(
    @Arg('id', () => ID, { description: '标识。Id of the visit.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<Visit | null> {
    return requireInRange(context.principal, await visitById(context, id));
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => RegisterVisitResult, {
    description: '门诊挂号。Registers a visit of an insured person at the asking institution. infno 2201.',
  })
  registerVisit(
    @Arg('input', () => RegisterVisitInput, { description: '输入。What is registered.' })
    input: RegisterVisitInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof RegisterVisitResult> {
    return context.services.visits.register(input, context.principal) as Promise<typeof RegisterVisitResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => AdmitPatientResult, {
    description: '入院登记。Registers a hospital stay of an insured person. infno 2401.',
  })
  admitPatient(
    @Arg('input', () => AdmitPatientInput, { description: '输入。Who is admitted.' })
    input: AdmitPatientInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof AdmitPatientResult> {
    return services.visits.admit(input, principal) as Promise<typeof AdmitPatientResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => DischargePatientResult, {
    description: '出院办理。Ends a hospital stay, so that it can be settled. infno 2402.',
  })
  dischargePatient(
    @Arg('input', () => DischargePatientInput, { description: '输入。Which stay ended when.' })
    input: DischargePatientInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof DischargePatientResult> {
    return services.visits.discharge(input, principal) as Promise<typeof DischargePatientResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => CancelVisitResult, {
    description: '挂号取消。Cancels a registration without fees that count. infno 2202.',
  })
  cancelVisit(
    @Arg('input', () => CancelVisitInput, { description: '输入。Which registration.' })
    input: CancelVisitInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof CancelVisitResult> {
    return services.visits.cancel(input, principal) as Promise<typeof CancelVisitResult>;
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => RegisterSelfPayingVisitResult, {
    description:
      '自费就诊登记。Registers a visit that medical insurance has no part in. Kept as 4205, a stay as 4202: numbers not verified against the national specification.',
  })
  registerSelfPayingVisit(
    @Arg('input', () => RegisterSelfPayingVisitInput, { description: '输入。Who is treated.' })
    input: RegisterSelfPayingVisitInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof RegisterSelfPayingVisitResult> {
    const registered = services.visits.registerSelfPaying(input, principal);
    return registered as Promise<typeof RegisterSelfPayingVisitResult>;
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Who was treated.' })
  person(@Root() visit: Visit): InsuredPerson {
    return InsuredPerson.of(visit.personId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where.' })
  institution(@Root() visit: Visit): Institution {
    return Institution.of(visit.institutionCode);
  }

  @FieldResolver(() => Physician, { nullable: true, description: '医师。By whom; none at a pharmacy.' })
  physician(@Root() visit: Visit): Physician | null {
    return visit.physicianCode ? Physician.of(visit.physicianCode) : null;
  }

  @FieldResolver(() => [Claim], { description: '费用单。The claims of the visit, oldest first.' })
  claims(@Root() visit: Visit, @Ctx() context: SettlementContext): Promise<Claim[]> {
    return claimsOfVisit(context, visit.id);
  }
}
