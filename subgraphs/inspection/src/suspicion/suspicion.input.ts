import { Field, ID, InputType } from 'type-graphql';
import { SuspicionModelEnum, SuspicionStateEnum } from './suspicion.entity.ts';
import type { SuspicionModel, SuspicionState } from './suspicion.terms.ts';

@InputType({ description: '疑点筛选。Which indicators are listed.' })
export class SuspicionFilter {
  @Field(() => SuspicionModelEnum, { nullable: true, description: '疑点模型。Raised by this model.' })
  model?: SuspicionModel | null;

  @Field(() => SuspicionStateEnum, { nullable: true, description: '状态。In this state.' })
  state?: SuspicionState | null;

  @Field(() => String, { nullable: true, description: '机构编码。About fees of this institution.' })
  institutionCode?: string | null;

  @Field(() => ID, { nullable: true, description: '参保人标识。About this person.' })
  personId?: string | null;

  @Field(() => String, { nullable: true, description: '项目编码。About this drug or item.' })
  itemCode?: string | null;
}
