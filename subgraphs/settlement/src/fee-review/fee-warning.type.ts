import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    '事中预警。A rule of the fee library that lines of the claim do not keep; a hint for the institution, no refusal. infno 3102.',
})
export class FeeWarning {
  @Field(() => ID, { description: '规则标识。Id of the rule, which inspection owns.' })
  ruleId!: string;

  @Field(() => String, { description: '对象。Drug or item that the rule limits.' })
  subject!: string;

  @Field(() => String, { description: '规则说明。Text of the rule as published.' })
  explanation!: string;

  @Field(() => Boolean, {
    description: '是否明确。Whether it follows from the facts; otherwise it is to be verified.',
  })
  certain!: boolean;

  @Field(() => [ID], { description: '明细标识。Fee lines concerned.' })
  itemIds!: string[];
}
