import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import {
  CertaintyEnum,
  InstitutionLevelEnum,
  InsuranceSchemeEnum,
  PersonGroupEnum,
  TermKindEnum,
  TermUnitEnum,
  VisitTypeEnum,
} from './policy-term.enums.ts';
import type {
  Certainty,
  InstitutionLevel,
  PersonGroup,
  PolicyTermFacts,
  Scheme,
  TermKind,
  TermUnit,
  VisitType,
} from './policy-term.rule.ts';

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '政策参数。One parameter of the policy, in force from a day to a day.' })
@Entity({ tableName: 'policy_term' })
@Unique({ properties: ['code', 'version'] })
export class PolicyTerm implements PolicyTermFacts {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, {
    description: '参数代码。Code of the term; the lines of a settlement name it as their rule.',
  })
  @Property({ type: 'string', length: 80 })
  code!: string;

  @Field(() => String, { description: '参数版本。Version of the term.' })
  @Property({ type: 'string', length: 20 })
  version!: string;

  @Field(() => TermKindEnum, { description: '类别。What the term decides.' })
  @Property({ type: 'string', length: 40 })
  kind!: TermKind;

  @Field(() => InsuranceSchemeEnum, { nullable: true, description: '险种。Scheme; null for every scheme.' })
  @Property({ type: 'string', length: 10, nullable: true })
  scheme!: Scheme | null;

  @Field(() => PersonGroupEnum, {
    nullable: true,
    description: '人员类别。Group of persons; null for every group.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  personGroup!: PersonGroup | null;

  @Field(() => InstitutionLevelEnum, {
    nullable: true,
    description: '医院等级。Level of the institution; null for every level.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  institutionLevel!: InstitutionLevel | null;

  @Field(() => VisitTypeEnum, {
    nullable: true,
    description: '就诊类型。Kind of visit; null for every kind.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  visitType!: VisitType | null;

  @Field(() => String, {
    nullable: true,
    description: '统筹区划。Prefix of the administrative division of the place of insurance.',
  })
  @Property({ type: 'string', length: 6, nullable: true })
  region!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '限定。What else narrows the term: item class, chapter of item codes, group of assistance.',
  })
  @Property({ type: 'string', length: 40, nullable: true })
  qualifier!: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '分段下限。Lower end of the band of the year, in 分 above the deductible.',
  })
  @Property({ type: FenType, nullable: true })
  bandFrom!: Fen | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '分段上限。Upper end of the band in 分; null when open.',
  })
  @Property({ type: FenType, nullable: true })
  bandTo!: Fen | null;

  @Field(() => TermUnitEnum, { description: '单位。What the value is.' })
  @Property({ type: 'string', length: 10 })
  unit!: TermUnit;

  @Field(() => String, {
    description: '参数值。The value, in its unit: 分 as an integer, a decimal ratio, or names.',
  })
  @Property({ type: 'string', length: 400 })
  value!: string;

  @Field(() => CalendarDateScalar, { description: '生效日期。First day in force.' })
  @Property({ type: CalendarDateType })
  effectiveFrom!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '失效日期。Last day in force; null while open.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  effectiveTo!: CalendarDate | null;

  @Field(() => String, { description: '依据。Document and article, or why it was decided so.' })
  @Property({ type: 'string', length: 400 })
  source!: string;

  @Field(() => CertaintyEnum, { description: '依据程度。How sure the term is.' })
  @Property({ type: 'string', length: 20 })
  certainty!: Certainty;

  /** The change that brought the term; null for those shipped with the product. */
  @Property({ type: 'uuid', nullable: true })
  changeId!: string | null;
}
