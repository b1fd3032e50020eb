import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { OverpaymentCause, OverpaymentState } from './overpayment.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const OverpaymentCauseEnum: EnumOf<OverpaymentCause> = {
  REVIEW: 'REVIEW',
  DOUBLE_PAYMENT: 'DOUBLE_PAYMENT',
};
registerEnumType(OverpaymentCauseEnum, {
  name: 'OverpaymentCause',
  description: '减支付原因。Why insurance had paid too much.',
  valuesConfig: {
    REVIEW: { description: '复核扣减。A review found that a paid reimbursement was too high.' },
    DOUBLE_PAYMENT: { description: '双支付。The same event was paid through two channels.' },
  },
});

export const OverpaymentStateEnum: EnumOf<OverpaymentState> = {
  DRAFTED: 'DRAFTED',
  OPEN: 'OPEN',
  REPAID: 'REPAID',
  WITHDRAWN: 'WITHDRAWN',
};
registerEnumType(OverpaymentStateEnum, {
  name: 'OverpaymentState',
  description: '减支付状态。Where an overpayment stands.',
  valuesConfig: {
    DRAFTED: { description: '待审核。Recorded; not owed before a second person approves.' },
    OPEN: { description: '待支付。To be paid back.' },
    REPAID: { description: '已支付。Paid back whole.' },
    WITHDRAWN: { description: '已撤回。Not approved; nothing is owed.' },
  },
});

@ObjectType({ description: '减支付明细。One cost of an overpayment.' })
export class OverpaidCost {
  @Field(() => String, { description: '项目。What it was paid for.' })
  item!: string;

  @Field(() => MoneyScalar, { description: '金额。Paid too much, in 分.' })
  amount!: string;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '减支付。What insurance paid a person too much and gets back; amounts in 分.' })
@Entity({ tableName: 'overpayment' })
@Unique({ properties: ['cause', 'sourceId', 'number'] })
@Index({ properties: ['personId', 'id'] })
export class Overpayment {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => OverpaymentCauseEnum, { description: '原因类别。Why.' })
  @Property({ type: 'string', length: 20 })
  cause!: OverpaymentCause;

  /** The settlement or maternity benefit with which too much was paid. */
  @Property({ type: 'uuid' })
  sourceId!: string;

  /** Which overpayment of its source it is, from 1. */
  @Property({ type: 'integer' })
  number!: number;

  @Field(() => OverpaymentStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: OverpaymentState;

  @Field(() => MoneyScalar, { description: '总额。Sum of its costs.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => MoneyScalar, { description: '已支付。Paid back or set off so far.' })
  @Property({ type: FenType, check: 'repaid >= 0 and repaid <= amount' })
  repaid!: Fen;

  @Field(() => [OverpaidCost], { description: '明细。Its costs, at most 500.' })
  @Property({ type: 'json' })
  items!: OverpaidCost[];

  @Field(() => String, { description: '说明。Why, in words for the person.' })
  @Property({ type: 'string', length: 200 })
  reason!: string;

  /** Subject of who recorded it. */
  @Property({ type: 'string', length: 200 })
  recordedBy!: string;

  @Field(() => InstantScalar, { description: '登记时刻。When it was recorded.' })
  @Property({ type: 'timestamptz' })
  recordedAt!: Date;
}
