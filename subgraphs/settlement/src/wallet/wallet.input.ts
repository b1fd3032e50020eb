import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDateScalar, InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { WalletMediumEnum } from './wallet-payment.entity.ts';
import type { WalletMedium } from './wallet-payment.rule.ts';
import { TransactionInput } from '../transaction/transaction.input.ts';

@InputType({ description: '钱包支付输入。What of a settled bill a wallet pays.' })
export class PayFromWalletInput extends TransactionInput {
  @Field(() => ID, { description: '结算单标识。Id of the settlement whose cash part is paid.' })
  settlementId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分, at most the cash part.' })
  amount!: Fen;

  @Field(() => WalletMediumEnum, { defaultValue: 'PAY_CODE', description: '支付介质。By what.' })
  medium!: WalletMedium;

  @Field(() => String, {
    description: '付款码或卡识别码。What the holder shows: 16 to 64 letters and digits; not kept.',
  })
  code!: string;
}

@InputType({ description: '大学生刷卡经办输入。A card payment that the counter could not make.' })
export class HandleStudentCardPaymentInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '结算单标识。Id of the settlement whose cash part is paid.' })
  settlementId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分, at most the cash part.' })
  amount!: Fen;

  @Field(() => String, { description: '卡识别码。16 to 64 letters and digits; not kept.' })
  code!: string;

  @Field(() => String, { description: '事由。Why the agency handles it, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '钱包退款输入。Which payment goes back to its wallet.' })
export class ReturnWalletPaymentInput extends TransactionInput {
  @Field(() => ID, { description: '钱包支付标识。Id of the payment.' })
  paymentId!: string;

  @Field(() => String, { description: '原因。Why, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '钱包结算申报输入。What the institution counts of a month.' })
export class DeclareWalletPaymentsInput extends TransactionInput {
  @Field(() => String, { description: '月份。A month that has ended, YYYY-MM.' })
  month!: string;

  @Field(() => Int, { description: '笔数。Payments as the institution counts them.' })
  count!: number;

  @Field(() => MoneyScalar, { description: '总额。Their sum in 分.' })
  total!: Fen;
}

@InputType({ description: '钱包支付反馈输入。What became of the payment of a declaration.' })
export class ReportWalletDeclarationInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '钱包申报标识。Id of the declaration.' })
  declarationId!: string;

  @Field(() => Boolean, { description: '是否成功。Whether it was paid.' })
  paid!: boolean;

  @Field(() => String, { description: '回单号或原因。Bank voucher, or why not; 2 to 200 characters.' })
  note!: string;
}

@InputType({ description: '钱包异地支出输入。A payment of one of our wallets in another province.' })
export class WalletDebitInput {
  @Field(() => String, { description: '业务标识。Reference at the platform, 1 to 40 visible characters.' })
  reference!: string;

  @Field(() => String, { description: '省份。Where it was spent, a division such as 320000.' })
  province!: string;

  @Field(() => ID, { description: '参保人标识。Whose wallet.' })
  personId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: Fen;

  @Field(() => Boolean, { defaultValue: false, description: '是否退回。Whether it came back.' })
  refund!: boolean;

  @Field(() => InstantScalar, { description: '支付时刻。When.' })
  paidAt!: Date;
}

@InputType({ description: '钱包异地支出登记输入。What the platform told of our wallets in other provinces.' })
export class TakeWalletDebitsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => [WalletDebitInput], { description: '支出。At most 2,000.' })
  debits!: WalletDebitInput[];
}

@InputType({ description: '跨省共济对账输入。Which province and days.' })
export class ReconcileProvinceInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '省份。The other province, a division such as 320000.' })
  province!: string;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day.' })
  from!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day; it has ended, in the same month.' })
  to!: CalendarDate;
}

@InputType({ description: '跨省共济清算输入。Which month.' })
export class ClearProvincesInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '月份。A month that is reconciled and closed, YYYY-MM.' })
  month!: string;
}
