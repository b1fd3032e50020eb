import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { WalletCounter, WalletMedium, WalletState } from './wallet-payment.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const WalletStateEnum: EnumOf<WalletState> = {
  REQUESTED: 'REQUESTED',
  PAID: 'PAID',
  REFUSED: 'REFUSED',
  REVERSING: 'REVERSING',
  REVERSED: 'REVERSED',
  RETURNING: 'RETURNING',
  RETURNED: 'RETURNED',
};
registerEnumType(WalletStateEnum, {
  name: 'WalletPaymentState',
  description: '钱包支付状态。Where a payment from a wallet stands.',
  valuesConfig: {
    REQUESTED: { description: '支付中。The platform is asked.' },
    PAID: { description: '已支付。Paid.' },
    REFUSED: { description: '被拒绝。The platform refused; nothing was taken.' },
    REVERSING: { description: '冲正中。Its outcome is unknown; it is reversed until nothing of it stands.' },
    REVERSED: { description: '已冲正。Nothing of it stands.' },
    RETURNING: { description: '退款中。It goes back to the wallet.' },
    RETURNED: { description: '已退款。It went back to the wallet.' },
  },
});

export const WalletMediumEnum: EnumOf<WalletMedium> = { PAY_CODE: 'PAY_CODE', STUDENT_CARD: 'STUDENT_CARD' };
registerEnumType(WalletMediumEnum, {
  name: 'WalletMedium',
  description: '支付介质。By what the holder of a wallet shows that it may pay.',
  valuesConfig: {
    PAY_CODE: { description: '钱包付款码。A payment code of the wallet.' },
    STUDENT_CARD: { description: '大学生刷卡。The card of a student.' },
  },
});

export const WalletCounterEnum: EnumOf<WalletCounter> = {
  MEDICAL_INSTITUTION: 'MEDICAL_INSTITUTION',
  PHARMACY: 'PHARMACY',
  IN_HOUSE: 'IN_HOUSE',
};
registerEnumType(WalletCounterEnum, {
  name: 'WalletCounter',
  description: '机构类别。At what kind of counter a wallet pays.',
  valuesConfig: {
    MEDICAL_INSTITUTION: { description: '定点医疗机构。A designated hospital or clinic.' },
    PHARMACY: { description: '定点药店。A designated pharmacy.' },
    IN_HOUSE: { description: '定点内设机构。An in-house institution of a school or an employer.' },
  },
});

export const DECLARATION_STATES = ['DECLARED', 'PAID', 'FAILED'] as const;
export type WalletDeclarationState = (typeof DECLARATION_STATES)[number];
export const WalletDeclarationStateEnum: EnumOf<WalletDeclarationState> = {
  DECLARED: 'DECLARED',
  PAID: 'PAID',
  FAILED: 'FAILED',
};
registerEnumType(WalletDeclarationStateEnum, {
  name: 'WalletDeclarationState',
  description: '钱包申报状态。Where a declaration of wallet payments stands.',
  valuesConfig: {
    DECLARED: { description: '待支付。To be paid.' },
    PAID: { description: '已支付。Paid to the institution.' },
    FAILED: { description: '支付失败。The payment came back; it is still to be paid.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '钱包支付。What a wallet paid of the cash part of a bill; amounts in 分.' })
@Entity({ tableName: 'wallet_payment' })
@Unique({ properties: ['msgid'] })
@Index({ properties: ['settlementId'] })
@Index({ properties: ['declarationId', 'id'] })
@Index({ properties: ['institutionCode', 'id'] })
@Index({ properties: ['personId', 'id'] })
@Index({ properties: ['otherProvince', 'paidAt'] })
export class WalletPayment {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '报文ID。Message id under which the platform knows it.' })
  @Property({ type: 'string', length: 40 })
  msgid!: string;

  @Property({ type: 'uuid' })
  settlementId!: string;

  /** Whose bill it is. */
  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => WalletCounterEnum, { description: '机构类别。At what kind of counter.' })
  @Property({ type: 'string', length: 20 })
  counter!: WalletCounter;

  @Field(() => WalletMediumEnum, { description: '支付介质。By what.' })
  @Property({ type: 'string', length: 15 })
  medium!: WalletMedium;

  @Field(() => String, {
    nullable: true,
    description: '经办人。Subject of the clerk who handled it at the agency; null at the counter.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  handledBy!: string | null;

  @Field(() => MoneyScalar, { description: '金额。Amount.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => WalletStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: WalletState;

  @Field(() => String, {
    nullable: true,
    description: '钱包所属省份。Province of the wallet when it is another one, a division of six digits.',
  })
  @Property({ type: 'string', length: 6, nullable: true })
  otherProvince!: string | null;

  @Field(() => String, { nullable: true, description: '原因。Why it was refused, reversed or returned.' })
  @Property({ type: 'string', length: 200, nullable: true })
  note!: string | null;

  @Field(() => Boolean, { description: '是否模拟。Whether no platform stands behind it; no money moved.' })
  @Property({ type: 'boolean' })
  simulated!: boolean;

  /** The declaration in which the institution asked for it. */
  @Property({ type: 'uuid', nullable: true })
  declarationId!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '支付时刻。When it was paid.' })
  @Property({ type: 'timestamptz', nullable: true })
  paidAt!: Date | null;

  @Field(() => InstantScalar, { nullable: true, description: '退款时刻。When it had gone back.' })
  @Property({ type: 'timestamptz', nullable: true })
  returnedAt!: Date | null;

  @Property({ type: 'timestamptz' })
  changedAt!: Date;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '钱包结算申报。What an institution asks for the wallet payments of a month.' })
@Entity({ tableName: 'wallet_declaration' })
@Index({ properties: ['institutionCode', 'id'] })
@Index({ properties: ['state', 'id'] })
export class WalletDeclaration {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => WalletCounterEnum, { description: '机构类别。Kind of the institution.' })
  @Property({ type: 'string', length: 20 })
  counter!: WalletCounter;

  @Field(() => String, { description: '月份。Month, YYYY-MM.' })
  @Property({ type: 'string', length: 7 })
  month!: string;

  @Field(() => Int, { description: '笔数。Payments in it.' })
  @Property({ type: 'integer' })
  count!: number;

  @Field(() => MoneyScalar, { description: '总额。Their sum in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => WalletDeclarationStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: WalletDeclarationState;

  @Field(() => String, { nullable: true, description: '反馈。Bank voucher, or why the payment came back.' })
  @Property({ type: 'string', length: 200, nullable: true })
  note!: string | null;

  @Field(() => InstantScalar, { description: '申报时刻。When it was declared.' })
  @Property({ type: 'timestamptz' })
  declaredAt!: Date;
}

@Directive('@requiresScopes(scopes: [["declaration:handle"], ["declaration:approve"]])')
@ObjectType({
  description:
    '跨省共济清算。What we and another province owe each other for a day of wallet payments, in 分.',
})
@Entity({ tableName: 'wallet_clearing' })
@Unique({ properties: ['day', 'province'] })
export class WalletClearing {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => CalendarDateScalar, { description: '日期。Day.' })
  @Property({ type: CalendarDateType })
  day!: CalendarDate;

  @Field(() => String, { description: '对方省份。The other province.' })
  @Property({ type: 'string', length: 6 })
  province!: string;

  @Field(() => Int, { description: '笔数。Payments and returns.' })
  @Property({ type: 'integer' })
  count!: number;

  @Field(() => MoneyScalar, { description: '应收。Its wallets paid to our institutions.' })
  @Property({ type: FenType })
  receivable!: Fen;

  @Field(() => MoneyScalar, { description: '应付。Our wallets paid to its institutions.' })
  @Property({ type: FenType })
  payable!: Fen;

  @Field(() => MoneyScalar, { description: '轧差。What it pays us; negative what we pay.' })
  @Property({ type: FenType })
  net!: Fen;
}

/** A payment of a wallet of ours at an institution of another province, as the platform told us. */
@Entity({ tableName: 'wallet_debit' })
@Index({ properties: ['province', 'paidAt'] })
export class WalletDebit {
  @PrimaryKey({ type: 'string', length: 40 })
  reference!: string;

  @Property({ type: 'string', length: 6 })
  province!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: FenType })
  amount!: Fen;

  /** Whether it came back to the wallet. */
  @Property({ type: 'boolean' })
  refund!: boolean;

  @Property({ type: 'timestamptz' })
  paidAt!: Date;
}
