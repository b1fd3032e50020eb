import { ENTERED_COST_REPORTS } from './entered-cost.reports.ts';
import { paidAny, type ReportDefinition } from './report.columns.ts';

const PAYERS = ['pooled', 'largeAmount', 'seriousIllness', 'assistance', 'mutualAid'] as const;
const DIRECT = `s.channel = 'DIRECT'`;
const PAID_BY_AID = paidAny('MUTUAL_AID_FUND', 'ASSISTANCE_FUND');
/** Insured, under the scheme of the bill, in another province than that of the institution. */
const INSURED_ELSEWHERE = `exists (select from "settlement"."enrolment_copy" e
    where e.person_id = s.person_id and e.scheme = s.scheme and left(e.region, 2) <> left(x.institution_region, 2))`;
const PAID_BY_SERIOUS_ILLNESS = paidAny('SERIOUS_ILLNESS_FUND');

export const REPORTS = {
  INSTITUTION_SETTLEMENTS: {
    title: '全市医药机构结算数据汇总表',
    description: 'Direct settlements of every institution, by payer.',
    source: 'SETTLEMENT',
    where: DIRECT,
    groupBy: ['institution'],
    measures: ['count', 'total', ...PAYERS, 'account', 'commercial', 'cash'],
    institutionsToo: true,
  },
  DISTRICT_SETTLEMENTS: {
    title: '全市区级汇总表',
    description: 'Direct settlements by district and scheme.',
    source: 'SETTLEMENT',
    where: DIRECT,
    groupBy: ['district', 'scheme'],
    measures: ['count', 'total', 'fund', 'account', 'commercial', 'cash'],
    institutionsToo: false,
  },
  WORK_INJURY_COSTS: {
    title: '工伤医疗费用汇总表',
    description:
      'Costs that work-injury insurance has to bear and medical insurance does not, by institution.',
    source: 'SETTLEMENT',
    where: `v.exclusion_cause = 'WORK_INJURY'`,
    groupBy: ['institution', 'visitType'],
    measures: ['count', 'total', 'fund', 'cash'],
    institutionsToo: true,
  },
  BENEFITS_BY_GROUP: {
    title: '参保人员待遇支付统计表',
    description: 'What each payer paid for each group of persons, by scheme, kind of visit and channel.',
    source: 'SETTLEMENT',
    where: 'true',
    groupBy: ['scheme', 'personGroup', 'visitType', 'channel'],
    measures: ['count', 'total', ...PAYERS, 'account', 'commercial', 'cash'],
    institutionsToo: false,
  },
  MUTUAL_AID: {
    title: '全市互助帮困汇总表',
    description:
      'Bills to which a mutual-aid fund or medical assistance paid, by district and group of persons.',
    source: 'SETTLEMENT',
    where: PAID_BY_AID,
    groupBy: ['district', 'personGroup'],
    measures: ['count', 'total', 'assistance', 'mutualAid', 'fund', 'cash'],
    institutionsToo: false,
  },
  AWAY_INPATIENT: {
    title: '跨省异地就医住院费用全市汇总表',
    description: 'Hospital stays of persons insured in another province, by institution.',
    source: 'SETTLEMENT',
    where: `s.visit_type = 'INPATIENT' and ${INSURED_ELSEWHERE}`,
    groupBy: ['institution', 'visitType'],
    measures: ['count', 'total', 'fund', 'account', 'cash'],
    institutionsToo: true,
  },
  AWAY_OUTPATIENT: {
    title: '跨省异地就医门急诊全市汇总表',
    description: 'Outpatient and emergency bills of persons insured in another province, by institution.',
    source: 'SETTLEMENT',
    where: `s.visit_type in ('OUTPATIENT', 'EMERGENCY') and ${INSURED_ELSEWHERE}`,
    groupBy: ['institution', 'visitType'],
    measures: ['count', 'total', 'fund', 'account', 'cash'],
    institutionsToo: true,
  },
  CHILD_REIMBURSEMENTS: {
    title: '少儿住院零星报销结算汇总表',
    description:
      "Calculated reimbursements of children's stays by institution, with the mutual-aid fund's part.",
    source: 'REIMBURSEMENT',
    where: `x.kind = 'CHILDREN' and s.id is not null`,
    groupBy: ['institution'],
    measures: ['count', 'total', 'pooled', 'mutualAid', 'fund', 'cash'],
    institutionsToo: false,
  },
  CHILD_REIMBURSEMENT_CASES: {
    title: '少儿住院零星报销办理情况表',
    description: "Reimbursements of children's stays by month of registration and state.",
    source: 'REIMBURSEMENT',
    where: `x.kind = 'CHILDREN'`,
    groupBy: ['month', 'caseState'],
    measures: ['count', 'total', 'fund'],
    institutionsToo: false,
  },
  SERIOUS_ILLNESS_REIMBURSEMENTS: {
    title: '居保大病零星报销结算汇总表',
    description: "Calculated serious-illness reimbursements by institution, with that fund's part.",
    source: 'REIMBURSEMENT',
    where: `x.kind = 'SERIOUS_ILLNESS' and s.id is not null`,
    groupBy: ['institution'],
    measures: ['count', 'total', 'pooled', 'seriousIllness', 'fund', 'cash'],
    institutionsToo: false,
  },
  SERIOUS_ILLNESS_REIMBURSEMENT_CASES: {
    title: '居保大病零星报销办理情况表',
    description: 'Serious-illness reimbursements by month of registration and state.',
    source: 'REIMBURSEMENT',
    where: `x.kind = 'SERIOUS_ILLNESS'`,
    groupBy: ['month', 'caseState'],
    measures: ['count', 'total', 'fund'],
    institutionsToo: false,
  },
  SERIOUS_ILLNESS_DECLARATIONS: {
    title: '居保大病结算申报汇总表',
    description: 'What is declared that serious-illness insurance paid part of, by month and institution.',
    source: 'DECLARED_COST',
    where: PAID_BY_SERIOUS_ILLNESS,
    groupBy: ['declarationMonth', 'institution', 'visitType'],
    measures: ['count', 'total', 'pooledDeclared', 'seriousIllnessDeclared', 'fund', 'cash'],
    institutionsToo: true,
    operatorOf: 'SERIOUS_ILLNESS',
  },
  SERIOUS_ILLNESS_APPLIED_AND_PAID: {
    title: '居保大病申请实付汇总表',
    description: 'What was applied for, approved and paid of serious-illness insurance, before deductions.',
    source: 'DECLARED_COST',
    where: PAID_BY_SERIOUS_ILLNESS,
    groupBy: ['declarationMonth', 'institution', 'declarationState'],
    measures: ['count', 'seriousIllnessDeclared', 'seriousIllnessApproved', 'seriousIllnessDisbursed'],
    institutionsToo: true,
    operatorOf: 'SERIOUS_ILLNESS',
  },
  CHILD_STAY_DECLARATIONS: {
    title: '城乡居民少儿住院结算申报汇总表',
    description: 'Declared stays of children, with the parts of the pooled and the mutual-aid fund.',
    source: 'DECLARED_COST',
    where: `s.person_group = 'STUDENT_CHILD' and s.visit_type = 'INPATIENT'`,
    groupBy: ['declarationMonth', 'institution', 'declarationState'],
    measures: ['count', 'total', 'pooledDeclared', 'mutualAidDeclared', 'mutualAidDisbursed', 'cash'],
    institutionsToo: true,
  },
  ...ENTERED_COST_REPORTS,
  DECLARED_MONTHS: {
    title: '上海市定点医药机构申请医保费用汇总表',
    description: 'What institutions declared, by month.',
    source: 'MONTHLY_SETTLEMENT',
    where: 'true',
    groupBy: ['month', 'institution'],
    measures: ['settlements', 'total', 'declared'],
    institutionsToo: true,
  },
  REVIEWED_AND_PAID: {
    title: '上海市医疗保险费用审核支付汇总表',
    description: 'What was declared, deducted, approved and paid, by month, institution and voucher.',
    source: 'MONTHLY_SETTLEMENT',
    where: 'true',
    groupBy: ['month', 'institution', 'monthState', 'voucher'],
    measures: ['settlements', 'total', 'declared', 'deducted', 'approved', 'disbursed'],
    institutionsToo: true,
  },
  DEDUCTION_NOTICE: {
    title: '扣减通知单',
    description: 'Every deduction with its number and reason, by month and institution.',
    source: 'DEDUCTION',
    where: 'true',
    groupBy: ['month', 'institution', 'deductionNumber', 'deductionKind', 'deductionReason'],
    measures: ['deduction'],
    inCapitals: 'deduction',
    institutionsToo: true,
  },
} as const satisfies Readonly<Record<string, ReportDefinition>>;

export type ReportName = keyof typeof REPORTS;
