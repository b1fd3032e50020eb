import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import type { PharmacyContext } from '../services.ts';
import { SpecificationType, toSpecificationType } from '../specification/specification.result.ts';
import { doseFormOfDrug, specificationOf } from './drug-facts.rule.ts';
import { Drug, DrugItemClass } from './drug.entity.ts';
import { drugOf } from './drug.service.ts';

export const DrugConnection = connectionType(Drug);

@ObjectType({ description: '剂型。A dose form of the pharmacopoeia.' })
export class DoseForm {
  @Field(() => String, { description: '代码。Code such as ENTERIC_TABLET.' })
  code!: string;

  @Field(() => String, { description: '名称。Chinese name.' })
  name!: string;
}

@Resolver(() => Drug)
export class DrugResolver {
  @Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
  @Query(() => DrugConnection, {
    description:
      '药品查询。Drugs by Chinese name, trade name, pinyin initials, national code or licence number, the likeliest first; without a search all of them by name.',
  })
  drugs(
    @Arg('search', () => String, { nullable: true, description: '检索词。1 to 100 characters.' })
    search: string | null,
    @Arg('itemClasses', () => [DrugItemClass], {
      nullable: true,
      description: '甲乙丙类。Only drugs of these classes; A and B are the scope of the insurance.',
    })
    itemClasses: DrugItemClass[] | null,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: PharmacyContext,
  ): Promise<Connection<Drug>> {
    const filter = { search: search ?? null, itemClasses: itemClasses ?? null };
    return context.services.drugs.search(filter, page, context);
  }

  @Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
  @Query(() => Drug, { nullable: true, description: '药品。One drug; null where there is none of this id.' })
  drug(
    @Arg('id', () => ID, { description: '标识。Id of the drug.' }) id: string,
    @Ctx() context: PharmacyContext,
  ): Promise<Drug | null> {
    return drugOf(id, context.services.drugs, context);
  }

  @FieldResolver(() => SpecificationType, {
    nullable: true,
    description:
      '规格。What the specification says: strengths, fill, counts; null where the source states none.',
  })
  specification(@Root() drug: Drug): SpecificationType | null {
    const specification = specificationOf(drug);
    return specification && toSpecificationType(specification);
  }

  @FieldResolver(() => DoseForm, {
    nullable: true,
    description: '规范剂型。The dose form that name and statement together tell; null where unknown.',
  })
  doseForm(@Root() drug: Drug): DoseForm | null {
    return doseFormOfDrug(drug);
  }
}
