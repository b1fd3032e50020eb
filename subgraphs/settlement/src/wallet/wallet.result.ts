import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { Reconciliation } from '../reconciliation/reconciliation.entity.ts';
import { MonthClosedRefusal } from '../reconciliation/reconciliation.result.ts';
import { NotSignedInRefusal, TransactionReversedRefusal } from '../transaction/transaction.result.ts';
import {
  WalletClearing,
  WalletDeclaration,
  WalletPayment,
  WalletStateEnum,
} from './wallet-payment.entity.ts';
import type { WalletState } from './wallet-payment.rule.ts';

@ObjectType({ description: '钱包已支付。The payment.' })
export class PayFromWalletSuccess {
  @Field(() => WalletPayment, { description: '钱包支付。The payment.' })
  payment!: WalletPayment;
}

@ObjectType({ description: '刷卡经办完成。The payment.' })
export class HandleStudentCardPaymentSuccess {
  @Field(() => WalletPayment, { description: '钱包支付。The payment.' })
  payment!: WalletPayment;
}

@ObjectType({ description: '钱包退款已发起。The payment goes back to its wallet.' })
export class ReturnWalletPaymentSuccess {
  @Field(() => WalletPayment, { description: '钱包支付。The payment.' })
  payment!: WalletPayment;
}

@ObjectType({ description: '钱包申报成功。The declaration.' })
export class DeclareWalletPaymentsSuccess {
  @Field(() => WalletDeclaration, { description: '钱包申报。The declaration.' })
  declaration!: WalletDeclaration;
}

@ObjectType({ description: '反馈已登记。The declaration as it stands.' })
export class ReportWalletDeclarationSuccess {
  @Field(() => WalletDeclaration, { description: '钱包申报。The declaration.' })
  declaration!: WalletDeclaration;
}

@ObjectType({ description: '异地支出已登记。What was taken.' })
export class TakeWalletDebitsSuccess {
  @Field(() => Int, { description: '新增笔数。Taken; what was known before is not counted.' })
  added!: number;
}

@ObjectType({ description: '跨省对账完成。What the comparison came to.' })
export class ReconcileProvinceSuccess {
  @Field(() => Reconciliation, { description: '对账。The reconciliation.' })
  reconciliation!: Reconciliation;
}

@ObjectType({ description: '跨省清算完成。What provinces owe each other.' })
export class ClearProvincesSuccess {
  @Field(() => [WalletClearing], { description: '清算。Per day and province, at most 1,100.' })
  clearings!: WalletClearing[];
}

@ObjectType({
  implements: Refusal,
  description: '不可用钱包支付。The settlement is undone, or is none of a counter.',
})
export class NotPayableFromWalletRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '超过现金部分。More than is left of the cash part.' })
export class ExceedsCashRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '可支付金额。What is left, in 分.' })
  open!: string;
}

@ObjectType({
  implements: Refusal,
  description: '非学生参保。The bill is not of somebody insured as a student.',
})
export class NotAStudentRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '钱包拒绝支付。The platform refused; nothing was taken.' })
export class WalletRefusedRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description:
    '钱包结果未知。Nobody knows whether it was paid, so it is reversed; pay again under a new message id.',
})
export class WalletUnavailableRefusal extends Refusal {
  @Field(() => WalletStateEnum, { description: '状态。REVERSING until the platform has undone it.' })
  state!: WalletState;
}

@ObjectType({ implements: Refusal, description: '不可退款。It was not paid, or is declared already.' })
export class WalletPaymentFinalRefusal extends Refusal {
  @Field(() => WalletStateEnum, { description: '状态。Where it stands.' })
  state!: WalletState;
}

@ObjectType({ implements: Refusal, description: '申报不符。The centre counts other totals.' })
export class WalletTotalsDifferRefusal extends Refusal {
  @Field(() => Int, { description: '笔数。As the centre counts.' })
  count!: number;

  @Field(() => MoneyScalar, { description: '总额。As the centre sums, in 分.' })
  total!: string;
}

@ObjectType({ implements: Refusal, description: '已有结论。The declaration is paid.' })
export class WalletDeclarationPaidRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '平台不可用。The platform cannot be asked now.' })
export class WalletPlatformUnavailableRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '未关账。The month is not reconciled and closed yet.' })
export class MonthNotClosedRefusal extends Refusal {}

/** The refusals of wallets as GraphQL types. */
export const walletRefusal = refusalMapper({
  NOT_SIGNED_IN: NotSignedInRefusal,
  TRANSACTION_REVERSED: TransactionReversedRefusal,
  NOT_PAYABLE_FROM_WALLET: NotPayableFromWalletRefusal,
  EXCEEDS_CASH: ExceedsCashRefusal,
  NOT_A_STUDENT: NotAStudentRefusal,
  WALLET_REFUSED: WalletRefusedRefusal,
  WALLET_UNAVAILABLE: WalletUnavailableRefusal,
  WALLET_PAYMENT_FINAL: WalletPaymentFinalRefusal,
  WALLET_TOTALS_DIFFER: WalletTotalsDifferRefusal,
  WALLET_DECLARATION_PAID: WalletDeclarationPaidRefusal,
  WALLET_PLATFORM_UNAVAILABLE: WalletPlatformUnavailableRefusal,
  MONTH_CLOSED: MonthClosedRefusal,
  MONTH_NOT_CLOSED: MonthNotClosedRefusal,
});

export const PayFromWalletResult = createUnionType({
  name: 'PayFromWalletResult',
  description: '钱包支付结果。The payment, or why nothing was paid.',
  types: () =>
    [
      PayFromWalletSuccess,
      NotPayableFromWalletRefusal,
      ExceedsCashRefusal,
      NotAStudentRefusal,
      WalletRefusedRefusal,
      WalletUnavailableRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const HandleStudentCardPaymentResult = createUnionType({
  name: 'HandleStudentCardPaymentResult',
  description: '大学生刷卡经办结果。The payment, or why nothing was paid.',
  types: () =>
    [
      HandleStudentCardPaymentSuccess,
      NotPayableFromWalletRefusal,
      ExceedsCashRefusal,
      NotAStudentRefusal,
      WalletRefusedRefusal,
      WalletUnavailableRefusal,
    ] as const,
});

export const ReturnWalletPaymentResult = createUnionType({
  name: 'ReturnWalletPaymentResult',
  description: '钱包退款结果。The payment, or why it stays.',
  types: () =>
    [
      ReturnWalletPaymentSuccess,
      WalletPaymentFinalRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const DeclareWalletPaymentsResult = createUnionType({
  name: 'DeclareWalletPaymentsResult',
  description: '钱包申报结果。The declaration, or why there is none.',
  types: () =>
    [
      DeclareWalletPaymentsSuccess,
      WalletTotalsDifferRefusal,
      TransactionReversedRefusal,
      NotSignedInRefusal,
    ] as const,
});

export const ReportWalletDeclarationResult = createUnionType({
  name: 'ReportWalletDeclarationResult',
  description: '钱包反馈结果。The declaration, or why it stays.',
  types: () => [ReportWalletDeclarationSuccess, WalletDeclarationPaidRefusal] as const,
});

export const TakeWalletDebitsResult = createUnionType({
  name: 'TakeWalletDebitsResult',
  description: '异地支出登记结果。How many were taken.',
  types: () => [TakeWalletDebitsSuccess] as const,
});

export const ReconcileProvinceResult = createUnionType({
  name: 'ReconcileProvinceResult',
  description: '跨省对账结果。The reconciliation, or why there is none.',
  types: () => [ReconcileProvinceSuccess, MonthClosedRefusal, WalletPlatformUnavailableRefusal] as const,
});

export const ClearProvincesResult = createUnionType({
  name: 'ClearProvincesResult',
  description: '跨省清算结果。The clearing, or why there is none.',
  types: () => [ClearProvincesSuccess, MonthNotClosedRefusal] as const,
});
