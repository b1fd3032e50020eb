import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { InsuranceSchemeEnum } from '../policy-term/policy-term.enums.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import {
  DifferenceKindEnum,
  DifferenceOutcomeEnum,
  PartyKindEnum,
  ReconciliationStateEnum,
  type DifferenceOutcome,
} from './reconciliation.enums.ts';
import type { PartyKind } from './reconciliation.parties.ts';
import type { DifferenceKind, ReconciliationState } from './reconciliation.rule.ts';

@ObjectType({ description: '对账总额。What one side counts; amounts in 分.' })
export class ReconciliationTotals {
  @Field(() => Int, { description: '笔数。Records, those that undo another included.' })
  count!: number;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of bills (medfee_sumamt).' })
  total!: string;

  @Field(() => MoneyScalar, { description: '基金支付。Paid by funds (fund_pay_sumamt).' })
  fundPaid!: string;

  @Field(() => MoneyScalar, { description: '账户支付。Paid by accounts (acct_pay).' })
  accountPaid!: string;
}

@ObjectType({ description: '对账记录。A record as one side has it; amounts in 分.' })
export class ReconciliationRecord {
  @Field(() => Boolean, { description: '冲退标志。Whether it undoes another (refd_setl_flag).' })
  refund!: boolean;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bill.' })
  total!: string;

  @Field(() => MoneyScalar, { description: '基金支付。Paid by funds.' })
  fundPaid!: string;

  @Field(() => MoneyScalar, { description: '账户支付。Paid by accounts.' })
  accountPaid!: string;
}

@Directive('@requiresScopes(scopes: [["settlement:read"], ["insurer:read"]])')
@ObjectType({ description: '对账。What the centre and a party say of the same days. infno 3201, 3202.' })
@Entity({ tableName: 'reconciliation' })
@Index({ properties: ['party', 'fromDay'] })
export class Reconciliation {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => PartyKindEnum, { description: '对账方类别。With whom.' })
  @Property({ type: 'string', length: 12 })
  partyKind!: PartyKind;

  @Field(() => String, { description: '对账方。Code of the party.' })
  @Property({ type: 'string', length: 20 })
  party!: string;

  @Property({ type: 'string', length: 6 })
  region!: string;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme (insutype).' })
  @Property({ type: 'string', length: 10 })
  scheme!: Scheme;

  @Field(() => CalendarDateScalar, { name: 'from', description: '开始日期。First day.' })
  @Property({ type: CalendarDateType })
  fromDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { name: 'to', description: '结束日期。Last day.' })
  @Property({ type: CalendarDateType })
  toDay!: CalendarDate;

  @Field(() => ReconciliationStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 15 })
  state!: ReconciliationState;

  @Field(() => ReconciliationTotals, { description: '中心总额。What the centre counts.' })
  @Property({ type: 'json' })
  ours!: ReconciliationTotals;

  @Field(() => ReconciliationTotals, { description: '对方总额。What the party counts.' })
  @Property({ type: 'json' })
  theirs!: ReconciliationTotals;

  @Field(() => Int, { description: '差异数。Differences found.' })
  @Property({ type: 'integer' })
  found!: number;

  @Field(() => Int, { description: '未处理差异数。Differences that are open.' })
  @Property({ type: 'integer' })
  open!: number;

  @Field(() => InstantScalar, { description: '对账时刻。When it was made.' })
  @Property({ type: 'timestamptz' })
  at!: Date;
}

@Directive('@requiresScopes(scopes: [["settlement:read"], ["insurer:read"]])')
@ObjectType({
  description: '对账差异。A record in which the sides differ; it has an owner and is closed with a reason.',
})
@Entity({ tableName: 'reconciliation_difference' })
@Index({ properties: ['reconciliationId', 'place'] })
export class ReconciliationDifference {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  reconciliationId!: string;

  /** Place in the order of kinds and references. */
  @Property({ type: 'integer' })
  place!: number;

  @Field(() => DifferenceKindEnum, { description: '类别。In what they differ.' })
  @Property({ type: 'string', length: 15 })
  kind!: DifferenceKind;

  @Field(() => String, {
    description: '业务标识。Reference of the record, such as the id of the settlement (setl_id).',
  })
  @Property({ type: 'string', length: 64 })
  reference!: string;

  @Field(() => ReconciliationRecord, { nullable: true, description: '中心记录。As the centre has it.' })
  @Property({ type: 'json', nullable: true })
  ours!: ReconciliationRecord | null;

  @Field(() => ReconciliationRecord, { nullable: true, description: '对方记录。As the party has it.' })
  @Property({ type: 'json', nullable: true })
  theirs!: ReconciliationRecord | null;

  @Field(() => String, {
    nullable: true,
    description: '责任人。Subject of the person who has to clear it up.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  owner!: string | null;

  @Field(() => DifferenceOutcomeEnum, {
    nullable: true,
    description: '处理结果。How it was closed; null while open.',
  })
  @Property({ type: 'string', length: 20, nullable: true })
  outcome!: DifferenceOutcome | null;

  @Field(() => String, { nullable: true, description: '原因。Why the sides differed.' })
  @Property({ type: 'string', length: 200, nullable: true })
  reason!: string | null;
}

@Directive('@requiresScopes(scopes: [["settlement:read"], ["insurer:read"]])')
@ObjectType({
  description:
    '对账月。A month of one kind of party, closed when every reconciliation of it is clean or resolved.',
})
@Entity({ tableName: 'reconciled_month' })
export class ReconciledMonth {
  @Field(() => PartyKindEnum, { description: '对账方类别。With whom.' })
  @PrimaryKey({ type: 'string', length: 12 })
  partyKind!: PartyKind;

  @Field(() => String, { description: '月份。Month, YYYY-MM.' })
  @PrimaryKey({ type: 'string', length: 7 })
  month!: string;

  @Field(() => String, { description: '关账人。Subject of the person who closed it.' })
  @Property({ type: 'string', length: 200 })
  closedBy!: string;

  @Field(() => InstantScalar, { description: '关账时刻。When it was closed.' })
  @Property({ type: 'timestamptz' })
  closedAt!: Date;
}
