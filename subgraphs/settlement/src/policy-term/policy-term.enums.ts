import { registerEnumType } from 'type-graphql';
import type {
  Certainty,
  InstitutionLevel,
  PersonGroup,
  Scheme,
  TermKind,
  TermUnit,
  VisitType,
} from './policy-term.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const InsuranceSchemeEnum: EnumOf<Scheme> = { EMPLOYEE: 'EMPLOYEE', RESIDENT: 'RESIDENT' };
registerEnumType(InsuranceSchemeEnum, {
  name: 'InsuranceScheme',
  description: '险种。Scheme of basic medical insurance.',
  valuesConfig: {
    EMPLOYEE: { description: '职工基本医疗保险。Employee insurance.' },
    RESIDENT: { description: '城乡居民基本医疗保险。Resident insurance, paid for one calendar year.' },
  },
});

export const PersonGroupEnum: EnumOf<PersonGroup> = {
  EMPLOYED: 'EMPLOYED',
  RETIRED: 'RETIRED',
  FLEXIBLE: 'FLEXIBLE',
  UNEMPLOYED: 'UNEMPLOYED',
  STUDENT_CHILD: 'STUDENT_CHILD',
  ADULT: 'ADULT',
  SENIOR: 'SENIOR',
};
registerEnumType(PersonGroupEnum, {
  name: 'PersonGroup',
  description: '人员类别。Group of insured persons; it decides scheme and benefits.',
  valuesConfig: {
    EMPLOYED: { description: '在职职工。Employed; employee insurance.' },
    RETIRED: { description: '退休人员。Retired; employee insurance.' },
    FLEXIBLE: { description: '灵活就业人员。In flexible employment; employee insurance after a wait.' },
    UNEMPLOYED: { description: '领取失业保险金人员。On unemployment benefit; keeps employee insurance.' },
    STUDENT_CHILD: { description: '学生儿童。Students and children; resident insurance.' },
    ADULT: { description: '成年居民。Adults; resident insurance.' },
    SENIOR: { description: '老年居民。Seniors; resident insurance.' },
  },
});

export const InstitutionLevelEnum: EnumOf<InstitutionLevel> = {
  TERTIARY: 'TERTIARY',
  SECONDARY: 'SECONDARY',
  PRIMARY: 'PRIMARY',
  NONE: 'NONE',
};
registerEnumType(InstitutionLevelEnum, {
  name: 'InstitutionLevel',
  description: '医院等级。Level of a designated institution.',
  valuesConfig: {
    TERTIARY: { description: '三级。Tertiary hospital.' },
    SECONDARY: { description: '二级。Secondary hospital.' },
    PRIMARY: { description: '一级及以下。Primary hospital or community health centre.' },
    NONE: { description: '未定级。No level, such as a pharmacy.' },
  },
});

export const VisitTypeEnum: EnumOf<VisitType> = {
  OUTPATIENT: 'OUTPATIENT',
  EMERGENCY: 'EMERGENCY',
  INPATIENT: 'INPATIENT',
  CHRONIC: 'CHRONIC',
  PHARMACY: 'PHARMACY',
};
registerEnumType(VisitTypeEnum, {
  name: 'VisitType',
  description: '就诊类型。Kind of visit (med_type).',
  valuesConfig: {
    OUTPATIENT: { description: '普通门诊。Ordinary outpatient visit.' },
    EMERGENCY: { description: '急诊。Emergency visit.' },
    INPATIENT: { description: '住院。Hospital stay.' },
    CHRONIC: { description: '门诊慢特病。Outpatient visit for a chronic or special disease.' },
    PHARMACY: { description: '定点药店购药。Purchase at a designated pharmacy.' },
  },
});

export const TermKindEnum: EnumOf<TermKind> = {
  STEP_ORDER: 'STEP_ORDER',
  ITEM_CLASS: 'ITEM_CLASS',
  FIRST_SELF_PAY_RATIO: 'FIRST_SELF_PAY_RATIO',
  DEDUCTIBLE: 'DEDUCTIBLE',
  POOLED_RATIO: 'POOLED_RATIO',
  POOLED_CEILING: 'POOLED_CEILING',
  LARGE_AMOUNT_RATIO: 'LARGE_AMOUNT_RATIO',
  SERIOUS_ILLNESS_DEDUCTIBLE: 'SERIOUS_ILLNESS_DEDUCTIBLE',
  SERIOUS_ILLNESS_RATIO: 'SERIOUS_ILLNESS_RATIO',
  SERIOUS_ILLNESS_CEILING: 'SERIOUS_ILLNESS_CEILING',
  ASSISTANCE_RATIO: 'ASSISTANCE_RATIO',
  ASSISTANCE_CEILING: 'ASSISTANCE_CEILING',
  SETTLEMENT_METHOD: 'SETTLEMENT_METHOD',
  MUTUAL_AID_DEDUCTIBLE: 'MUTUAL_AID_DEDUCTIBLE',
  MUTUAL_AID_RATIO: 'MUTUAL_AID_RATIO',
  MUTUAL_AID_CEILING: 'MUTUAL_AID_CEILING',
  ACCOUNT_LAYERS: 'ACCOUNT_LAYERS',
  REVIEW_THRESHOLD: 'REVIEW_THRESHOLD',
  HANDLING_WORKING_DAYS: 'HANDLING_WORKING_DAYS',
  FILING_MONTHS: 'FILING_MONTHS',
  MATCH_DAYS: 'MATCH_DAYS',
  SCHEME_OPERATOR: 'SCHEME_OPERATOR',
  DICTIONARY_CODE: 'DICTIONARY_CODE',
  SPECIAL_INSTITUTION: 'SPECIAL_INSTITUTION',
  SOURCE_PREFIX: 'SOURCE_PREFIX',
  SOURCE_PAYER: 'SOURCE_PAYER',
  SIGN_IN: 'SIGN_IN',
};
registerEnumType(TermKindEnum, {
  name: 'PolicyTermKind',
  description: '政策参数类别。What a policy term decides.',
  valuesConfig: {
    STEP_ORDER: { description: '结算步骤次序。Order of the steps of a settlement.' },
    ITEM_CLASS: { description: '项目类别。Class of the items of a chapter of the service catalogue.' },
    FIRST_SELF_PAY_RATIO: { description: '先自付比例。What the person pays first of an item of a class.' },
    DEDUCTIBLE: { description: '起付线。Deductible of the year.' },
    POOLED_RATIO: { description: '统筹支付比例。Share of the pooled fund in a band.' },
    POOLED_CEILING: {
      description: '统筹最高支付限额。Ceiling of the payments of the pooled fund in a year.',
    },
    LARGE_AMOUNT_RATIO: {
      description: '职工大额（附加基金）比例。Share of the supplementary fund above the ceiling.',
    },
    SERIOUS_ILLNESS_DEDUCTIBLE: { description: '大病起付线。Deductible of serious-illness insurance.' },
    SERIOUS_ILLNESS_RATIO: { description: '大病支付比例。Share of serious-illness insurance.' },
    SERIOUS_ILLNESS_CEILING: { description: '大病封顶线。Ceiling of serious-illness insurance.' },
    ASSISTANCE_RATIO: { description: '医疗救助比例。Share of medical assistance for a group.' },
    ASSISTANCE_CEILING: { description: '医疗救助年度限额。Ceiling of medical assistance in a year.' },
    SETTLEMENT_METHOD: {
      description: '待遇结算方式。Whether a benefit is settled at the institution (DIRECT) or reimbursed.',
    },
    MUTUAL_AID_DEDUCTIBLE: { description: '互助起付线。Deductible of a mutual-aid fund in a year.' },
    MUTUAL_AID_RATIO: { description: '互助支付比例。Share of a mutual-aid fund.' },
    MUTUAL_AID_CEILING: { description: '互助年度限额。Ceiling of a mutual-aid fund in a year.' },
    ACCOUNT_LAYERS: { description: '个人账户支付范围。Parts of the bill that the personal account may pay.' },
    REVIEW_THRESHOLD: { description: '复核金额界限。Amount from which a further review is due.' },
    HANDLING_WORKING_DAYS: { description: '办结时限。Working days within which a case is concluded.' },
    SCHEME_OPERATOR: { description: '承办商保机构。Code of the insurer that runs a scheme.' },
    DICTIONARY_CODE: {
      description:
        '字典代码。What a code of a dictionary means; the qualifier is DICTIONARY_CODE, a version with a last day ends it.',
    },
    SPECIAL_INSTITUTION: {
      description:
        '特殊机构。The kinds of costs that an institution is chosen for; the qualifier is its national code.',
    },
    SOURCE_PREFIX: {
      description:
        '来源识别前缀。The channel of maternity cases whose numbers begin with the qualifier and a hyphen.',
    },
    SOURCE_PAYER: {
      description: '来源支付方。Who pays the maternity cases of a channel: CENTRE, or CHANNEL itself.',
    },
    SIGN_IN: {
      description:
        '签到要求。Whether operators of institutions sign in (9001) before they send: REQUIRED or OPTIONAL.',
    },
    FILING_MONTHS: { description: '申请时限。Months after the care within which a reimbursement is filed.' },
    MATCH_DAYS: { description: '去重匹配天数。Days apart within which two cases are of the same event.' },
  },
});

export const TermUnitEnum: EnumOf<TermUnit> = {
  FEN: 'FEN',
  RATIO: 'RATIO',
  TEXT: 'TEXT',
  COUNT: 'COUNT',
};
registerEnumType(TermUnitEnum, {
  name: 'PolicyTermUnit',
  description: '参数单位。What the value of a policy term is.',
  valuesConfig: {
    FEN: { description: '分。An amount in whole 分.' },
    RATIO: { description: '比例。A decimal ratio.' },
    TEXT: { description: '文本。One or more names, separated by blanks.' },
    COUNT: { description: '数量。A count of days or months.' },
  },
});

export const CertaintyEnum: EnumOf<Certainty> = {
  PUBLISHED: 'PUBLISHED',
  CITY_PRACTICE: 'CITY_PRACTICE',
  DECIDED: 'DECIDED',
};
registerEnumType(CertaintyEnum, {
  name: 'PolicyTermCertainty',
  description: '参数依据程度。How sure a policy term is.',
  valuesConfig: {
    PUBLISHED: { description: '已公布。Published in a law or a national document.' },
    CITY_PRACTICE: {
      description: '城市做法，须核对。Practice of a city, to be verified by whoever deploys it.',
    },
    DECIDED: { description: '产品约定。Decided by this product where the documents are silent.' },
  },
});
