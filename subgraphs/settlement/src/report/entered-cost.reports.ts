import { paidAny, type ReportDefinition } from './report.columns.ts';

/** At institutions that are chosen for cadre health care on the day: the newest version that has begun counts. */
const CHOSEN_FOR_CADRES = `exists (select from "settlement"."policy_term" t
    where t.kind = 'SPECIAL_INSTITUTION' and t.qualifier = x.institution_code and t.effective_from <= x.on_day
      and (t.effective_to is null or x.on_day <= t.effective_to)
      and 'CADRE_CARE' = any (string_to_array(t.value, ' '))
      and not exists (select from "settlement"."policy_term" newer
        where newer.kind = t.kind and newer.qualifier = t.qualifier
          and newer.effective_from > t.effective_from and newer.effective_from <= x.on_day))`;

/** The forms of costs that are entered as vouchers, and of the institutions that are chosen for them. */
export const ENTERED_COST_REPORTS = {
  CHILD_STAY_DETAILS: {
    title: '少儿住院费用申报明细单',
    description: "Every declared stay of a child, settled or entered, with each fund's part.",
    source: 'DECLARED_COST',
    where: `s.person_group = 'STUDENT_CHILD' and s.visit_type = 'INPATIENT'`,
    groupBy: ['declarationMonth', 'institution', 'costNumber', 'declarationState'],
    measures: ['count', 'total', 'pooledDeclared', 'mutualAidDeclared', 'cash'],
    institutionsToo: true,
  },
  CADRE_CARE_SUMMARY: {
    title: '全市市管保健对象汇总表',
    description: 'Declared costs of cadre health care, by district and group of persons.',
    source: 'DECLARED_COST',
    where: `x.entry_kind = 'CADRE_CARE'`,
    groupBy: ['district', 'category'],
    measures: ['count', 'total', 'pooledDeclared', 'cadreCareDeclared', 'cash'],
    institutionsToo: false,
  },
  CADRE_PREPAYMENTS: {
    title: '医院市管干部保健对象医疗费用预付金申报汇总表',
    description: 'What hospitals asked to be prepaid for cadre health care, by month, institution and group.',
    source: 'DECLARED_COST',
    where: `x.entry_kind = 'CADRE_PREPAYMENT'`,
    groupBy: ['declarationMonth', 'institution', 'category', 'declarationState'],
    measures: ['count', 'prepaymentDeclared'],
    institutionsToo: true,
  },
  CADRE_HOSPITAL_COSTS: {
    title: '干部保健选定医院医保费用统计表',
    description: 'Settlements at the hospitals chosen for cadre health care on their day.',
    source: 'SETTLEMENT',
    where: `s.channel = 'DIRECT' and ${CHOSEN_FOR_CADRES}`,
    groupBy: ['institution', 'visitType'],
    measures: ['count', 'total', 'fund', 'account', 'cash'],
    institutionsToo: true,
  },
  WORK_INJURY_REHABILITATION: {
    title: '工伤住院康复费用核定单',
    description: 'Every declared stay for rehabilitation after a work injury, and what of it is approved.',
    source: 'DECLARED_COST',
    where: `x.entry_kind = 'WORK_INJURY_REHABILITATION'`,
    groupBy: ['declarationMonth', 'institution', 'costNumber', 'category', 'declarationState'],
    measures: ['count', 'total', 'workInjuryDeclared', 'workInjuryApproved', 'cash'],
    inCapitals: 'workInjuryApproved',
    institutionsToo: true,
  },
  HARDSHIP_FAMILY_TRANSFER: {
    title: '帮困家庭共济资金支付费用划款通知单',
    description:
      'Approved costs that the family funds of hardship relief pay, by month, institution and voucher.',
    source: 'DECLARED_COST',
    where: `x.entry_kind = 'FAMILY_FUND' and x.category = 'HARDSHIP' and m.voucher_number is not null`,
    groupBy: ['declarationMonth', 'institution', 'monthVoucher'],
    measures: ['count', 'total', 'familyFund'],
    inCapitals: 'familyFund',
    institutionsToo: true,
  },
  RESIDENT_FAMILY_TRANSFER: {
    title: '居民家庭共济资金支付费用划款通知单',
    description: 'Approved costs that the family funds of residents pay, by month, institution and voucher.',
    source: 'DECLARED_COST',
    where: `s.scheme = 'RESIDENT' and coalesce(x.category, '') <> 'HARDSHIP' and m.voucher_number is not null
      and ${paidAny('FAMILY_ACCOUNT')}`,
    groupBy: ['declarationMonth', 'institution', 'monthVoucher'],
    measures: ['count', 'total', 'familyFund'],
    inCapitals: 'familyFund',
    institutionsToo: true,
  },
  FOREIGN_XINJIANG_DETAILS: {
    title: '外商新疆申报明细表',
    description: 'Every declared cost of persons of foreign-invested firms and of those back from Xinjiang.',
    source: 'DECLARED_COST',
    where: `x.entry_kind = 'FOREIGN_XINJIANG'`,
    groupBy: ['declarationMonth', 'institution', 'category', 'costNumber', 'declarationState'],
    measures: ['count', 'total', 'pooledDeclared', 'cash'],
    institutionsToo: true,
  },
} as const satisfies Readonly<Record<string, ReportDefinition>>;
