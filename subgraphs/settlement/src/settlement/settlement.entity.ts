import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { Entitlement } from '../benefit/facts.rule.ts';
import { InsuranceSchemeEnum, PersonGroupEnum, VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme, VisitType } from '../policy-term/policy-term.rule.ts';
import { EntitlementEnum } from './settlement-line.type.ts';
import { ChannelEnum, type Channel } from '../visit/channel.ts';
import type { StoredBasis } from './basis.ts';
import type { StoredLine, StoredMovements } from './stored-benefit.ts';

export type SettlementKind = 'NORMAL' | 'VOID' | 'REVERSAL';
export const SettlementKindEnum: { readonly [Kind in SettlementKind]: Kind } = {
  NORMAL: 'NORMAL',
  VOID: 'VOID',
  REVERSAL: 'REVERSAL',
};
registerEnumType(SettlementKindEnum, {
  name: 'SettlementKind',
  description: '结算记录类别。Nothing is deleted: what is undone has an equal and opposite record.',
  valuesConfig: {
    NORMAL: { description: '结算。A settlement. infno 2207.' },
    VOID: { description: '撤销。The opposite of a settlement that was voided. infno 2208.' },
    REVERSAL: { description: '冲正。The opposite of a record that was reversed. infno 2601.' },
  },
});

export type SettlementState = 'SETTLED' | 'VOIDED' | 'REVERSED';
export const SettlementStateEnum: { readonly [State in SettlementState]: State } = {
  SETTLED: 'SETTLED',
  VOIDED: 'VOIDED',
  REVERSED: 'REVERSED',
};
registerEnumType(SettlementStateEnum, {
  name: 'SettlementState',
  description: '结算状态。Whether a record still counts.',
  valuesConfig: {
    SETTLED: { description: '有效。It counts.' },
    VOIDED: { description: '已撤销。Voided by its opposite.' },
    REVERSED: { description: '已冲正。Reversed by its opposite.' },
  },
});

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '结算单。One settlement of a claim; amounts in 分. infno 2207.' })
@Entity({ tableName: 'settlement' })
@Index({ properties: ['personId', 'settledAt', 'id'] })
@Index({ properties: ['institutionCode', 'settledAt', 'id'] })
@Index({ properties: ['settledOn'] })
@Index({ properties: ['claimId'] })
@Index({ properties: ['opposesId'] })
@Index({ properties: ['monthlySettlementId'] })
export class Settlement {
  @Field(() => ID, { description: '标识。Opaque id (setl_id).' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  claimId!: string;

  @Property({ type: 'uuid' })
  visitId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => SettlementKindEnum, { description: '记录类别。A settlement or the opposite of one.' })
  @Property({ type: 'string', length: 10 })
  kind!: SettlementKind;

  @Field(() => SettlementStateEnum, { description: '状态。Whether the record still counts.' })
  @Property({ type: 'string', length: 10 })
  state!: SettlementState;

  @Field(() => ChannelEnum, { description: '结算渠道。By which way the bill came.' })
  @Property({ type: 'string', length: 15 })
  channel!: Channel;

  /** The month of its institution in which it was declared; null while it is not. */
  @Property({ type: 'uuid', nullable: true })
  monthlySettlementId!: string | null;

  /** The record that this one is the opposite of. */
  @Property({ type: 'uuid', nullable: true })
  opposesId!: string | null;

  /** Message id of the transaction; null for what was imported or belongs to the demo. */
  @Property({ type: 'string', length: 30, nullable: true })
  msgid!: string | null;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme under which it was settled (insutype).' })
  @Property({ type: 'string', length: 10 })
  scheme!: Scheme;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group of the person on that day (psn_type).' })
  @Property({ type: 'string', length: 20 })
  personGroup!: PersonGroup;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit (med_type).' })
  @Property({ type: 'string', length: 20 })
  visitType!: VisitType;

  @Field(() => EntitlementEnum, { description: '待遇资格。Whether the scheme paid on the day of the visit.' })
  @Property({ type: 'string', length: 10 })
  entitlement!: Entitlement;

  @Field(() => CalendarDateScalar, { description: '结算日期。Day of settlement in Asia/Shanghai.' })
  @Property({ type: CalendarDateType })
  settledOn!: CalendarDate;

  @Field(() => InstantScalar, { description: '结算时刻。Instant of settlement.' })
  @Property({ type: 'timestamptz' })
  settledAt!: Date;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bill (medfee_sumamt).' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '基金支付总额。Paid by all funds together (fund_pay_sumamt).' })
  @Property({ type: FenType })
  fundPaid!: Fen;

  @Field(() => MoneyScalar, {
    description: '个人账户支付。Paid by the personal account and the family network (acct_pay).',
  })
  @Property({ type: FenType })
  accountPaid!: Fen;

  @Field(() => MoneyScalar, { description: '商保支付。Paid by commercial insurers.' })
  @Property({ type: FenType })
  commercialPaid!: Fen;

  @Field(() => MoneyScalar, { description: '个人现金支付。Paid in cash (psn_cash_pay).' })
  @Property({ type: FenType })
  cashPaid!: Fen;

  @Property({ type: 'json' })
  trace!: readonly StoredLine[];

  /** What each accumulator of the year moved by. */
  @Property({ type: 'json' })
  moved!: StoredMovements;

  /** What it was decided from; null for what was settled elsewhere and for opposite records. */
  @Property({ type: 'json', nullable: true })
  basis!: StoredBasis | null;

  /** Place among the records of the same person, scheme and year; 0 where no accumulator is concerned. */
  @Property({ type: 'integer' })
  sequence!: number;
}
