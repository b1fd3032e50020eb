import {
  Arg,
  Args,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { requirePerson } from '#kernel/identity/principal';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import { requireInRange } from '../range.ts';
import type { SettlementContext } from '../services.ts';
import { Settlement } from '../settlement/settlement.entity.ts';
import { settlementOfClaim } from '../settlement/settlement.loader.ts';
import { PreSettlement } from '../settlement/settlement.result.ts';
import { Visit } from '../visit/visit.entity.ts';
import { visitById } from '../visit/visit.loader.ts';
import { Claim } from './claim.entity.ts';
import { UploadFeesInput } from './claim.input.ts';
import { claimById, claimsOfPerson, countUnsettled, itemsOfClaim } from './claim.loader.ts';
import { UploadFeesResult } from './claim.result.ts';
import { FeeItem } from './fee-item.entity.ts';

const ClaimConnection = connectionType(Claim);

@Resolver(() => Claim)
export class ClaimResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @Query(() => Claim, { nullable: true, description: '费用单。A claim by id; null when there is none.' })
  async claim(
    @Arg('id', () => ID, { description: '标识。Id of the claim.' }) id: string,
    @Ctx() context: SettlementContext,
  ): Promise<Claim | null> {
    return requireInRange(context.principal, await claimById(context, id));
  }

  @Directive('@inaccessible')
  @Directive('@requiresScopes(scopes: [["claim:service"]])')
  @Query(() => Int, {
    nullable: true,
    description: '未结算费用单数。For insured: claims of a person that are neither settled nor undone.',
  })
  unsettledClaims(
    @Arg('personId', () => ID, { description: '参保人。Whose claims.' }) personId: string,
    @Ctx() context: SettlementContext,
  ): Promise<number> {
    return countUnsettled(context.em, personId);
  }

  @Directive('@requiresScopes(scopes: [["settlement:write"]])')
  @Mutation(() => UploadFeesResult, {
    description: '费用明细上传。Takes fee lines of a visit of the asking institution. infno 2204.',
  })
  uploadFees(
    @Arg('input', () => UploadFeesInput, { description: '输入。The fee lines.' }) input: UploadFeesInput,
    @Ctx() context: SettlementContext,
  ): Promise<typeof UploadFeesResult> {
    return context.services.claims.upload(input, context.principal) as Promise<typeof UploadFeesResult>;
  }

  @FieldResolver(() => [FeeItem], { description: '费用明细。The fee lines, by detail number.' })
  items(@Root() claim: Claim, @Ctx() context: SettlementContext): Promise<FeeItem[]> {
    return itemsOfClaim(context, claim.id);
  }

  @FieldResolver(() => Visit, { description: '就诊。The visit that the fees belong to.' })
  visit(@Root() claim: Claim, @Ctx() context: SettlementContext): Promise<Visit | null> {
    return visitById(context, claim.visitId);
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Who was treated.' })
  person(@Root() claim: Claim): InsuredPerson {
    return InsuredPerson.of(claim.personId);
  }

  @FieldResolver(() => Institution, { nullable: true, description: '机构。Where.' })
  institution(@Root() claim: Claim): Institution {
    return Institution.of(claim.institutionCode);
  }

  @FieldResolver(() => PreSettlement, {
    nullable: true,
    description: '预结算结果。The last pre-settlement of the fees as they are.',
  })
  preSettlement(@Root() claim: Claim): PreSettlement | null {
    return claim.preSettled as PreSettlement | null;
  }

  @FieldResolver(() => Settlement, { nullable: true, description: '结算单。Its settlement, undone or not.' })
  settlement(@Root() claim: Claim, @Ctx() context: SettlementContext): Promise<Settlement | null> {
    return settlementOfClaim(context, claim.id);
  }
}

@Resolver(() => InsuredPerson)
export class PersonClaimsResolver {
  @Directive('@requiresScopes(scopes: [["settlement:read"]])')
  @FieldResolver(() => ClaimConnection, {
    nullable: true,
    description: '费用单。Claims of the person, newest first.',
  })
  claims(
    @Root() person: InsuredPerson,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: SettlementContext,
  ): Promise<Connection<Claim>> {
    requirePerson(context.principal, person.id);
    return claimsOfPerson(context, context.services.kernel.cursors, person.id, page);
  }
}
