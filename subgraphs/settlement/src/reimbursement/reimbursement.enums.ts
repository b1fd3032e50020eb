import { registerEnumType } from 'type-graphql';
import type { LiftableCheck, ReimbursementKind } from './reimbursement-kind.rule.ts';
import type { ReimbursementAct, ReimbursementState } from './reimbursement-workflow.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const ReimbursementKindEnum: EnumOf<ReimbursementKind> = {
  GENERAL: 'GENERAL',
  CHILDREN: 'CHILDREN',
  SERIOUS_ILLNESS: 'SERIOUS_ILLNESS',
};
registerEnumType(ReimbursementKindEnum, {
  name: 'ReimbursementKind',
  description: '报销类别。Kind of reimbursement.',
  valuesConfig: {
    GENERAL: { description: '医保零星报销。General.' },
    CHILDREN: { description: '少儿住院零星报销。Hospital stay of a child, with its mutual-aid fund.' },
    SERIOUS_ILLNESS: { description: "居保大病零星报销。Treatment of the residents' serious-illness scheme." },
  },
});

export const ReimbursementStateEnum: EnumOf<ReimbursementState> = {
  REGISTERED: 'REGISTERED',
  CALCULATED: 'CALCULATED',
  REVIEWED_1: 'REVIEWED_1',
  REVIEWED_2: 'REVIEWED_2',
  REVIEWED_3: 'REVIEWED_3',
  PAYING: 'PAYING',
  PAID: 'PAID',
  PAY_FAILED: 'PAY_FAILED',
  RETURNED: 'RETURNED',
  REJECTED: 'REJECTED',
  CANCELLED: 'CANCELLED',
};
registerEnumType(ReimbursementStateEnum, {
  name: 'ReimbursementState',
  description: '零星报销状态。Where a reimbursement stands.',
  valuesConfig: {
    REGISTERED: { description: '已登记。Registered, waits for the calculation.' },
    CALCULATED: { description: '已结算。Calculated, waits for the first review.' },
    REVIEWED_1: { description: '已复核。Reviewed once.' },
    REVIEWED_2: { description: '已二次复核。Reviewed twice.' },
    REVIEWED_3: { description: '已三次复核。Reviewed three times.' },
    PAYING: { description: '支付中。Ordered to be paid.' },
    PAID: { description: '已支付。Paid; only recovery is left.' },
    PAY_FAILED: { description: '支付失败。The payment came back.' },
    RETURNED: { description: '已退回。Registration rolled back, for the applicant to supplement.' },
    REJECTED: { description: '不予报销。Rejected.' },
    CANCELLED: { description: '已撤销。Cancelled.' },
  },
});

export const ReimbursementActEnum: EnumOf<ReimbursementAct> = {
  REGISTER: 'REGISTER',
  RESUBMIT: 'RESUBMIT',
  CALCULATE: 'CALCULATE',
  REVIEW: 'REVIEW',
  ROLL_BACK_REGISTRATION: 'ROLL_BACK_REGISTRATION',
  ROLL_BACK_CALCULATION: 'ROLL_BACK_CALCULATION',
  REJECT: 'REJECT',
  CANCEL: 'CANCEL',
  PAY: 'PAY',
  CONFIRM_PAYMENT: 'CONFIRM_PAYMENT',
  FAIL_PAYMENT: 'FAIL_PAYMENT',
};
registerEnumType(ReimbursementActEnum, {
  name: 'ReimbursementAct',
  description: '零星报销操作。What is done to a reimbursement.',
  valuesConfig: {
    REGISTER: { description: '登记。Registration.' },
    RESUBMIT: { description: '补正后再登记。Registered again after it was supplemented.' },
    CALCULATE: { description: '结算。Calculation by the benefit rules; the accumulators move.' },
    REVIEW: { description: '复核。The review that is due: first, second or third.' },
    ROLL_BACK_REGISTRATION: { description: '登记回退。Rolls the registration back.' },
    ROLL_BACK_CALCULATION: { description: '回退结算。Undoes the calculation by an opposite record.' },
    REJECT: { description: '不予报销。Rejection.' },
    CANCEL: { description: '撤销。Cancellation.' },
    PAY: { description: '发起支付。Orders the payment.' },
    CONFIRM_PAYMENT: { description: '确认支付。Confirms it, with the number of the voucher.' },
    FAIL_PAYMENT: { description: '支付失败。Says that it came back.' },
  },
});

export const LiftableCheckEnum: EnumOf<LiftableCheck> = {
  FILING_DEADLINE: 'FILING_DEADLINE',
  INSTITUTION_SERVING: 'INSTITUTION_SERVING',
};
registerEnumType(LiftableCheckEnum, {
  name: 'LiftableCheck',
  description: '可免除的校验。A check that a supervisor may lift for one case.',
  valuesConfig: {
    FILING_DEADLINE: { description: '申请时限。That it was filed in time.' },
    INSTITUTION_SERVING: {
      description: '机构定点状态。That the institution was designated and not suspended.',
    },
  },
});
