import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import { publishedEnum } from '../published-enum.ts';
import type {
  InstitutionKind,
  InstitutionLevel,
  InstitutionOwnership,
  InstitutionState,
} from './institution.terms.ts';

export const InstitutionLevelEnum = publishedEnum<InstitutionLevel>(
  'InstitutionLevel',
  '机构等级。Level of an institution (hosp_lv, without its sub-grades).',
  {
    TERTIARY: '三级。Tertiary.',
    SECONDARY: '二级。Secondary.',
    PRIMARY: '一级。Primary.',
    NONE: '无等级。Without a level, as pharmacies are.',
  },
);

export const InstitutionKindEnum = publishedEnum<InstitutionKind>(
  'InstitutionKind',
  '机构类别。Kind of a designated institution.',
  {
    HOSPITAL: '医院。Hospital.',
    COMMUNITY: '社区卫生服务机构。Community health centre.',
    PHARMACY: '零售药店。Retail pharmacy.',
  },
);

export const InstitutionOwnershipEnum = publishedEnum<InstitutionOwnership>(
  'InstitutionOwnership',
  '机构性质。Who owns an institution.',
  { PUBLIC: '公立。Public.', PRIVATE: '民营，属企业。Private, an enterprise.' },
);

export const InstitutionStateEnum = publishedEnum<InstitutionState>(
  'InstitutionState',
  '定点状态。State of the designation.',
  { ACTIVE: '有效。Designated.', SUSPENDED: '暂停。Suspended.', TERMINATED: '解除。Terminated.' },
);

@Directive('@key(fields: "code")')
@Directive('@requiresScopes(scopes: [["institution:read"]])')
@ObjectType({
  description:
    '定点医药机构。A designated medical institution or pharmacy (fixmedins), keyed by its national code.',
})
@Entity({ tableName: 'institution' })
export class Institution {
  @Field(() => String, { description: '机构编码。National code of twelve characters (fixmedins_code).' })
  @PrimaryKey({ type: 'string', length: 12 })
  code!: string;

  @Field(() => String, { description: '机构名称。Registered name of the institution (fixmedins_name).' })
  @Property({ type: 'string', length: 200 })
  name!: string;

  @Field(() => String, { description: '行政区划。District, six digits of GB/T 2260.' })
  @Index()
  @Property({ type: 'string', length: 6 })
  region!: string;

  @Field(() => InstitutionLevelEnum, { description: '机构等级。Level of the institution.' })
  @Property({ type: 'string', length: 20 })
  level!: InstitutionLevel;

  @Field(() => InstitutionKindEnum, { description: '机构类别。Kind of the institution.' })
  @Property({ type: 'string', length: 20 })
  kind!: InstitutionKind;

  @Field(() => InstitutionOwnershipEnum, { description: '机构性质。Public or private.' })
  @Property({ type: 'string', length: 20 })
  ownership!: InstitutionOwnership;

  @Field(() => InstitutionStateEnum, { description: '定点状态。State of the designation.' })
  @Property({ type: 'string', length: 20 })
  state!: InstitutionState;

  @Field(() => String, {
    nullable: true,
    description: '专科。Speciality of a speciality hospital; null for a general one.',
  })
  @Property({ type: 'string', length: 50, nullable: true })
  speciality!: string | null;

  @Field(() => CalendarDateScalar, { description: '定点起始日。First day of the designation.' })
  @Property({ type: CalendarDateType })
  designatedSince!: string;
}

export const InstitutionConnection = connectionType(Institution);
