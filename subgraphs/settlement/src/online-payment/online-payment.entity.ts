import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import { PaymentStateEnum } from '../payment/payment.entity.ts';
import type { PaymentState } from '../payment/payment.rule.ts';
import type { OnlinePurpose, PaymentMethod, RefundState } from './online-payment.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const PaymentMethodEnum: EnumOf<PaymentMethod> = {
  ALIPAY: 'ALIPAY',
  WECHAT: 'WECHAT',
  BANK_CARD: 'BANK_CARD',
};
registerEnumType(PaymentMethodEnum, {
  name: 'PaymentMethod',
  description: '支付方式。How somebody pays.',
  valuesConfig: {
    ALIPAY: { description: '支付宝。Alipay.' },
    WECHAT: { description: '微信支付。WeChat Pay.' },
    BANK_CARD: { description: '银行卡。Bank card.' },
  },
});

export const OnlinePurposeEnum: EnumOf<OnlinePurpose> = {
  INPATIENT_DEPOSIT: 'INPATIENT_DEPOSIT',
  OVERPAYMENT: 'OVERPAYMENT',
};
registerEnumType(OnlinePurposeEnum, {
  name: 'OnlinePaymentPurpose',
  description: '线上支付用途。What is paid.',
  valuesConfig: {
    INPATIENT_DEPOSIT: { description: '住院押金。A deposit for a hospital stay.' },
    OVERPAYMENT: { description: '减支付。What insurance had paid too much.' },
  },
});

export const RefundStateEnum: EnumOf<RefundState> = { PENDING: 'PENDING', DONE: 'DONE', REFUSED: 'REFUSED' };
registerEnumType(RefundStateEnum, {
  name: 'OnlineRefundState',
  description: '退款状态。Where a refund stands.',
  valuesConfig: {
    PENDING: { description: '退款中。Ordered; the provider has not said that it is done.' },
    DONE: { description: '已退款。Given back.' },
    REFUSED: { description: '退款被拒。The provider refused; it is handled by hand.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '线上支付。A payment of the public through a provider; final once its outcome is known.',
})
@Entity({ tableName: 'online_payment' })
@Index({ properties: ['subjectId', 'id'] })
@Index({ properties: ['personId', 'id'] })
@Index({ properties: ['payerId', 'id'] })
@Index({ properties: ['state', 'requestedAt'] })
export class OnlinePayment {
  @Field(() => ID, { description: '标识。Opaque id, the number of the order at the provider.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => OnlinePurposeEnum, { description: '用途。What is paid.' })
  @Property({ type: 'string', length: 20 })
  purpose!: OnlinePurpose;

  /** What it pays, by the id of its noun. */
  @Property({ type: 'uuid' })
  subjectId!: string;

  /** Whom it is paid for. */
  @Property({ type: 'uuid' })
  personId!: string;

  /** Who pays: a patient, or a member of the family. */
  @Property({ type: 'uuid' })
  payerId!: string;

  @Field(() => PaymentMethodEnum, { description: '支付方式。How.' })
  @Property({ type: 'string', length: 10 })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => MoneyScalar, { description: '已退金额。What of it was ordered to be given back, in 分.' })
  @Property({ type: FenType, check: 'refunded >= 0 and refunded <= amount' })
  refunded!: Fen;

  @Field(() => PaymentStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: PaymentState;

  @Field(() => Boolean, {
    description: '是否模拟。Whether no provider stands behind it but a simulation; no money moved.',
  })
  @Property({ type: 'boolean' })
  simulated!: boolean;

  @Field(() => String, {
    nullable: true,
    description: '支付链接。Where it is paid; null until the provider has said.',
  })
  @Property({ type: 'string', length: 500, nullable: true })
  payAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '流水号或原因。Number of the provider, or why it was not paid.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  note!: string | null;

  @Field(() => InstantScalar, { description: '发起时刻。When it was asked for.' })
  @Property({ type: 'timestamptz' })
  requestedAt!: Date;

  @Field(() => InstantScalar, { description: '支付截止。Until when it can be paid.' })
  @Property({ type: 'timestamptz' })
  validUntil!: Date;

  @Field(() => InstantScalar, { nullable: true, description: '完成时刻。When its outcome was known.' })
  @Property({ type: 'timestamptz', nullable: true })
  concludedAt!: Date | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '线上退款。What of a payment is given back, to where it came from.' })
@Entity({ tableName: 'online_refund' })
@Index({ properties: ['paymentId', 'id'] })
@Index({ properties: ['state', 'at'] })
export class OnlineRefund {
  @Field(() => ID, { description: '标识。Opaque id, its number at the provider.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  paymentId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => String, { description: '原因。Why.' })
  @Property({ type: 'string', length: 100 })
  reason!: string;

  @Field(() => RefundStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: RefundState;

  @Field(() => InstantScalar, { description: '发起时刻。When it was ordered.' })
  @Property({ type: 'timestamptz' })
  at!: Date;
}
