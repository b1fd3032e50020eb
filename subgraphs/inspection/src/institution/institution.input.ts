import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import {
  Institution,
  InstitutionKindEnum,
  InstitutionLevelEnum,
  InstitutionOwnershipEnum,
  InstitutionStateEnum,
} from './institution.entity.ts';
import type {
  InstitutionFacts,
  InstitutionKind,
  InstitutionLevel,
  InstitutionOwnership,
  InstitutionState,
} from './institution.terms.ts';

@InputType({ description: '机构筛选。Which institutions are listed.' })
export class InstitutionFilter {
  @Field(() => String, {
    nullable: true,
    description: '行政区划前缀。Prefix of the district, two to six digits.',
  })
  region?: string | null;

  @Field(() => InstitutionLevelEnum, { nullable: true, description: '机构等级。Institutions of this level.' })
  level?: InstitutionLevel | null;

  @Field(() => InstitutionKindEnum, { nullable: true, description: '机构类别。Institutions of this kind.' })
  kind?: InstitutionKind | null;

  @Field(() => InstitutionOwnershipEnum, {
    nullable: true,
    description: '机构性质。Institutions owned in this way.',
  })
  ownership?: InstitutionOwnership | null;

  @Field(() => InstitutionStateEnum, { nullable: true, description: '定点状态。Institutions in this state.' })
  state?: InstitutionState | null;

  @Field(() => String, {
    nullable: true,
    description: '名称包含。Part of the registered name, at most 50 characters.',
  })
  search?: string | null;
}

@InputType({ description: '登记机构的输入。The institution as it is designated now.' })
export class RegisterInstitutionInput implements InstitutionFacts {
  @Field(() => String, {
    description: '幂等键。The same key with the same content returns the first result.',
  })
  idempotencyKey!: string;

  @Field(() => String, { description: '机构编码。National code of twelve characters.' })
  code!: string;

  @Field(() => String, { description: '机构名称。Registered name, at most 200 characters.' })
  name!: string;

  @Field(() => String, { description: '行政区划。District, six digits of GB/T 2260.' })
  region!: string;

  @Field(() => InstitutionLevelEnum, { description: '机构等级。Level of the institution.' })
  level!: InstitutionLevel;

  @Field(() => InstitutionKindEnum, { description: '机构类别。Kind of the institution.' })
  kind!: InstitutionKind;

  @Field(() => InstitutionOwnershipEnum, { description: '机构性质。Public or private.' })
  ownership!: InstitutionOwnership;

  @Field(() => InstitutionStateEnum, { description: '定点状态。State of the designation.' })
  state!: InstitutionState;

  @Field(() => String, { nullable: true, description: '专科。Speciality of a speciality hospital.' })
  speciality!: string | null;

  @Field(() => CalendarDateScalar, { description: '定点起始日。First day of the designation.' })
  designatedSince!: string;
}

@ObjectType({ description: '登记机构成功。The institution is registered as told.' })
export class RegisterInstitutionSuccess {
  @Field(() => Institution, { description: '机构。The institution.' })
  institution!: Institution;
}

@ObjectType({
  implements: Refusal,
  description: '定点已解除。A terminated designation is not revived under its code.',
})
export class DesignationTerminatedRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '登记信息不一致。Code, kind, level and district do not fit together.',
})
export class InstitutionNotConsistentRefusal extends Refusal {}

export const RegisterInstitutionResult = createUnionType({
  name: 'RegisterInstitutionResult',
  description: '登记机构的结果。Success or refusal.',
  types: () =>
    [RegisterInstitutionSuccess, DesignationTerminatedRefusal, InstitutionNotConsistentRefusal] as const,
});

export const toRegistrationRefusal = refusalMapper({
  DESIGNATION_TERMINATED: DesignationTerminatedRefusal,
  INSTITUTION_NOT_CONSISTENT: InstitutionNotConsistentRefusal,
});
