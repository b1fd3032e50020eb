import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { ReservationState } from '../account/reservation.rule.ts';

export const PAYOUT_KINDS = [
  'INSURED_OUTPATIENT',
  'INSURED_INPATIENT',
  'SELF_PAYING_OUTPATIENT',
  'SELF_PAYING_INPATIENT',
] as const;
export type PayoutKind = (typeof PAYOUT_KINDS)[number];
export const PayoutKindEnum: { readonly [K in PayoutKind]: K } = {
  INSURED_OUTPATIENT: 'INSURED_OUTPATIENT',
  INSURED_INPATIENT: 'INSURED_INPATIENT',
  SELF_PAYING_OUTPATIENT: 'SELF_PAYING_OUTPATIENT',
  SELF_PAYING_INPATIENT: 'SELF_PAYING_INPATIENT',
};
registerEnumType(PayoutKindEnum, {
  name: 'DirectPayoutKind',
  description: '商保直赔结算类别。Of whose bill a commercial insurer pays.',
  valuesConfig: {
    INSURED_OUTPATIENT: { description: '医保人员门急诊结算。Outpatient bill after medical insurance.' },
    INSURED_INPATIENT: { description: '医保人员住院结算。Hospital stay after medical insurance.' },
    SELF_PAYING_OUTPATIENT: { description: '自费人员门急诊结算。Outpatient bill of a self-paying person.' },
    SELF_PAYING_INPATIENT: { description: '自费人员住院结算。Hospital stay of a self-paying person.' },
  },
});

export const PayoutStateEnum: { readonly [S in ReservationState]: S } = {
  REQUESTED: 'REQUESTED',
  RESERVED: 'RESERVED',
  CONFIRMING: 'CONFIRMING',
  CONFIRMED: 'CONFIRMED',
  RELEASING: 'RELEASING',
  RELEASED: 'RELEASED',
  RETURNING: 'RETURNING',
  RETURNED: 'RETURNED',
};
registerEnumType(PayoutStateEnum, {
  name: 'DirectPayoutState',
  description: '商保直赔状态。Where a payout stands between settlement and insurer.',
  valuesConfig: {
    REQUESTED: { description: '已请求。The insurer is asked.' },
    RESERVED: { description: '已同意。The insurer has set the amount aside.' },
    CONFIRMING: { description: '待确认。Deducted from the bill; the insurer is still to be told.' },
    CONFIRMED: { description: '已赔付。Deducted from the bill, and the insurer knows.' },
    RELEASING: { description: '待释放。Not used; the insurer is still to be told.' },
    RELEASED: { description: '已释放。Not used.' },
    RETURNING: { description: '待退回。The settlement was undone; the insurer is still to be told.' },
    RETURNED: { description: '已退回。The settlement was undone, and the insurer knows.' },
  },
});

/** A correction as it is kept with its payout. */
export interface StoredCorrection {
  readonly standing: string;
  readonly change: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

@ObjectType({ description: '商保直赔明细更正。A correction of what an insurer paid.' })
export class PayoutCorrection {
  @Field(() => MoneyScalar, { description: '更正后金额。What the payout stands at, in 分.' })
  standing!: string;

  @Field(() => MoneyScalar, { description: '差额。By how much it changed, in 分; owed by or to the person.' })
  change!: string;

  @Field(() => String, { description: '原因。Why.' })
  reason!: string;

  @Field(() => String, { description: '更正人。Who corrected it.' })
  by!: string;

  @Field(() => InstantScalar, { description: '时刻。When.' })
  at!: Date;
}

@Directive('@requiresScopes(scopes: [["insurer:read"], ["settlement:write"], ["declaration:handle"]])')
@ObjectType({ description: '商保直赔。What a commercial insurer pays of a bill on the spot.' })
@Entity({ tableName: 'direct_payout' })
@Index({ properties: ['policyId'] })
@Index({ properties: ['insurerCode', 'day'] })
@Index({ properties: ['state', 'changedAt'] })
export class DirectPayout {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, {
    description: '报文ID。Message id of the settlement, under which the insurer knows it.',
  })
  @Property({ type: 'string', length: 30, unique: true })
  msgid!: string;

  @Field(() => PayoutKindEnum, { description: '类别。Of whose bill.' })
  @Property({ type: 'string', length: 30 })
  kind!: PayoutKind;

  @Field(() => PayoutStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 12 })
  state!: ReservationState;

  @Field(() => String, { description: '承保公司。Code of the insurer.' })
  @Property({ type: 'string', length: 20 })
  insurerCode!: string;

  @Property({ type: 'uuid' })
  policyId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Property({ type: 'uuid' })
  claimId!: string;

  @Property({ type: 'uuid', nullable: true })
  settlementId!: string | null;

  @Field(() => CalendarDateScalar, { description: '结算日期。Day of settlement.' })
  @Property({ type: CalendarDateType })
  day!: CalendarDate;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bill in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '个人负担。What was left to the person before it, in 分.' })
  @Property({ type: FenType })
  leftToPerson!: Fen;

  @Field(() => MoneyScalar, { description: '赔付金额。What the insurer paid of the bill, in 分.' })
  @Property({ type: FenType })
  paid!: Fen;

  @Field(() => MoneyScalar, { description: '现值。What it stands at after corrections, in 分.' })
  @Property({ type: FenType })
  standing!: Fen;

  @Field(() => MoneyScalar, { description: '个人现金。What the person paid in cash, in 分.' })
  @Property({ type: FenType })
  cash!: Fen;

  @Field(() => Boolean, { description: '模拟。Whether no insurer answered but this product in its place.' })
  @Property({ type: 'boolean' })
  simulated!: boolean;

  @Property({ type: 'json' })
  corrections!: readonly StoredCorrection[];

  @Property({ type: 'timestamptz' })
  changedAt!: Date;
}
