import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { BenefitSource } from './source.rule.ts';
import type { BenefitFacts, BenefitState, Verdict } from './duplicate.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const BenefitSourceEnum: EnumOf<BenefitSource> = {
  WITHOUT_APPLICATION: 'WITHOUT_APPLICATION',
  WINDOW: 'WINDOW',
  ONLINE: 'ONLINE',
  OTHER: 'OTHER',
};
registerEnumType(BenefitSourceEnum, {
  name: 'MaternityBenefitSource',
  description: '数据来源标识。Through which channel a case came.',
  valuesConfig: {
    WITHOUT_APPLICATION: { description: '免申即享。Found by the centre, without an application.' },
    WINDOW: { description: '窗口办理。At a counter.' },
    ONLINE: { description: '线上申请。By application online.' },
    OTHER: { description: '其他渠道。Another channel.' },
  },
});

export const BenefitStateEnum: EnumOf<BenefitState> = {
  ACCEPTED: 'ACCEPTED',
  HELD: 'HELD',
  GENERATED: 'GENERATED',
  EXPORTED: 'EXPORTED',
  PAID: 'PAID',
  FAILED: 'FAILED',
  REJECTED: 'REJECTED',
  CLOSED_AS_DUPLICATE: 'CLOSED_AS_DUPLICATE',
  DOUBLE_PAID: 'DOUBLE_PAID',
};
registerEnumType(BenefitStateEnum, {
  name: 'MaternityBenefitState',
  description: '生育待遇状态。Where the payment of a case stands.',
  valuesConfig: {
    ACCEPTED: { description: '已受理。Accepted, no payment data yet.' },
    HELD: { description: '暂缓。Held because the same event is in progress in another channel.' },
    GENERATED: { description: '已生成支付数据。Payment data are there.' },
    EXPORTED: { description: '已导出。Its money is on its way.' },
    PAID: { description: '支付成功。Paid, by this centre or elsewhere.' },
    FAILED: { description: '支付失败。The bank did not pay it; it is paid with the next payment data.' },
    REJECTED: { description: '不予支付。Not paid.' },
    CLOSED_AS_DUPLICATE: {
      description: '重复件关闭。Closed because the event was paid through another channel.',
    },
    DOUBLE_PAID: { description: '双支付。Paid through two channels; one has to be recovered.' },
  },
});

export const VerdictEnum: EnumOf<Verdict> = { PROCEED: 'PROCEED', HOLD: 'HOLD', CLOSE: 'CLOSE' };
registerEnumType(VerdictEnum, {
  name: 'DuplicateVerdict',
  description: '去重结论。What a check for duplicates came to.',
  valuesConfig: {
    PROCEED: { description: '通过。No duplicate stands in the way.' },
    HOLD: { description: '暂缓。Another case of the event goes first.' },
    CLOSE: { description: '关闭。The event was paid.' },
  },
});

export type CheckMoment = 'GENERATION' | 'EXPORT';
export const CheckMomentEnum: EnumOf<CheckMoment> = { GENERATION: 'GENERATION', EXPORT: 'EXPORT' };
registerEnumType(CheckMomentEnum, {
  name: 'DuplicateCheckMoment',
  description: '校验时点。When a check was made.',
  valuesConfig: {
    GENERATION: { description: '生成前。Before payment data were generated.' },
    EXPORT: { description: '导出前。Before payment data were exported.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '生育待遇件。A maternity benefit to be paid, from whichever channel it came.' })
@Entity({ tableName: 'maternity_benefit' })
@Unique({ properties: ['source', 'caseNumber'] })
@Index({ properties: ['personId', 'eventDate'] })
@Index({ properties: ['state', 'id'] })
@Index({ properties: ['assessmentId'] })
export class MaternityBenefit implements BenefitFacts {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => BenefitSourceEnum, { description: '数据来源。Channel.' })
  @Property({ type: 'string', length: 20 })
  source!: BenefitSource;

  @Field(() => String, { description: '业务编号。Number of the case in its channel.' })
  @Property({ type: 'string', length: 40 })
  caseNumber!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => CalendarDateScalar, { description: '生育或手术日期。Day of birth or operation.' })
  @Property({ type: CalendarDateType })
  eventDate!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '受理日期。Day on which its channel accepted it.' })
  @Property({ type: CalendarDateType })
  acceptedOn!: CalendarDate;

  @Field(() => MoneyScalar, { description: '待遇金额。Allowance and medical subsidy together, in 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => BenefitStateEnum, { description: '状态。Where its payment stands.' })
  @Property({ type: 'string', length: 20 })
  state!: BenefitState;

  @Field(() => Boolean, { description: '人工放行。Whether a person has released it.' })
  @Property({ type: 'boolean' })
  released!: boolean;

  @Field(() => String, { nullable: true, description: '说明。Why it was released or rejected.' })
  @Property({ type: 'string', length: 200, nullable: true })
  note!: string | null;

  @Field(() => CalendarDateScalar, { description: '承诺支付日期。Working day by which it is paid.' })
  @Property({ type: CalendarDateType })
  promisedBy!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '生成日期。Day on which payment data were generated for it, the first time.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  generatedOn!: CalendarDate | null;

  /** The assessment form on which it stands; null while it is on none. */
  @Property({ type: 'uuid', nullable: true })
  assessmentId!: string | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '支付日期。Day on which it was known to be paid.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  paidOn!: CalendarDate | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '去重校验记录。A check of a case for duplicates; every check leaves one.' })
@Entity({ tableName: 'duplicate_check' })
@Index({ properties: ['benefitId', 'id'] })
export class DuplicateCheck {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  benefitId!: string;

  @Field(() => CheckMomentEnum, { description: '时点。When in the course of payment.' })
  @Property({ type: 'string', length: 10 })
  moment!: CheckMoment;

  @Field(() => VerdictEnum, { description: '结论。What it came to.' })
  @Property({ type: 'string', length: 10 })
  verdict!: Verdict;

  @Field(() => ID, { nullable: true, description: '冲突件。Id of the case that stood in the way.' })
  @Property({ type: 'uuid', nullable: true })
  otherId!: string | null;

  @Field(() => Int, { description: '匹配天数。Days apart within which cases counted as the same event.' })
  @Property({ type: 'integer' })
  windowDays!: number;

  @Field(() => InstantScalar, { description: '校验时刻。When it was made.' })
  @Property({ type: 'timestamptz' })
  at!: Date;
}
