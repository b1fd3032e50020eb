import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Entitlement } from '../benefit/facts.rule.ts';
import { InsuranceSchemeEnum, PersonGroupEnum, VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme, VisitType } from '../policy-term/policy-term.rule.ts';
import { EntitlementEnum } from '../settlement/settlement-line.type.ts';
import { Visit } from './visit.entity.ts';

@ObjectType({ description: '挂号成功。The visit is registered.' })
export class RegisterVisitSuccess {
  @Field(() => Visit, { description: '就诊。The visit.' })
  visit!: Visit;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme under which it will be settled.' })
  scheme!: Scheme;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group of the person on that day.' })
  personGroup!: PersonGroup;

  @Field(() => EntitlementEnum, { description: '待遇资格。Whether the scheme pays on that day.' })
  entitlement!: Entitlement;
}

@ObjectType({ implements: Refusal, description: '无有效参保关系。The person has no cover on that day.' })
export class NoCoverRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '日期。The day without cover.' })
  day!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description: '机构不能结算。The institution is unknown, suspended or terminated.',
})
export class InstitutionNotServingRefusal extends Refusal {
  @Field(() => String, {
    nullable: true,
    description: '定点状态。State of the designation; null when unknown.',
  })
  institutionState!: string | null;
}

@ObjectType({
  implements: Refusal,
  description: '就诊类型不受理。This kind of visit is registered by another transaction.',
})
export class VisitTypeNotServedRefusal extends Refusal {
  @Field(() => VisitTypeEnum, { description: '就诊类型。The kind that was asked for.' })
  visitType!: VisitType;
}

export const RegisterVisitResult = createUnionType({
  name: 'RegisterVisitResult',
  description: '挂号结果。The visit, or why it was not registered.',
  types: () =>
    [RegisterVisitSuccess, NoCoverRefusal, InstitutionNotServingRefusal, VisitTypeNotServedRefusal] as const,
});
