import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import {
  EnrolmentChangeKindEnum,
  EnrolmentStateEnum,
  InsuranceSchemeEnum,
  PersonGroupEnum,
  SuspensionReasonEnum,
  type EnrolmentChangeKind,
  type SuspensionReason,
} from './enrolment.enums.ts';
import type { EnrolmentState, PersonGroup, Scheme } from './enrolment.rule.ts';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({
  description: '参保登记。Cover of one person under one scheme; residents have one for each year.',
})
@Entity({ tableName: 'enrolment' })
@Index({ properties: ['personId', 'coverFrom'] })
export class Enrolment {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme.' })
  @Property({ type: 'string', length: 10 })
  scheme!: Scheme;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group under which the person is enrolled.' })
  @Property({ type: 'string', length: 20 })
  personGroup!: PersonGroup;

  @Field(() => Int, {
    nullable: true,
    description: '参保年度。Year that a resident paid for; null for employees.',
  })
  @Property({ type: 'integer', nullable: true })
  coveredYear!: number | null;

  @Field(() => CalendarDateScalar, { description: '缴费日期。Day of payment.' })
  @Property({ type: CalendarDateType })
  paidOn!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '参保起始日。First covered day.' })
  @Property({ type: CalendarDateType })
  coverFrom!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '参保终止日。Last covered day; null while open-ended.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  coverTo!: CalendarDate | null;

  @Field(() => EnrolmentStateEnum, { description: '参保状态。State.' })
  @Property({ type: 'string', length: 10 })
  state!: EnrolmentState;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '暂停起始日。First day without benefits; null unless suspended.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  suspendedFrom!: CalendarDate | null;

  @Field(() => SuspensionReasonEnum, { nullable: true, description: '暂停原因。Why it is suspended.' })
  @Property({ type: 'string', length: 20, nullable: true })
  suspensionReason!: SuspensionReason | null;

  /** The newest day on which something changed; a later change cannot lie before it. */
  @Property({ type: CalendarDateType, nullable: true })
  lastChangedOn!: CalendarDate | null;

  @Field(() => String, { description: '参保地。Division of the place of insurance, GB/T 2260.' })
  @Property({ type: 'string', length: 6 })
  region!: string;

  @Property({ type: 'timestamptz' })
  createdAt!: Date;
}

@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({ description: '参保变更记录。One change of an enrolment or its waiting period; never altered.' })
@Entity({ tableName: 'enrolment_change' })
@Index({ properties: ['enrolmentId', 'id'] })
export class EnrolmentChange {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  enrolmentId!: string;

  @Field(() => EnrolmentChangeKindEnum, { description: '变更类别。What happened.' })
  @Property({ type: 'string', length: 10 })
  kind!: EnrolmentChangeKind;

  @Field(() => CalendarDateScalar, { description: '生效日期。Day from which it holds.' })
  @Property({ type: CalendarDateType })
  effectiveOn!: CalendarDate;

  @Field(() => EnrolmentStateEnum, { description: '变更后参保状态。State after the change.' })
  @Property({ type: 'string', length: 10 })
  state!: EnrolmentState;

  @Field(() => Int, { description: '变更后等待期月数。Months of the waiting period after the change.' })
  @Property({ type: 'integer' })
  waitingMonths!: number;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '变更前待遇起算日。First day of benefits before the change; null when there was none.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  benefitsFromBefore!: CalendarDate | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '变更后待遇起算日。First day of benefits after the change; null while unknown.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  benefitsFrom!: CalendarDate | null;

  @Field(() => String, { nullable: true, description: '变更原因。Code of the reason, where one was given.' })
  @Property({ type: 'string', length: 40, nullable: true })
  reason!: string | null;

  @Field(() => InstantScalar, { description: '登记时刻。When it was recorded.' })
  @Property({ type: 'timestamptz' })
  recordedAt!: Date;

  /** Who recorded it: the subject of the token, or `system`. */
  @Property({ type: 'string', length: 200 })
  recordedBy!: string;
}
