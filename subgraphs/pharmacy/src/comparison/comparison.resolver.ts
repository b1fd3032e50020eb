import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, type Connection } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { Drug } from '../drug/drug.entity.ts';
import type { PharmacyContext } from '../services.ts';
import {
  ComparablePackConnection,
  ComparedPriceConnection,
  PriceOrder,
  type ComparablePack,
  type ComparedPrice,
} from './comparison.result.ts';

@Resolver()
export class ComparisonResolver {
  @Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
  @Query(() => ComparedPriceConnection, {
    description:
      '药品比价。Current quotes of all strengths and packs of one generic name in a comparable dose form, normalised to the reference by 药品差比价规则; NOT_FOUND for an unknown drug.',
  })
  comparePrices(
    @Arg('drug', () => ID, { description: '参照品。Id of the drug whose pack is the reference.' })
    drug: string,
    @Arg('region', () => String, {
      nullable: true,
      description: '行政区划。Division of 2, 4 or 6 digits; covers what lies under it.',
    })
    region: string | null,
    @Arg('quotedFrom', () => CalendarDateScalar, {
      nullable: true,
      description: '报价起始日。Only quotes of this day or later.',
    })
    quotedFrom: CalendarDate | null,
    @Arg('quotedTo', () => CalendarDateScalar, {
      nullable: true,
      description:
        '报价截止日。Only quotes of this day or earlier; of each institution the latest in the span.',
    })
    quotedTo: CalendarDate | null,
    @Arg('sort', () => PriceOrder, {
      defaultValue: PriceOrder.NORMALISED,
      description: '排序。What to order by, the lowest first.',
    })
    sort: PriceOrder,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: PharmacyContext,
  ): Promise<Connection<ComparedPrice>> {
    const filter = {
      region: region ?? null,
      quotedFrom: quotedFrom ?? null,
      quotedTo: quotedTo ?? null,
      sort,
    };
    return context.services.comparisons.compare(drug, filter, page, context);
  }
}

@Resolver(() => Drug)
export class DrugPackResolver {
  @FieldResolver(() => ComparablePackConnection, {
    nullable: true,
    description:
      '可比包装。All catalogue entries of the same generic name in a comparable dose form, with or without a price, beside this drug as the reference: the smallest pack first, what the ratio rule cannot relate last.',
  })
  comparablePacks(
    @Root() drug: Drug,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: PharmacyContext,
  ): Promise<Connection<ComparablePack> | null> {
    return context.services.comparisons.packs(drug, page, context);
  }
}
