import { registerEnumType } from 'type-graphql';
import type { DeclarationAct, DeclarationState, DeductionKind } from './declaration-workflow.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const DeclarationStateEnum: EnumOf<DeclarationState> = {
  DECLARED: 'DECLARED',
  WITHDRAWN: 'WITHDRAWN',
  APPROVED: 'APPROVED',
  PAYING: 'PAYING',
  PAID: 'PAID',
  PAY_FAILED: 'PAY_FAILED',
};
registerEnumType(DeclarationStateEnum, {
  name: 'MonthlySettlementState',
  description: '月度结算状态。Where the declared month of an institution stands.',
  valuesConfig: {
    DECLARED: { description: '已申报。Declared; may be withdrawn, takes deductions.' },
    WITHDRAWN: { description: '已撤销。Withdrawn; its settlements may be declared again.' },
    APPROVED: { description: '已核定。Approved; the voucher stands.' },
    PAYING: { description: '拨付中。Ordered to be paid.' },
    PAID: { description: '已拨付。Paid.' },
    PAY_FAILED: { description: '拨付失败。The payment came back.' },
  },
});

export const DeclarationActEnum: EnumOf<DeclarationAct> = {
  DECLARE: 'DECLARE',
  WITHDRAW: 'WITHDRAW',
  APPROVE: 'APPROVE',
  PAY: 'PAY',
  CONFIRM_PAYMENT: 'CONFIRM_PAYMENT',
  FAIL_PAYMENT: 'FAIL_PAYMENT',
};
registerEnumType(DeclarationActEnum, {
  name: 'MonthlySettlementAct',
  description: '月度结算操作。What is done to a declared month.',
  valuesConfig: {
    DECLARE: { description: '申报。Declaration by the institution.' },
    WITHDRAW: { description: '撤销申报。Withdrawal by the institution, until it is approved.' },
    APPROVE: { description: '核定。Approval; makes the voucher.' },
    PAY: { description: '拨付。Orders the payment, by somebody other than who approved.' },
    CONFIRM_PAYMENT: { description: '确认拨付。Confirms it, with the number of the bank voucher.' },
    FAIL_PAYMENT: { description: '拨付失败。Says that it came back.' },
  },
});

export const DeductionKindEnum: EnumOf<DeductionKind> = { REVIEW: 'REVIEW', OTHER: 'OTHER' };
registerEnumType(DeductionKindEnum, {
  name: 'DeductionKind',
  description: '扣款类别。Kind of deduction.',
  valuesConfig: {
    REVIEW: { description: '审核扣款。Out of the review of fees.' },
    OTHER: { description: '其他扣款。Any other.' },
  },
});
