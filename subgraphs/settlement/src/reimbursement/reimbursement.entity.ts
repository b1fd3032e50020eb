import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import {
  LiftableCheckEnum,
  ReimbursementActEnum,
  ReimbursementKindEnum,
  ReimbursementStateEnum,
} from './reimbursement.enums.ts';
import { TreatmentEnum } from '../qualification/treatment.enum.ts';
import type { Treatment } from '../qualification/treatment.rule.ts';
import type { LiftableCheck, ReimbursementKind } from './reimbursement-kind.rule.ts';
import type {
  ReimbursementAct,
  ReimbursementEntry,
  ReimbursementState,
} from './reimbursement-workflow.rule.ts';

@ObjectType({ description: '办理记录。One step of a case: who did what, when, and why.' })
export class ReimbursementStep {
  @Field(() => ReimbursementActEnum, { description: '操作。What was done.' })
  act!: ReimbursementAct;

  @Field(() => ReimbursementStateEnum, { description: '到达状态。State that it led to.' })
  to!: ReimbursementState;

  @Field(() => String, { description: '办理人。Subject of the person who did it.' })
  by!: string;

  @Field(() => String, { nullable: true, description: '委托人。Whose right it was, where it was delegated.' })
  onBehalfOf!: string | null;

  @Field(() => InstantScalar, { description: '时间。When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: '说明。Reason, or number of the payment voucher.' })
  note!: string | null;
}

@ObjectType({ description: '灵活报销。A check that a supervisor lifted for this one case, for some days.' })
export class ReimbursementException {
  @Field(() => LiftableCheckEnum, { description: '免除的校验。Which check.' })
  check!: LiftableCheck;

  @Field(() => String, { description: '理由。Why.' })
  reason!: string;

  @Field(() => String, { description: '批准人。Who lifted it.' })
  grantedBy!: string;

  @Field(() => CalendarDateScalar, { description: '有效期至。Last day on which it is lifted.' })
  expiresOn!: CalendarDate;
}

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '零星报销。Costs that the person paid and asks back from the centre.' })
@Entity({ tableName: 'reimbursement' })
@Index({ properties: ['personId', 'id'] })
@Index({ properties: ['state', 'promisedBy'] })
export class Reimbursement {
  @Field(() => ID, { description: '标识。Opaque id; the number of the case.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ReimbursementKindEnum, { description: '报销类别。Kind of reimbursement.' })
  @Property({ type: 'string', length: 20 })
  kind!: ReimbursementKind;

  @Field(() => ReimbursementStateEnum, { description: '状态。Where the case stands.' })
  @Property({ type: 'string', length: 12 })
  state!: ReimbursementState;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Property({ type: 'uuid' })
  visitId!: string;

  @Property({ type: 'uuid' })
  claimId!: string;

  /** The calculation that stands. */
  @Property({ type: 'uuid', nullable: true })
  settlementId!: string | null;

  @Field(() => TreatmentEnum, {
    nullable: true,
    description: '大病治疗项目。Treatment of the serious-illness scheme.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  treatment!: Treatment | null;

  @Field(() => Boolean, { description: '低收入。Whether the higher ratio for low incomes applies.' })
  @Property({ type: 'boolean' })
  lowIncome!: boolean;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the invoices in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '应付金额。What the funds pay the person, in 分; null while not calculated.',
  })
  @Property({ type: FenType, nullable: true })
  payable!: Fen | null;

  @Field(() => MoneyScalar, {
    description:
      '抵扣金额。What of the payable was set off against debts of the person, in 分; the rest is paid out.',
  })
  @Property({ type: FenType, check: 'set_off >= 0 and set_off <= coalesce(payable, 0)' })
  setOff!: Fen;

  @Field(() => CalendarDateScalar, { description: '受理日期。Day of registration.' })
  @Property({ type: CalendarDateType })
  registeredOn!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    description: '承诺办结日期。Last working day of the time limit (社会保险经办条例 第20条).',
  })
  @Property({ type: CalendarDateType })
  promisedBy!: CalendarDate;

  @Property({ type: 'json' })
  history!: readonly ReimbursementEntry[];

  @Property({ type: 'json' })
  exceptions!: readonly ReimbursementException[];
}

/** An invoice of a case; a number is taken by one living case at most. */
@ObjectType({ description: '票据。An invoice of a reimbursement.' })
@Entity({ tableName: 'reimbursement_invoice' })
@Index({ properties: ['reimbursementId'] })
export class ReimbursementInvoice {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  reimbursementId!: string;

  @Field(() => String, { description: '票据号码。Number of the invoice.' })
  @Property({ type: 'string', length: 40 })
  number!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  /** Whether the case still claims it. */
  @Property({ type: 'boolean' })
  live!: boolean;
}
