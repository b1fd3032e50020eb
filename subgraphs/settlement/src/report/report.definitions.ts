/** What a report is made of: rows of a source, by columns, with sums. */
export const REPORT_SOURCES = [
  'SETTLEMENT',
  'DECLARED_SETTLEMENT',
  'REIMBURSEMENT',
  'MONTHLY_SETTLEMENT',
  'DEDUCTION',
] as const;
export type ReportSource = (typeof REPORT_SOURCES)[number];

/** A column that rows are grouped by. */
export interface GroupColumn {
  readonly label: string;
  readonly sql: string;
}

/** A sum or a count; over all rows of a report it is the sum of what the rows say. */
export interface Measure extends GroupColumn {
  readonly unit: 'COUNT' | 'FEN';
}

const paidBy = (payer: string): string =>
  `sum((select coalesce(sum((line->>'amount')::bigint), 0)
        from jsonb_array_elements(s.trace) line where line->>'payer' = '${payer}'))`;

export const COLUMNS = {
  institution: { label: '机构编码', sql: 'x.institution_code' },
  district: { label: '区划', sql: 'x.institution_region' },
  month: { label: '月份', sql: `to_char(x.on_day, 'YYYY-MM')` },
  scheme: { label: '险种', sql: 's.scheme' },
  personGroup: { label: '人员类别', sql: 's.person_group' },
  visitType: { label: '就诊类型', sql: 's.visit_type' },
  channel: { label: '结算渠道', sql: 's.channel' },
  state: { label: '状态', sql: 'x.state' },
  voucher: { label: '核定凭证号', sql: `coalesce(x.voucher_number, '')` },
  deductionNumber: { label: '扣款单号', sql: 'd.number' },
  deductionKind: { label: '扣款类别', sql: 'd.kind' },
  declarationMonth: { label: '申报月份', sql: 'm.month' },
  declarationState: { label: '申报状态', sql: 'm.state' },
  deductionReason: { label: '扣款事由', sql: 'd.reason' },
} as const satisfies Readonly<Record<string, GroupColumn>>;

export const MEASURES = {
  count: { label: '笔数', unit: 'COUNT', sql: 'count(*)' },
  total: { label: '费用总额', unit: 'FEN', sql: 'sum(x.total)' },
  fund: { label: '基金支付', unit: 'FEN', sql: 'coalesce(sum(s.fund_paid), 0)' },
  pooled: { label: '统筹基金', unit: 'FEN', sql: paidBy('POOLED_FUND') },
  largeAmount: { label: '附加基金', unit: 'FEN', sql: paidBy('LARGE_AMOUNT_FUND') },
  seriousIllness: { label: '居民大病', unit: 'FEN', sql: paidBy('SERIOUS_ILLNESS_FUND') },
  assistance: { label: '医疗救助', unit: 'FEN', sql: paidBy('ASSISTANCE_FUND') },
  mutualAid: { label: '互助基金', unit: 'FEN', sql: paidBy('MUTUAL_AID_FUND') },
  account: { label: '个人账户', unit: 'FEN', sql: 'coalesce(sum(s.account_paid), 0)' },
  commercial: { label: '商业保险', unit: 'FEN', sql: 'coalesce(sum(s.commercial_paid), 0)' },
  settlements: { label: '结算笔数', unit: 'COUNT', sql: 'sum(x.settlements)' },
  declared: { label: '申报金额', unit: 'FEN', sql: 'sum(x.declared)' },
  deducted: { label: '扣款金额', unit: 'FEN', sql: 'sum(x.deducted)' },
  approved: { label: '核定金额', unit: 'FEN', sql: 'coalesce(sum(x.approved), 0)' },
  disbursed: {
    label: '已拨付金额',
    unit: 'FEN',
    sql: `coalesce(sum(x.approved) filter (where x.state = 'PAID'), 0)`,
  },
  pooledDeclared: { label: '统筹基金申请', unit: 'FEN', sql: paidBy('POOLED_FUND') },
  seriousIllnessDeclared: { label: '大病基金申请', unit: 'FEN', sql: paidBy('SERIOUS_ILLNESS_FUND') },
  seriousIllnessApproved: {
    label: '大病基金核定',
    unit: 'FEN',
    sql: `coalesce(${paidBy('SERIOUS_ILLNESS_FUND')} filter (where m.state in ('APPROVED', 'PAID')), 0)`,
  },
  seriousIllnessDisbursed: {
    label: '大病基金实付',
    unit: 'FEN',
    sql: `coalesce(${paidBy('SERIOUS_ILLNESS_FUND')} filter (where m.state = 'PAID'), 0)`,
  },
  mutualAidDeclared: { label: '互助基金申请', unit: 'FEN', sql: paidBy('MUTUAL_AID_FUND') },
  mutualAidDisbursed: {
    label: '互助基金实付',
    unit: 'FEN',
    sql: `coalesce(${paidBy('MUTUAL_AID_FUND')} filter (where m.state = 'PAID'), 0)`,
  },
  deduction: { label: '扣款金额', unit: 'FEN', sql: 'sum(d.amount)' },
  cash: { label: '个人现金', unit: 'FEN', sql: 'coalesce(sum(s.cash_paid), 0)' },
} as const satisfies Readonly<Record<string, Measure>>;

const DECLARED_MONTHS = `(select *, (month || '-01')::date as on_day from "settlement"."monthly_settlement"
      where state <> 'WITHDRAWN') x`;

/**
 * Where the rows of a source come from: `x` the noun itself with `institution_code`, `institution_region`, `on_day`,
 * `total` and `state`, `s` the settlement that counts of it. The day of a declared month is its first, and `m` the month that a settlement was declared in.
 */
export const SOURCES: Readonly<Record<ReportSource, string>> = {
  SETTLEMENT: `(select *, settled_on as on_day from "settlement"."settlement"
      where kind = 'NORMAL' and state = 'SETTLED') x
    join "settlement"."settlement" s on s.id = x.id
    join "settlement"."visit" v on v.id = x.visit_id`,
  DECLARED_SETTLEMENT: `(select b.*, (d.month || '-01')::date as on_day
      from "settlement"."settlement" b join "settlement"."monthly_settlement" d on d.id = b.monthly_settlement_id
      where b.kind = 'NORMAL' and b.state = 'SETTLED') x
    join "settlement"."settlement" s on s.id = x.id
    join "settlement"."monthly_settlement" m on m.id = x.monthly_settlement_id`,
  REIMBURSEMENT: `(select *, registered_on as on_day from "settlement"."reimbursement") x
    left join "settlement"."settlement" s on s.id = x.settlement_id`,
  MONTHLY_SETTLEMENT: DECLARED_MONTHS,
  DEDUCTION: `${DECLARED_MONTHS} join "settlement"."deduction" d on d.monthly_settlement_id = x.id`,
};

/** A named form 汇总表, 统计表 or 明细表. */
export interface ReportDefinition {
  readonly title: string;
  readonly description: string;
  readonly source: ReportSource;
  /** Fixed conditions on the source. */
  readonly where: string;
  readonly groupBy: readonly (keyof typeof COLUMNS)[];
  readonly measures: readonly (keyof typeof MEASURES)[];
  /** Whether an institution may read its own part; whoever may read aggregates reads it in any case. */
  readonly institutionsToo: boolean;
  /** Whether the insurer that runs this scheme reads it, of all institutions. */
  readonly operatorOf?: 'SERIOUS_ILLNESS';
}

const PAYERS = ['pooled', 'largeAmount', 'seriousIllness', 'assistance', 'mutualAid'] as const;
const DIRECT = `s.channel = 'DIRECT'`;
const paidAny = (...payers: string[]): string => {
  const wanted = payers.map(payer => `'${payer}'`).join(', ');
  return `exists (select from jsonb_array_elements(s.trace) line where line->>'payer' in (${wanted}))`;
};
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
    groupBy: ['month', 'state'],
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
    groupBy: ['month', 'state'],
    measures: ['count', 'total', 'fund'],
    institutionsToo: false,
  },
  SERIOUS_ILLNESS_DECLARATIONS: {
    title: '居保大病结算申报汇总表',
    description:
      'Declared settlements that serious-illness insurance paid part of, by month and institution.',
    source: 'DECLARED_SETTLEMENT',
    where: PAID_BY_SERIOUS_ILLNESS,
    groupBy: ['declarationMonth', 'institution', 'visitType'],
    measures: ['count', 'total', 'pooledDeclared', 'seriousIllnessDeclared', 'fund', 'cash'],
    institutionsToo: true,
    operatorOf: 'SERIOUS_ILLNESS',
  },
  SERIOUS_ILLNESS_APPLIED_AND_PAID: {
    title: '居保大病申请实付汇总表',
    description: 'What was applied for, approved and paid of serious-illness insurance, before deductions.',
    source: 'DECLARED_SETTLEMENT',
    where: PAID_BY_SERIOUS_ILLNESS,
    groupBy: ['declarationMonth', 'institution', 'declarationState'],
    measures: ['count', 'seriousIllnessDeclared', 'seriousIllnessApproved', 'seriousIllnessDisbursed'],
    institutionsToo: true,
    operatorOf: 'SERIOUS_ILLNESS',
  },
  CHILD_STAY_DECLARATIONS: {
    title: '城乡居民少儿住院结算申报汇总表',
    description: 'Declared stays of children, with the parts of the pooled and the mutual-aid fund.',
    source: 'DECLARED_SETTLEMENT',
    where: `s.person_group = 'STUDENT_CHILD' and s.visit_type = 'INPATIENT'`,
    groupBy: ['declarationMonth', 'institution', 'declarationState'],
    measures: ['count', 'total', 'pooledDeclared', 'mutualAidDeclared', 'mutualAidDisbursed', 'cash'],
    institutionsToo: true,
  },
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
    groupBy: ['month', 'institution', 'state', 'voucher'],
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
    institutionsToo: true,
  },
} as const satisfies Readonly<Record<string, ReportDefinition>>;

export type ReportName = keyof typeof REPORTS;
