import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { InsuranceSchemeEnum } from '../policy-term/policy-term.enums.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import { DifferenceOutcomeEnum, PartyKindEnum, type DifferenceOutcome } from './reconciliation.enums.ts';
import type { PartyKind } from './reconciliation.parties.ts';
import type { ReconciledRecord, Totals } from './reconciliation.rule.ts';
import { TransactionInput } from '../transaction/transaction.input.ts';

@InputType({
  description: '对账明细输入。A record as the party has it; what undoes another has negative amounts.',
})
export class ReconciliationRecordInput implements ReconciledRecord {
  @Field(() => String, { description: '业务标识。Id of the settlement record (setl_id).' })
  reference!: string;

  @Field(() => Boolean, { description: '冲退标志。Whether it undoes another (refd_setl_flag).' })
  refund!: boolean;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the bill in 分.' })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '基金支付。Paid by funds, in 分.' })
  fundPaid!: Fen;

  @Field(() => MoneyScalar, { description: '账户支付。Paid by accounts, in 分.' })
  accountPaid!: Fen;
}

@InputType({ description: '对总账输入。What an institution counts of days that have ended. infno 3201.' })
export class ReconcileAccountsInput extends TransactionInput implements Totals {
  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme.' })
  scheme!: Scheme;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day.' })
  from!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day, before today and in the same month.' })
  to!: CalendarDate;

  @Field(() => Int, { description: '笔数。Records, those that undo another included.' })
  count!: number;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of bills in 分.' })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '基金支付。Paid by funds, in 分.' })
  fundPaid!: Fen;

  @Field(() => MoneyScalar, { description: '账户支付。Paid by accounts, in 分.' })
  accountPaid!: Fen;

  @Field(() => [ReconciliationRecordInput], {
    nullable: true,
    description:
      '明细。The records behind the totals, at most 5,000; looked at only when the totals differ. infno 3202.',
  })
  details?: ReconciliationRecordInput[] | null;
}

@InputType({ description: '对明细账输入。The records behind totals that differed. infno 3202.' })
export class ReconcileDetailsInput extends TransactionInput {
  @Field(() => ID, { description: '对账标识。Id of the reconciliation that awaits details.' })
  reconciliationId!: string;

  @Field(() => [ReconciliationRecordInput], { description: '明细。The records, at most 5,000.' })
  details!: ReconciliationRecordInput[];
}

@InputType({ description: '差异指派输入。Who has to clear a difference up.' })
export class AssignDifferenceInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '差异标识。Id of the difference.' })
  differenceId!: string;

  @Field(() => String, { description: '责任人。Subject of the person.' })
  owner!: string;
}

@InputType({ description: '差异处理输入。How a difference is closed.' })
export class CloseDifferenceInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '差异标识。Id of the difference.' })
  differenceId!: string;

  @Field(() => DifferenceOutcomeEnum, { description: '处理结果。How.' })
  outcome!: DifferenceOutcome;

  @Field(() => String, { description: '原因。Why the sides differed, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '关账输入。Which month is closed.' })
export class CloseReconciledMonthInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => PartyKindEnum, { description: '对账方类别。With whom.' })
  partyKind!: PartyKind;

  @Field(() => String, { description: '月份。A month that has ended, YYYY-MM.' })
  month!: string;
}
