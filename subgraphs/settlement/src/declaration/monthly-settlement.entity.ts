import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { DeclarationActEnum, DeclarationStateEnum, DeductionKindEnum } from './declaration.enums.ts';
import type {
  DeclarationAct,
  DeclarationEntry,
  DeclarationState,
  DeductionKind,
} from './declaration-workflow.rule.ts';

@ObjectType({ description: '办理记录。One step of a month: who did what, when, and why.' })
export class MonthlySettlementStep {
  @Field(() => DeclarationActEnum, { description: '操作。What was done.' })
  act!: DeclarationAct;

  @Field(() => DeclarationStateEnum, { description: '到达状态。State that it led to.' })
  to!: DeclarationState;

  @Field(() => String, { description: '办理人。Subject of the person who did it.' })
  by!: string;

  @Field(() => InstantScalar, { description: '时间。When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: '说明。Reason, or number of the bank voucher.' })
  note!: string | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description:
    '月度结算。What an institution declares of a month, and what of it the centre approves and pays.',
})
@Entity({ tableName: 'monthly_settlement' })
@Index({ properties: ['institutionCode', 'month'] })
export class MonthlySettlement {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => String, { description: '月份。Month, YYYY-MM.' })
  @Property({ type: 'string', length: 7 })
  month!: string;

  @Field(() => DeclarationStateEnum, { description: '状态。Where the month stands.' })
  @Property({ type: 'string', length: 12 })
  state!: DeclarationState;

  @Field(() => Int, { description: '结算笔数。Settlements declared.' })
  @Property({ type: 'integer' })
  settlements!: number;

  @Field(() => Int, { description: '录入凭证数。Entered costs declared with them.' })
  @Property({ type: 'integer' })
  costEntries!: number;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of their bills in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => MoneyScalar, {
    description: '申报金额。What funds and personal accounts owe the institution, in 分.',
  })
  @Property({ type: FenType })
  declared!: Fen;

  @Field(() => MoneyScalar, { description: '扣款金额。Deductions in 分.' })
  @Property({ type: FenType })
  deducted!: Fen;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '核定金额。Declared less deducted; null before approval.',
  })
  @Property({ type: FenType, nullable: true })
  approved!: Fen | null;

  @Field(() => String, { nullable: true, description: '核定支付凭证号。Number of the voucher of approval.' })
  @Property({ type: 'string', length: 40, nullable: true })
  voucherNumber!: string | null;

  @Field(() => CalendarDateScalar, { description: '申报日期。Day of declaration.' })
  @Property({ type: CalendarDateType })
  declaredOn!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '承诺拨付日期。Working day by which it is paid.' })
  @Property({ type: CalendarDateType })
  promisedBy!: CalendarDate;

  @Property({ type: 'json' })
  history!: readonly DeclarationEntry[];
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '扣款。A deduction from what an institution declared.' })
@Entity({ tableName: 'deduction' })
@Index({ properties: ['monthlySettlementId'] })
export class Deduction {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  monthlySettlementId!: string;

  @Field(() => String, { description: '单号。Number of the deduction; taken once.' })
  @Property({ type: 'string', length: 40, unique: true })
  number!: string;

  @Field(() => DeductionKindEnum, { description: '类别。Kind.' })
  @Property({ type: 'string', length: 10 })
  kind!: DeductionKind;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => String, { description: '事由。Why.' })
  @Property({ type: 'string', length: 200 })
  reason!: string;

  @Property({ type: 'string', length: 200 })
  importedBy!: string;
}
