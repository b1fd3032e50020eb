import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { InspectionCodeStateEnum } from '../inspection-code/inspection-code.entity.ts';
import type { InspectionCodeState } from '../inspection-code/inspection-code.terms.ts';
import { SuspicionModelEnum, SuspicionStateEnum } from '../suspicion/suspicion.entity.ts';
import type { SuspicionModel, SuspicionState } from '../suspicion/suspicion.terms.ts';

const AGGREGATE = '@requiresScopes(scopes: [["inspection:aggregate"]])';

@Directive(AGGREGATE)
@ObjectType({ description: '疑点数。Indicators of one model in one state in one district.' })
export class SuspicionCount {
  @Field(() => SuspicionModelEnum, { description: '模型。Model that raised them.' })
  model!: SuspicionModel;

  @Field(() => String, { description: '模型说明。What the model looks for, in Chinese.' })
  modelTitle!: string;

  @Field(() => SuspicionStateEnum, { description: '状态。How far their verification is.' })
  state!: SuspicionState;

  @Field(() => String, { description: '区划。Division of the institution, GB/T 2260.' })
  region!: string;

  @Field(() => Int, { description: '数量。How many there are.' })
  count!: number;
}

@Directive(AGGREGATE)
@ObjectType({ description: '检查码数。Inspection codes in one state.' })
export class InspectionCodeCount {
  @Field(() => InspectionCodeStateEnum, { description: '状态。State of the codes.' })
  state!: InspectionCodeState;

  @Field(() => Int, { description: '数量。How many there are.' })
  count!: number;
}
