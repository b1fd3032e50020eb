import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { Sealed } from '#kernel/sensitive/sealed';
import { Sensitive } from '#kernel/sensitive/sensitive.decorator';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { ExclusionCause } from '../benefit/facts.rule.ts';
import { TreatmentEnum } from '../qualification/treatment.enum.ts';
import type { Treatment } from '../qualification/treatment.rule.ts';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { Channel } from './channel.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';

export const ExclusionCauseEnum: { readonly [Cause in ExclusionCause]: Cause } = {
  WORK_INJURY: 'WORK_INJURY',
  LIABLE_THIRD_PARTY: 'LIABLE_THIRD_PARTY',
  PUBLIC_HEALTH: 'PUBLIC_HEALTH',
  CARE_ABROAD: 'CARE_ABROAD',
};
registerEnumType(ExclusionCauseEnum, {
  name: 'ExclusionCause',
  description: '不予支付情形。Why medical insurance does not bear the costs (社会保险法 第30条).',
  valuesConfig: {
    WORK_INJURY: { description: '应由工伤保险基金支付。To be paid by work-injury insurance.' },
    LIABLE_THIRD_PARTY: { description: '应由第三人负担。To be borne by a liable third party.' },
    PUBLIC_HEALTH: { description: '应由公共卫生负担。To be borne by public health.' },
    CARE_ABROAD: { description: '境外就医。Care abroad.' },
  },
});

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '就诊。A visit of an insured person at an institution, as registered. infno 2201.',
})
@Entity({ tableName: 'visit' })
@Index({ properties: ['personId'] })
export class Visit {
  @Field(() => ID, { description: '标识。Opaque id (mdtrt_id).' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Property({ type: 'string', length: 20, nullable: true })
  physicianCode!: string | null;

  /** By which way its bill comes: from the institution, or with the person who paid it (零星报销). */
  @Property({ type: 'string', length: 15 })
  channel!: Channel;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit (med_type).' })
  @Property({ type: 'string', length: 20 })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '就诊日期。First day of the visit.' })
  @Property({ type: CalendarDateType })
  startedOn!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '出院日期。Day of discharge of a hospital stay. infno 2402.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  endedOn!: CalendarDate | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '取消日期。Day on which the registration was cancelled, if it was. infno 2202.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  cancelledOn!: CalendarDate | null;

  @Field(() => Boolean, {
    description: '自费就诊。Whether the person pays without medical insurance; a commercial policy may pay.',
  })
  @Property({ type: 'boolean', default: false })
  selfPaying!: boolean;

  @Directive('@requiresScopes(scopes: [["qualification:read"]])')
  @Field(() => TreatmentEnum, {
    nullable: true,
    description: '大病治疗项目。Treatment of the serious-illness scheme that the visit is for.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  treatment!: Treatment | null;

  @Sensitive({ class: 'MEDICAL', nullable: true, description: '诊断编码。Diagnosis code (ICD-10 医保版).' })
  diagnosisCode!: Sealed | null;

  @Sensitive({ class: 'MEDICAL', nullable: true, description: '诊断。Diagnosis in words.' })
  diagnosis!: Sealed | null;

  @Field(() => ExclusionCauseEnum, {
    nullable: true,
    description: '不予支付情形。Why the costs are excluded, if they are.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  exclusionCause!: ExclusionCause | null;

  @Field(() => Boolean, {
    description: '先行支付。Whether the fund advances what a liable third party does not pay.',
  })
  @Property({ type: 'boolean' })
  fundAdvances!: boolean;
}
