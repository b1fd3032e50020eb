import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Entitlement } from '../benefit/facts.rule.ts';
import { InsuranceSchemeEnum, PersonGroupEnum, VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme, VisitType } from '../policy-term/policy-term.rule.ts';
import { EntitlementEnum } from '../settlement/settlement-line.type.ts';
import { Visit } from './visit.entity.ts';
import { NotSignedInRefusal } from '../transaction/transaction.result.ts';

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

@ObjectType({
  implements: Refusal,
  description: '大病治疗项目未登记。The register has no such treatment for the person on that day.',
})
export class TreatmentNotFiledRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '日期。The day that was asked for.' })
  day!: CalendarDate;
}

@ObjectType({ implements: Refusal, description: '登记已取消。The registration was cancelled.' })
export class VisitCancelledRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '取消日期。Day on which it was cancelled.' })
  cancelledOn!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description: '已有费用。The visit has fees that still count; they are voided first.',
})
export class VisitHasFeesRefusal extends Refusal {
  @Field(() => Int, { description: '费用单数。Claims of the visit that count.' })
  claims!: number;
}

@ObjectType({
  implements: Refusal,
  description: '不能出院。The visit is no hospital stay, has ended already, or would end before it began.',
})
export class NotDischargeableRefusal extends Refusal {}

@ObjectType({ description: '出院成功。The stay has ended and can be settled.' })
export class DischargePatientSuccess {
  @Field(() => Visit, { description: '就诊。The stay.' })
  visit!: Visit;
}

@ObjectType({ description: '取消成功。The registration no longer counts.' })
export class CancelVisitSuccess {
  @Field(() => Visit, { description: '就诊。The visit.' })
  visit!: Visit;
}

export const DischargePatientResult = createUnionType({
  name: 'DischargePatientResult',
  description: '出院结果。The stay, or why it has not ended.',
  types: () =>
    [DischargePatientSuccess, NotDischargeableRefusal, VisitCancelledRefusal, NotSignedInRefusal] as const,
});

export const CancelVisitResult = createUnionType({
  name: 'CancelVisitResult',
  description: '取消结果。The visit, or why it was not cancelled.',
  types: () => [CancelVisitSuccess, VisitHasFeesRefusal, VisitCancelledRefusal, NotSignedInRefusal] as const,
});

export const RegisterVisitResult = createUnionType({
  name: 'RegisterVisitResult',
  description: '挂号结果。The visit, or why it was not registered.',
  types: () =>
    [
      RegisterVisitSuccess,
      NoCoverRefusal,
      InstitutionNotServingRefusal,
      VisitTypeNotServedRefusal,
      TreatmentNotFiledRefusal,
      NotSignedInRefusal,
    ] as const,
});

@ObjectType({ description: '入院登记成功。The stay is registered.' })
export class AdmitPatientSuccess extends RegisterVisitSuccess {}

export const AdmitPatientResult = createUnionType({
  name: 'AdmitPatientResult',
  description: '入院登记的结果。The stay, or why it was not registered.',
  types: () =>
    [
      AdmitPatientSuccess,
      NoCoverRefusal,
      InstitutionNotServingRefusal,
      TreatmentNotFiledRefusal,
      NotSignedInRefusal,
    ] as const,
});

@ObjectType({
  description: '自费就诊登记成功。The visit is registered; medical insurance has no part in it.',
})
export class RegisterSelfPayingVisitSuccess {
  @Field(() => Visit, { description: '就诊。The visit.' })
  visit!: Visit;
}

export const RegisterSelfPayingVisitResult = createUnionType({
  name: 'RegisterSelfPayingVisitResult',
  description: '自费就诊登记的结果。The visit, or why it was not registered.',
  types: () => [RegisterSelfPayingVisitSuccess, InstitutionNotServingRefusal, NotSignedInRefusal] as const,
});
