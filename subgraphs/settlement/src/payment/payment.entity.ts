import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { PaymentPurpose, PaymentState } from './payment.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const PaymentStateEnum: EnumOf<PaymentState> = {
  REQUESTED: 'REQUESTED',
  PENDING: 'PENDING',
  PAID: 'PAID',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
};
registerEnumType(PaymentStateEnum, {
  name: 'PaymentState',
  description: '支付状态。Where a payment stands.',
  valuesConfig: {
    REQUESTED: { description: '待支付。Generated, not on its way.' },
    PENDING: { description: '支付中。On its way; its outcome is not known yet.' },
    PAID: { description: '支付成功。Paid.' },
    FAILED: { description: '支付失败。Not paid; nothing was taken or given.' },
    CANCELLED: { description: '已取消。Taken back before it was on its way.' },
  },
});

export const PaymentPurposeEnum: EnumOf<PaymentPurpose> = { MATERNITY_BENEFIT: 'MATERNITY_BENEFIT' };
registerEnumType(PaymentPurposeEnum, {
  name: 'PaymentPurpose',
  description: '支付用途。What is paid.',
  valuesConfig: {
    MATERNITY_BENEFIT: { description: '生育待遇。A maternity benefit, from the centre to the person.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '支付。One payment between the centre and a person, with its outcome.' })
@Entity({ tableName: 'payment' })
@Index({ properties: ['batchId', 'id'] })
@Index({ properties: ['subjectId'] })
export class PaymentOrder {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => PaymentPurposeEnum, { description: '用途。What is paid.' })
  @Property({ type: 'string', length: 20 })
  purpose!: PaymentPurpose;

  /** What it pays, by the id of its noun. */
  @Property({ type: 'uuid' })
  subjectId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => MoneyScalar, {
    description: '抵扣金额。What of it was set off against debts; the rest is paid.',
  })
  @Property({ type: FenType, check: 'set_off >= 0 and set_off <= amount' })
  setOff!: Fen;

  @Field(() => PaymentStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: PaymentState;

  /** The file with which it went to the bank. */
  @Property({ type: 'uuid', nullable: true })
  batchId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '回单号或原因。Number of the bank voucher, or why it failed.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  note!: string | null;

  @Field(() => InstantScalar, { description: '生成时刻。When it was generated.' })
  @Property({ type: 'timestamptz' })
  requestedAt!: Date;

  @Field(() => InstantScalar, { nullable: true, description: '完成时刻。When its outcome was known.' })
  @Property({ type: 'timestamptz', nullable: true })
  concludedAt!: Date | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '支付批次。Payments that went to the bank in one file; the file adds up to the total.',
})
@Entity({ tableName: 'payment_batch' })
export class PaymentBatch {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => PaymentPurposeEnum, { description: '用途。What is paid.' })
  @Property({ type: 'string', length: 20 })
  purpose!: PaymentPurpose;

  @Field(() => Int, { description: '笔数。Payments in it.' })
  @Property({ type: 'integer' })
  count!: number;

  @Field(() => MoneyScalar, { description: '总额。Sum of its payments in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => String, { description: '文件摘要。SM3 of the file, in hexadecimal characters.' })
  @Property({ type: 'string', length: 64 })
  digest!: string;

  @Field(() => String, { description: '导出人。Subject of the person who exported it.' })
  @Property({ type: 'string', length: 200 })
  exportedBy!: string;

  @Field(() => InstantScalar, { description: '导出时刻。When it was exported.' })
  @Property({ type: 'timestamptz' })
  exportedAt!: Date;
}
