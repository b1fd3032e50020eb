import { Field, ObjectType } from 'type-graphql';
import { PolicyTerm } from '../policy-term/policy-term.entity.ts';
import { SettlementLine } from './settlement-line.type.ts';
import { Settlement } from './settlement.entity.ts';

@ObjectType({ description: '结算说明行。One line of a settlement in plain Chinese, and what it rests on.' })
export class ExplanationLine {
  @Field(() => SettlementLine, { description: '结算明细行。The line.' })
  line!: SettlementLine;

  @Field(() => String, { description: '说明。The line in plain Chinese, amounts in yuan.' })
  text!: string;

  @Field(() => String, {
    nullable: true,
    description: '依据。Document and article, how sure it is, since when; null where nothing was decided.',
  })
  source!: string | null;

  @Field(() => PolicyTerm, { nullable: true, description: '政策参数。The very version of the term applied.' })
  term!: PolicyTerm | null;
}

@ObjectType({ description: '结算说明。Why a settlement came to what it did.' })
export class SettlementExplanation {
  @Field(() => Settlement, { description: '结算单。The settlement.' })
  settlement!: Settlement;

  @Field(() => String, { description: '概要。Total and payers in one sentence.' })
  summary!: string;

  @Field(() => [ExplanationLine], { description: '逐行说明。Line by line, in the order of the steps.' })
  lines!: ExplanationLine[];
}
