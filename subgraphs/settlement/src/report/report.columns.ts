/** What a report is made of: rows of a source, by columns, with sums. */
export const REPORT_SOURCES = [
  'SETTLEMENT',
  'DECLARED_COST',
  'REIMBURSEMENT',
  'MONTHLY_SETTLEMENT',
  'DEDUCTION',
] as const;
export type ReportSource = (typeof REPORT_SOURCES)[number];

/** A column that rows are grouped by. */
export interface GroupColumn {
  readonly label: string;
  readonly sql: string;
  /** The enum of the graph whose Chinese terms are printed in place of its codes. */
  readonly terms?: string;
}

/** A sum or a count; over all rows of a report it is the sum of what the rows say. */
export interface Measure extends GroupColumn {
  readonly unit: 'COUNT' | 'FEN';
}

const PAYERS = [
  'POOLED_FUND',
  'LARGE_AMOUNT_FUND',
  'SERIOUS_ILLNESS_FUND',
  'ASSISTANCE_FUND',
  'MUTUAL_AID_FUND',
  'PREPAYMENT',
  'WORK_INJURY_FUND',
  'CADRE_CARE_FUND',
  'FAMILY_ACCOUNT',
] as const;

const paidBy = (payer: (typeof PAYERS)[number]): string => `coalesce(sum(paid.${payer.toLowerCase()}), 0)`;

/** What each payer paid of the row's settlement, as `paid`: its trace is opened once, however many columns ask. */
export const PAID = `cross join lateral (
    select ${PAYERS.map(payer => `sum(amount) filter (where payer = '${payer}') as ${payer.toLowerCase()}`).join(', ')}
    from jsonb_to_recordset(s.trace) as line (payer text, amount bigint)) paid`;

/** Once approved a month stays so, however its payment goes. */
const APPROVED = `m.state not in ('DECLARED', 'WITHDRAWN')`;

export const COLUMNS = {
  institution: { label: '机构编码', sql: 'x.institution_code' },
  district: { label: '区划', sql: 'x.institution_region' },
  month: { label: '月份', sql: `to_char(x.on_day, 'YYYY-MM')` },
  scheme: { label: '险种', sql: 's.scheme', terms: 'InsuranceScheme' },
  personGroup: { label: '人员类别', sql: 's.person_group', terms: 'PersonGroup' },
  visitType: { label: '就诊类型', sql: 's.visit_type', terms: 'VisitType' },
  channel: { label: '结算渠道', sql: 's.channel', terms: 'SettlementChannel' },
  caseState: { label: '状态', sql: 'x.state', terms: 'ReimbursementState' },
  monthState: { label: '状态', sql: 'x.state', terms: 'MonthlySettlementState' },
  voucher: { label: '核定凭证号', sql: 'x.voucher_number' },
  deductionNumber: { label: '扣款单号', sql: 'd.number' },
  deductionKind: { label: '扣款类别', sql: 'd.kind', terms: 'DeductionKind' },
  declarationMonth: { label: '申报月份', sql: 'm.month' },
  declarationState: { label: '申报状态', sql: 'm.state', terms: 'MonthlySettlementState' },
  monthVoucher: { label: '核定凭证号', sql: 'm.voucher_number' },
  costNumber: { label: '凭证号', sql: 'x.number' },
  category: { label: '类别代码', sql: 'x.category' },
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
    sql: `coalesce(sum(paid.serious_illness_fund) filter (where ${APPROVED}), 0)`,
  },
  seriousIllnessDisbursed: {
    label: '大病基金实付',
    unit: 'FEN',
    sql: `coalesce(sum(paid.serious_illness_fund) filter (where m.state = 'PAID'), 0)`,
  },
  prepaymentDeclared: { label: '预付金申请', unit: 'FEN', sql: paidBy('PREPAYMENT') },
  workInjuryDeclared: { label: '工伤基金申请', unit: 'FEN', sql: paidBy('WORK_INJURY_FUND') },
  workInjuryApproved: {
    label: '工伤基金核定',
    unit: 'FEN',
    sql: `coalesce(sum(paid.work_injury_fund) filter (where ${APPROVED}), 0)`,
  },
  cadreCareDeclared: { label: '干部保健经费', unit: 'FEN', sql: paidBy('CADRE_CARE_FUND') },
  familyFund: { label: '家庭共济资金', unit: 'FEN', sql: paidBy('FAMILY_ACCOUNT') },
  mutualAidDeclared: { label: '互助基金申请', unit: 'FEN', sql: paidBy('MUTUAL_AID_FUND') },
  mutualAidDisbursed: {
    label: '互助基金实付',
    unit: 'FEN',
    sql: `coalesce(sum(paid.mutual_aid_fund) filter (where m.state = 'PAID'), 0)`,
  },
  deduction: { label: '扣款金额', unit: 'FEN', sql: 'sum(d.amount)' },
  cash: { label: '个人现金', unit: 'FEN', sql: 'coalesce(sum(s.cash_paid), 0)' },
} as const satisfies Readonly<Record<string, Measure>>;

const DECLARED_MONTHS = `(select *, (month || '-01')::date as on_day from "settlement"."monthly_settlement"
      where state <> 'WITHDRAWN') x`;

/** What is declared: settlements, and costs entered as vouchers; as far as forms ask, in the same columns. */
const DECLARED_COSTS = `select b.id::text as number, null as entry_kind, null as category, b.settled_on as care_day,
      b.institution_code, b.institution_region, b.monthly_settlement_id, b.person_id, b.scheme, b.person_group,
      b.visit_type, b.total, b.fund_paid, b.account_paid, b.commercial_paid, b.cash_paid, b.trace
    from "settlement"."settlement" b where b.kind = 'NORMAL' and b.state = 'SETTLED'
  union all
  select e.number, e.kind, e.category, e.ended_on, e.institution_code, e.institution_region, e.monthly_settlement_id,
      e.person_id, coalesce(e.scheme, ''), coalesce(e.person_group, ''), e.visit_type,
      e.total, e.fund_paid, 0, 0, e.total - e.fund_paid, e.payments
    from "settlement"."cost_entry" e where e.state = 'CONFIRMED'`;

/**
 * Where the rows of a source come from: `x` the noun itself with `institution_code`, `institution_region`, `on_day`,
 * `total` and `state`, `s` the settlement that counts of it. The day of a declared month is its first, and `m` the month that a settlement was declared in.
 */
export const SOURCES: Readonly<Record<ReportSource, string>> = {
  SETTLEMENT: `(select *, settled_on as on_day from "settlement"."settlement"
      where kind = 'NORMAL' and state = 'SETTLED') x
    cross join lateral (select x.*) s
    left join "settlement"."visit" v on v.id = x.visit_id`,
  DECLARED_COST: `(select declared.*, (d.month || '-01')::date as on_day
      from (${DECLARED_COSTS}) declared join "settlement"."monthly_settlement" d on d.id = declared.monthly_settlement_id) x
    cross join lateral (select x.*) s
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
  /** The measure whose total is written out in capital numerals: a notice or an assessment says what is paid by it. */
  readonly inCapitals?: keyof typeof MEASURES;
  /** Whether an institution may read its own part; whoever may read aggregates reads it in any case. */
  readonly institutionsToo: boolean;
  /** Whether the insurer that runs this scheme reads it, of all institutions. */
  readonly operatorOf?: 'SERIOUS_ILLNESS';
}

/** The condition that one of these payers pays a part. */
export const paidAny = (...payers: string[]): string =>
  `(${payers.map(payer => `s.trace @> '[{"payer": "${payer}"}]'`).join(' or ')})`;
