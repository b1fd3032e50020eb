import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formatDecimal, type Quantity } from '../quantity/quantity.rule.ts';
import type { PackLevel, Specification, SpecificationProblem, Strength } from './specification.rule.ts';

export enum StrengthBasis {
  CONTENT = 'CONTENT',
  WEIGHT = 'WEIGHT',
  HERB_EQUIVALENT = 'HERB_EQUIVALENT',
  STATED = 'STATED',
}
registerEnumType(StrengthBasis, {
  name: 'StrengthBasis',
  description: '含量依据。What an amount of a specification is the amount of.',
  valuesConfig: {
    CONTENT: { description: '含量。Active content.' },
    WEIGHT: { description: '重量。Weight of the unit (每丸重, 每袋装).' },
    HERB_EQUIVALENT: { description: '相当于药材量。Crude herb that the unit stands for.' },
    STATED: { description: '标示量。The amount stated for one unit, without saying of what.' },
  },
});

@ObjectType({ description: '数量。A decimal amount with its unit.' })
export class SpecificationAmount {
  @Field(() => String, { description: '数值。Decimal; exact up to twelve places.' })
  value!: string;

  @Field(() => String, { description: '单位。Unit such as mg, ml, IU, 单位, %.' })
  unit!: string;
}

@ObjectType('SpecificationStrength', { description: '含量。Content of one ingredient in one smallest unit.' })
export class StrengthType {
  @Field(() => String, {
    nullable: true,
    description: '成分。Ingredient; null where the specification names none.',
  })
  ingredient!: string | null;

  @Field(() => SpecificationAmount, { description: '量。The amount.' })
  amount!: SpecificationAmount;

  @Field(() => SpecificationAmount, {
    nullable: true,
    description: '每。The amount is per this; null: per smallest unit.',
  })
  per!: SpecificationAmount | null;

  @Field(() => StrengthBasis, { description: '依据。What the amount is the amount of.' })
  basis!: StrengthBasis;
}

@ObjectType('SpecificationPackLevel', {
  description: '包装层级。One level of the pack, the innermost first.',
})
export class PackLevelType implements PackLevel {
  @Field(() => Int, { description: '数量。How many at this level.' })
  count!: number;

  @Field(() => String, { nullable: true, description: '单位。Unit counted; null where it is not named.' })
  unit!: string | null;
}

@ObjectType('SpecificationProblem', { description: '未解析部分。A piece that was not understood.' })
export class ProblemType implements SpecificationProblem {
  @Field(() => String, { description: '原文。The piece as written.' })
  part!: string;

  @Field(() => String, { description: '原因。Why it was not understood.' })
  reason!: string;
}

@ObjectType('DrugSpecification', {
  description: '规格。What a specification says; a piece not understood is a problem, never a guess.',
})
export class SpecificationType {
  @Field(() => String, { description: '原文。The specification as printed.' })
  text!: string;

  @Field(() => [StrengthType], { description: '含量。Contents; empty where none is stated.' })
  strengths!: StrengthType[];

  @Field(() => SpecificationAmount, { nullable: true, description: '装量。What one smallest unit holds.' })
  fill!: SpecificationAmount | null;

  @Field(() => [PackLevelType], { description: '包装层级。Counts from the inside out.' })
  levels!: PackLevelType[];

  @Field(() => String, { nullable: true, description: '最小单位。Smallest unit such as 片, 粒, 支, 袋.' })
  unit!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: '包装数量。Smallest units in a retail pack; null where not stated.',
  })
  unitCount!: number | null;

  @Field(() => [String], { description: '备注。Understood remarks that count nothing, such as 无糖型.' })
  remarks!: string[];

  @Field(() => [ProblemType], { description: '未解析部分。What was not understood, with its reason.' })
  problems!: ProblemType[];
}

/** A reading as the graph shows it. */
export function toSpecificationType(specification: Specification): SpecificationType {
  const { text, strengths, fill, levels, unit, unitCount, remarks, problems } = specification;
  return {
    text,
    strengths: strengths.map(toStrengthType),
    fill: fill && toAmount(fill),
    levels: [...levels],
    unit,
    unitCount,
    remarks: [...remarks],
    problems: [...problems],
  };
}

function toStrengthType({ ingredient, amount, per, basis }: Strength): StrengthType {
  return { ingredient, amount: toAmount(amount), per: per && toAmount(per), basis: StrengthBasis[basis] };
}

function toAmount({ value, unit }: Quantity): SpecificationAmount {
  return { value: formatDecimal(value, 12), unit };
}
