import { Field, ID, InputType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import {
  CertaintyEnum,
  InstitutionLevelEnum,
  InsuranceSchemeEnum,
  PersonGroupEnum,
  TermKindEnum,
  VisitTypeEnum,
} from '../policy-term/policy-term.enums.ts';
import type {
  Certainty,
  InstitutionLevel,
  PersonGroup,
  Scheme,
  TermKind,
  VisitType,
} from '../policy-term/policy-term.rule.ts';

@InputType({ description: '政策参数输入。One term of a change; what is left out holds for all.' })
export class PolicyTermInput {
  @Field(() => String, { description: '参数代码。Code; a later version of a known term keeps its code.' })
  code!: string;

  @Field(() => TermKindEnum, { description: '类别。What the term decides; it fixes the unit of the value.' })
  kind!: TermKind;

  @Field(() => InsuranceSchemeEnum, { nullable: true, description: '险种。Scheme.' })
  scheme?: Scheme | null;

  @Field(() => PersonGroupEnum, { nullable: true, description: '人员类别。Group of persons.' })
  personGroup?: PersonGroup | null;

  @Field(() => InstitutionLevelEnum, { nullable: true, description: '医院等级。Level of the institution.' })
  institutionLevel?: InstitutionLevel | null;

  @Field(() => VisitTypeEnum, { nullable: true, description: '就诊类型。Kind of visit.' })
  visitType?: VisitType | null;

  @Field(() => String, { nullable: true, description: '统筹区划。Prefix of the administrative division.' })
  region?: string | null;

  @Field(() => String, { nullable: true, description: '限定。Item class, chapter or group of assistance.' })
  qualifier?: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: '分段下限。Lower end of the band in 分.' })
  bandFrom?: Fen | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '分段上限。Upper end of the band; null when open.',
  })
  bandTo?: Fen | null;

  @Field(() => String, { description: '参数值。分 as an integer, a decimal ratio, or names.' })
  value!: string;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '失效日期。Last day in force; null while open.',
  })
  effectiveTo?: CalendarDate | null;

  @Field(() => String, { description: '依据。Document and article.' })
  source!: string;

  @Field(() => CertaintyEnum, { description: '依据程度。How sure the term is.' })
  certainty!: Certainty;
}

@InputType({ description: '政策调整起草输入。What is to hold from which day, and why.' })
export class DraftPolicyChangeInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '事由。Why, 4 to 400 characters.' })
  reason!: string;

  @Field(() => CalendarDateScalar, { description: '生效日期。First day in force; later than today.' })
  effectiveFrom!: CalendarDate;

  @Field(() => [PolicyTermInput], { description: '参数。The terms, 1 to 200.' })
  terms!: PolicyTermInput[];
}

@InputType({ description: '政策调整审批输入。Which change is decided, and how.' })
export class DecidePolicyChangeInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '政策调整标识。Id of the change.' })
  changeId!: string;

  @Field(() => Boolean, { description: '是否批准。Whether it is approved; otherwise it is rejected.' })
  approve!: boolean;

  @Field(() => String, { description: '审批意见。Note, 2 to 400 characters.' })
  note!: string;
}
