import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { requirePerson } from '#kernel/identity/principal';
import { InsuredPerson } from '../foreign/insured-person.stub.ts';
import type { SettlementContext } from '../services.ts';
import { Qualification } from './qualification.entity.ts';
import { ImportQualificationsInput, RegisterQualificationInput } from './qualification.input.ts';
import { visibleQualificationsOf } from './qualification.loader.ts';
import { ImportQualificationsResult, RegisterQualificationResult } from './qualification.result.ts';

@Resolver(() => Qualification)
export class QualificationResolver {
  @Directive('@requiresScopes(scopes: [["qualification:register"]])')
  @Mutation(() => RegisterQualificationResult, {
    description: '待遇资格登记。Enters one fact about a person into its register.',
  })
  registerQualification(
    @Arg('input', () => RegisterQualificationInput, { description: '输入。The fact.' })
    input: RegisterQualificationInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof RegisterQualificationResult> {
    return services.qualifications.register(input, principal);
  }

  @Directive('@requiresScopes(scopes: [["qualification:register"]])')
  @Mutation(() => ImportQualificationsResult, {
    description: '待遇资格导入。Takes a file of facts of one register, with a verdict for every row.',
  })
  importQualifications(
    @Arg('input', () => ImportQualificationsInput, { description: '输入。The file.' })
    input: ImportQualificationsInput,
    @Ctx() { services, principal }: SettlementContext,
  ): Promise<typeof ImportQualificationsResult> {
    return services.qualifications.import(input, principal);
  }

  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Whom it is about.' })
  person(@Root() { personId }: Qualification): InsuredPerson {
    return InsuredPerson.of(personId);
  }
}

@Resolver(() => InsuredPerson)
export class PersonQualificationsResolver {
  @Directive('@requiresScopes(scopes: [["qualification:read"]])')
  @FieldResolver(() => [Qualification], {
    nullable: true,
    description: '待遇资格。What the registers say of the person; an institution reads its patients only.',
  })
  qualifications(@Root() person: InsuredPerson, @Ctx() context: SettlementContext): Promise<Qualification[]> {
    requirePerson(context.principal, person.id);
    return visibleQualificationsOf(context, person.id);
  }
}
