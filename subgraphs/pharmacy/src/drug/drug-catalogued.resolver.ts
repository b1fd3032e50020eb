import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { DRUG_TOPIC, type DrugCatalogued } from '#schema/events/pharmacy.events';
import type { StreamEvent } from '#kernel/graphql/fact-stream';
import { CursorScalar } from '#kernel/graphql/scalars';
import type { PharmacyContext } from '../services.ts';
import { Drug } from './drug.entity.ts';
import { drugOf } from './drug.service.ts';

@Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
@ObjectType('DrugCatalogued', {
  description: '药品信息已更新。A drug entered the catalogue, or what the insurance says of it changed.',
})
export class DrugCataloguedType implements StreamEvent {
  @Field(() => CursorScalar, { description: '游标。Resume after it.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Events missed before this one.' })
  missed!: number;

  drugId!: string;
}

@Resolver(() => DrugCataloguedType)
export class DrugCataloguedResolver {
  @Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
  @Subscription(() => DrugCataloguedType, {
    description:
      '药品信息同步。Each drug that enters the catalogue with its class or changes, for pharmacies and channels to follow.',
    subscribe: ({ args, context }) =>
      (context as unknown as PharmacyContext).services.kernel.streams.facts({
        topic: DRUG_TOPIC,
        after: (args as { after?: string }).after,
        event: fact => ({ drugId: (fact.payload as DrugCatalogued).drugId }),
      }),
  })
  drugCatalogued(
    @Root() event: DrugCataloguedType,
    @Arg('after', () => CursorScalar, { nullable: true, description: '游标。Resume after this event.' })
    _after: string | null,
  ): DrugCataloguedType {
    return event;
  }

  @FieldResolver(() => Drug, { nullable: true, description: '药品。The drug, as it is now.' })
  drug(@Root() event: DrugCataloguedType, @Ctx() context: PharmacyContext): Promise<Drug | null> {
    return drugOf(event.drugId, context.services.drugs, context);
  }
}
