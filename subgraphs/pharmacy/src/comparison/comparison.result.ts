import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import { Drug } from '../drug/drug.entity.ts';
import { PriceQuote } from '../price-quote/price-quote.entity.ts';

export enum PriceOrder {
  NORMALISED = 'NORMALISED',
  UNIT_PRICE = 'UNIT_PRICE',
  PACK_PRICE = 'PACK_PRICE',
}
registerEnumType(PriceOrder, {
  name: 'PriceOrder',
  description: '价格排序。What prices are ordered by, the lowest first; what has no such price comes last.',
  valuesConfig: {
    NORMALISED: { description: '差比价折算价。Price normalised to the pack of the reference.' },
    UNIT_PRICE: { description: '最小单位价格。Price of one smallest unit.' },
    PACK_PRICE: { description: '零售价。Price of the pack as quoted.' },
  },
});

export enum RatioStepKind {
  DOSE_FORM = 'DOSE_FORM',
  STRENGTH = 'STRENGTH',
  FILL = 'FILL',
  PACK_COUNT = 'PACK_COUNT',
  PACKAGING = 'PACKAGING',
}
registerEnumType(RatioStepKind, {
  name: 'RatioStepKind',
  description: '差比价步骤。Steps of the national ratio rule, in their order.',
  valuesConfig: {
    DOSE_FORM: { description: '剂型差比价。Only like forms are compared, so it is one.' },
    STRENGTH: { description: '含量差比价。K = 1.7^log2 X.' },
    FILL: { description: '装量差比价。K = 1.9^log2 X.' },
    PACK_COUNT: { description: '包装数量差比价。K = 1.95^log2 X.' },
    PACKAGING: { description: '包装材料差比价。A specification states no material, so it is one.' },
  },
});

@ObjectType('RatioStep', { description: '差比价步骤。One step of the ratio rule, as it was applied.' })
export class RatioStepType {
  @Field(() => RatioStepKind, { description: '步骤。Which step.' })
  kind!: RatioStepKind;

  @Field(() => RatioScalar, { description: 'X 值。Measure of the product over that of the reference.' })
  x!: string;

  @Field(() => RatioScalar, { description: 'K 值。Price relation that X justifies, six decimals.' })
  k!: string;

  @Field(() => String, { description: '说明。The step in words, for the public.' })
  explanation!: string;
}

@ObjectType({
  description:
    '比价结果。One quote beside the reference: raw price, unit price, normalised price and how it came about.',
})
export class ComparedPrice {
  @Field(() => PriceQuote, { description: '报价。The quote, with its raw price and source.' })
  quote!: PriceQuote;

  @Field(() => Drug, { description: '药品。The drug that is quoted.' })
  drug!: Drug;

  @Field(() => Boolean, { description: '是否参照品。Whether this is the reference itself.' })
  isReference!: boolean;

  @Field(() => String, { nullable: true, description: '最小单位。Smallest unit, such as 片.' })
  unit!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: '包装数量。Smallest units in the pack; null where unknown.',
  })
  unitCount!: number | null;

  @Field(() => RatioScalar, {
    nullable: true,
    description:
      '最小单位价格。Price of one smallest unit in 分, six decimals; null where the count is unknown.',
  })
  unitPrice!: Ratio | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      '差比价折算价。The pack price as that of a reference pack, in 分, rounded once half-up; null where the rule cannot be applied.',
  })
  normalisedPrice!: Fen | null;

  @Field(() => [RatioStepType], {
    description: '折算步骤。The steps of the ratio rule; empty where it cannot be applied.',
  })
  steps!: RatioStepType[];

  @Field(() => String, {
    nullable: true,
    description: '不可折算原因。Why the ratio rule cannot be applied; null where it was.',
  })
  notNormalised!: string | null;
}

export const ComparedPriceConnection = connectionType(ComparedPrice);

@ObjectType({
  description:
    '可比包装。One catalogue entry beside the reference: what its specification says is read in `drug`, how the packs relate by 药品差比价规则 here.',
})
export class ComparablePack {
  @Field(() => Drug, { description: '药品。The catalogue entry, with its strength, fill and pack count.' })
  drug!: Drug;

  @Field(() => Boolean, { description: '是否参照品。Whether this is the reference itself.' })
  isReference!: boolean;

  @Field(() => RatioScalar, {
    nullable: true,
    description:
      '折算系数。1 / K of all steps, six decimals: times it, the price of this pack is that of a reference pack; null where the rule cannot be applied.',
  })
  factor!: string | null;

  @Field(() => [RatioStepType], {
    description: '折算步骤。The steps of the ratio rule; empty where it cannot be applied.',
  })
  steps!: RatioStepType[];

  @Field(() => String, {
    nullable: true,
    description: '不可折算原因。Why the ratio rule cannot be applied; null where it was.',
  })
  notNormalised!: string | null;
}

export const ComparablePackConnection = connectionType(ComparablePack);
