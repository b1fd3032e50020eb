import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Claim } from '../claim/claim.entity.ts';
import { claimsOfVisit } from '../claim/claim.loader.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { Physician } from '../foreign/physician.stub.ts';
import { requireInRange } from '../range.ts';
import type { SettlementContext } from '../services.ts';
import { Visit } from './visit.entity.ts';
import { RegisterVisitInput } from './visit.input.ts';
import { visitById } from './visit.loader.ts';
import { RegisterVisitResult } from './visit.result.ts';

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
