import type { TransitionTable } from '#kernel/vocabulary/transition';

export type InspectionCodeState =
  | 'DRAFT'
  | 'APPLYING'
  | 'ISSUED'
  | 'SENT'
  | 'IN_USE'
  | 'RESULT_ENTERED'
  | 'CONCLUDED'
  | 'EVALUATED'
  | 'CANCELLED'
  | 'VOIDED';

export type InspectionCodeAct =
  | 'APPLY'
  | 'ISSUE'
  | 'REJECT'
  | 'SEND'
  | 'SCAN'
  | 'ENTER_RESULT'
  | 'CONCLUDE'
  | 'EVALUATE'
  | 'CANCEL'
  | 'VOID';

/**
 * The life of an inspection code. A code is cancelled before it was sent and voided from then on;
 * applying again, and a further scan or result, leave the state where it is.
 * Source: 沪法治政府办〔2024〕11号.
 */
export const INSPECTION_CODE_LIFE: TransitionTable<InspectionCodeState, InspectionCodeAct> = {
  DRAFT: { APPLY: 'APPLYING', CANCEL: 'CANCELLED' },
  APPLYING: { APPLY: 'APPLYING', ISSUE: 'ISSUED', REJECT: 'DRAFT', CANCEL: 'CANCELLED' },
  ISSUED: { SEND: 'SENT', CANCEL: 'CANCELLED' },
  SENT: { SCAN: 'IN_USE', VOID: 'VOIDED' },
  IN_USE: { SCAN: 'IN_USE', ENTER_RESULT: 'RESULT_ENTERED', VOID: 'VOIDED' },
  RESULT_ENTERED: {
    SCAN: 'RESULT_ENTERED',
    ENTER_RESULT: 'RESULT_ENTERED',
    CONCLUDE: 'CONCLUDED',
    VOID: 'VOIDED',
  },
  CONCLUDED: { EVALUATE: 'EVALUATED', VOID: 'VOIDED' },
  EVALUATED: { VOID: 'VOIDED' },
  CANCELLED: {},
  VOIDED: {},
};

/** Source: 医疗保障基金使用监督管理条例 (2021-05-01) 第二十九条: 监督检查人员不得少于2人，并且应当出示执法证件. */
export const FEWEST_OFFICERS = 2;

export type RegulatedField = 'MEDICAL_INSTITUTION' | 'PHARMACY' | 'LONG_TERM_CARE' | 'PHYSICIAN';

/**
 * The four regulators of the enforcement platform. They offer the same interfaces,
 * so that one adapter serves them all and only these entries differ.
 */
export const REGULATED_FIELDS: Readonly<
  Record<RegulatedField, { readonly name: string; readonly codePrefix: string; readonly casePrefix: string }>
> = {
  MEDICAL_INSTITUTION: { name: '定点医疗机构监管', codePrefix: 'YL', casePrefix: 'AJYL' },
  PHARMACY: { name: '定点零售药店监管', codePrefix: 'YD', casePrefix: 'AJYD' },
  LONG_TERM_CARE: { name: '长护险机构监管', codePrefix: 'CH', casePrefix: 'AJCH' },
  PHYSICIAN: { name: '医师监管', codePrefix: 'YS', casePrefix: 'AJYS' },
};

export type ResultFinding = 'NO_PROBLEM' | 'PROBLEM_FOUND' | 'NOT_COOPERATING';

export type InspectionCategory = 'ROUTINE' | 'SPECIAL' | 'UNANNOUNCED' | 'COMPLAINT';
export type InspectionForm = 'ON_SITE' | 'OFF_SITE';
export type TaskSource = 'PLAN' | 'ASSIGNED' | 'COMPLAINT' | 'SUSPICION';
export type DepartmentRole = 'LEAD' | 'MEMBER';
