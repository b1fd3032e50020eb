import { Arg, Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, connectionType, type Connection } from '#kernel/graphql/connection';
import { RatioScalar } from '#kernel/graphql/scalars';
import { today } from '#kernel/vocabulary/calendar';
import type { Ratio } from '#kernel/vocabulary/money';
import { isStale, unitPrice } from '../comparison/ratio.rule.ts';
import { specificationOf } from '../drug/drug-facts.rule.ts';
import { Drug } from '../drug/drug.entity.ts';
import { drugOf } from '../drug/drug.service.ts';
import { Institution } from '../foreign/institution.ts';
import type { PharmacyContext } from '../services.ts';
import { PriceQuote } from './price-quote.entity.ts';

const PriceQuoteConnection = connectionType(PriceQuote);

@Resolver(() => PriceQuote)
export class PriceQuoteResolver {
  @FieldResolver(() => Drug, { nullable: true, description: '药品。The drug that is quoted.' })
  drug(@Root() quote: PriceQuote, @Ctx() context: PharmacyContext): Promise<Drug | null> {
    return drugOf(quote.drugId, context.services.drugs, context);
  }

  @FieldResolver(() => Institution, {
    nullable: true,
    description: '机构。The institution or pharmacy that quotes.',
  })
  institution(@Root() quote: PriceQuote): Institution {
    return Object.assign(new Institution(), { code: quote.institutionCode });
  }

  @FieldResolver(() => Boolean, { description: '是否过期。Whether the quote is more than 30 days old.' })
  stale(@Root() quote: PriceQuote, @Ctx() context: PharmacyContext): boolean {
    return isStale(quote.quotedOn, today(context.services.kernel.clock));
  }

  @FieldResolver(() => RatioScalar, {
    nullable: true,
    description:
      '最小单位价格。Price of one smallest unit in 分, six decimals; null where the count of the pack is unknown.',
  })
  async unitPrice(@Root() quote: PriceQuote, @Ctx() context: PharmacyContext): Promise<Ratio | null> {
    const drug = await drugOf(quote.drugId, context.services.drugs, context);
    const count = drug && specificationOf(drug)?.unitCount;
    return count ? unitPrice(quote.price, count) : null;
  }
}

@Resolver(() => Drug)
export class DrugQuoteResolver {
  @FieldResolver(() => PriceQuoteConnection, {
    nullable: true,
    description: '报价。Current quotes, the cheapest first; of each institution the latest.',
  })
  quotes(
    @Root() drug: Drug,
    @Arg('region', () => String, {
      nullable: true,
      description: '行政区划。Division of 2, 4 or 6 digits; covers what lies under it.',
    })
    region: string | null,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: PharmacyContext,
  ): Promise<Connection<PriceQuote> | null> {
    return context.services.quotes.page('drug', drug.id, region ?? null, page, context);
  }

  @FieldResolver(() => PriceQuote, {
    nullable: true,
    description:
      '最低报价。The cheapest current quote; one that is not stale before one that is; null without a quote.',
  })
  cheapestQuote(
    @Root() drug: Drug,
    @Arg('region', () => String, {
      nullable: true,
      description: '行政区划。Division of 2, 4 or 6 digits; covers what lies under it.',
    })
    region: string | null,
    @Ctx() context: PharmacyContext,
  ): Promise<PriceQuote | null> {
    return context.services.quotes.cheapest(drug.id, region ?? null, context);
  }
}

@Resolver(() => Institution)
export class InstitutionPriceResolver {
  @Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
  @FieldResolver(() => PriceQuoteConnection, {
    nullable: true,
    description: '药品价格。What the institution asks for its drugs, by name; of each drug the latest quote.',
  })
  drugPrices(
    @Root() institution: Institution,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: PharmacyContext,
  ): Promise<Connection<PriceQuote> | null> {
    return context.services.quotes.page('institution', institution.code, null, page, context);
  }
}
