import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme, VisitType } from '../policy-term/policy-term.rule.ts';
import { LedgerAccountEnum } from '../voucher/voucher.entity.ts';
import type { LedgerAccount } from '../voucher/voucher.rule.ts';
import { CostEntryActEnum, CostEntryStateEnum, CostKindEnum, EntrySideEnum } from './cost-entry.enums.ts';
import type { CostKind, EntrySide } from './cost-kind.rule.ts';
import type { CostEntryAct, CostEntryState, CostEntryStep } from './cost-entry.rule.ts';

/** A part of a cost as it is stored; the amount as text. */
@ObjectType('CostEntryPayment', { description: '支付构成。A part of an entered cost and who pays it.' })
export class StoredCostPayment {
  @Field(() => LedgerAccountEnum, { description: '支付方。Account that pays.' })
  payer!: LedgerAccount;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: string;
}

@ObjectType({ description: '办理记录。One step of an entered cost: who did what, when, and why.' })
export class CostEntryHistoryStep {
  @Field(() => CostEntryActEnum, { description: '操作。What was done.' })
  act!: CostEntryAct;

  @Field(() => CostEntryStateEnum, { description: '到达状态。State that it led to.' })
  to!: CostEntryState;

  @Field(() => String, { description: '办理人。Subject of the person who did it.' })
  by!: string;

  @Field(() => InstantScalar, { description: '时间。When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: '说明。Why.' })
  note!: string | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description:
    '录入凭证。A cost that was not settled online: entered, confirmed by somebody else, declared with the month of its institution.',
})
@Entity({ tableName: 'cost_entry' })
@Index({ properties: ['institutionCode', 'endedOn'] })
@Index({ properties: ['monthlySettlementId'] })
@Index({ properties: ['personId'] })
export class CostEntry {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => CostKindEnum, { description: '费用类别。Kind of cost.' })
  @Property({ type: 'string', length: 30 })
  kind!: CostKind;

  @Field(() => EntrySideEnum, { description: '录入方。Who entered it.' })
  @Property({ type: 'string', length: 12 })
  side!: EntrySide;

  @Field(() => String, { description: '凭证号。Number of the voucher on paper; one a kind and institution.' })
  @Property({ type: 'string', length: 40 })
  number!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => String, { description: '类别代码。A code of the dictionary of its kind.' })
  @Property({ type: 'string', length: 40 })
  category!: string;

  @Property({ type: 'uuid', nullable: true })
  personId!: string | null;

  /** Under which the person was covered; null where it is the cost of nobody in particular. */
  @Property({ type: 'string', length: 10, nullable: true })
  scheme!: Scheme | null;

  @Property({ type: 'string', length: 20, nullable: true })
  personGroup!: PersonGroup | null;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit.' })
  @Property({ type: 'string', length: 20 })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day of care.' })
  @Property({ type: CalendarDateType })
  startedOn!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day; it decides the month.' })
  @Property({ type: CalendarDateType })
  endedOn!: CalendarDate;

  @Field(() => MoneyScalar, { description: '费用总额。Sum in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '基金支付。What is owed to the institution, in 分.' })
  @Property({ type: FenType })
  fundPaid!: Fen;

  @Field(() => [StoredCostPayment], { description: '支付构成。Who pays of it; the rest is the person’s.' })
  @Property({ type: 'json' })
  payments!: readonly StoredCostPayment[];

  @Field(() => CostEntryStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: CostEntryState;

  /** The month in which it was declared; null while it is not. */
  @Property({ type: 'uuid', nullable: true })
  monthlySettlementId!: string | null;

  @Property({ type: 'json' })
  history!: readonly CostEntryStep[];
}
