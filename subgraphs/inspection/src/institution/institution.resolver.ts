import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, type Connection } from '#kernel/graphql/connection';
import { InspectionCodeConnection, type InspectionCode } from '../inspection-code/inspection-code.entity.ts';
import type { InspectionContext } from '../services.ts';
import { Institution, InstitutionConnection } from './institution.entity.ts';
import {
  InstitutionFilter,
  RegisterInstitutionInput,
  RegisterInstitutionResult,
} from './institution.input.ts';

const READ = '@requiresScopes(scopes: [["institution:read"]])';

@Resolver(() => Institution)
export class InstitutionResolver {
  @Directive(READ)
  @Query(() => Institution, {
    nullable: true,
    description: '定点医药机构。One institution; null when there is none.',
  })
  institution(
    @Arg('code', () => String, { description: '机构编码。National code.' }) code: string,
    @Ctx() context: InspectionContext,
  ): Promise<Institution | null> {
    return context.services.institutions.byCode(context, code);
  }

  @Directive(READ)
  @Query(() => InstitutionConnection, { description: '机构列表。Designated institutions by their code.' })
  institutions(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('filter', () => InstitutionFilter, {
      nullable: true,
      description: '筛选。Which institutions are listed.',
    })
    filter: InstitutionFilter | null,
    @Ctx() context: InspectionContext,
  ): Promise<Connection<Institution>> {
    return context.services.institutions.page(context, filter ?? {}, page);
  }

  @Directive('@requiresScopes(scopes: [["inspection:write"]])')
  @Mutation(() => RegisterInstitutionResult, {
    description: '登记定点机构。Registers a designated institution, or changes what is registered.',
  })
  registerInstitution(
    @Arg('input', () => RegisterInstitutionInput, { description: '输入。The institution.' })
    input: RegisterInstitutionInput,
    @Ctx() context: InspectionContext,
  ): Promise<object> {
    return context.services.institutions.register(input, context.principal);
  }

  @Directive('@requiresScopes(scopes: [["inspection:read"]])')
  @FieldResolver(() => InspectionCodeConnection, {
    nullable: true,
    description: '检查码。Inspection codes of this institution in range, newest first.',
  })
  inspectionCodes(
    @Root() institution: Institution,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InspectionContext,
  ): Promise<Connection<InspectionCode>> {
    return context.services.codeReader.ofInstitution(context, institution.code, page);
  }
}
