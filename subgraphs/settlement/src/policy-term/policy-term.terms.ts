import { yuan } from '#kernel/vocabulary/money';
import { date } from '#kernel/vocabulary/calendar';
import { DICTIONARY_TERMS } from '../dictionary/dictionary.terms.ts';
import type { Certainty, PolicyTermFacts, TermKind, TermUnit } from './policy-term.rule.ts';

type Dimensions = Partial<
  Pick<
    PolicyTermFacts,
    | 'scheme'
    | 'personGroup'
    | 'institutionLevel'
    | 'visitType'
    | 'region'
    | 'qualifier'
    | 'bandFrom'
    | 'bandTo'
  >
>;

const CITY = '上海市基本医疗保险待遇标准（城市做法，部署方须核对现行文件）';
const FROM = date('2023-07-01');
const LEVELS = ['PRIMARY', 'SECONDARY', 'TERTIARY', 'NONE'] as const;

function term(
  kind: TermKind,
  code: string,
  unit: TermUnit,
  value: string,
  dimensions: Dimensions,
  source: string = CITY,
  certainty: Certainty = 'CITY_PRACTICE',
): PolicyTermFacts {
  return {
    code,
    version: FROM,
    kind,
    scheme: dimensions.scheme ?? null,
    personGroup: dimensions.personGroup ?? null,
    institutionLevel: dimensions.institutionLevel ?? null,
    visitType: dimensions.visitType ?? null,
    region: dimensions.region ?? null,
    qualifier: dimensions.qualifier ?? null,
    bandFrom: dimensions.bandFrom ?? (kind === 'POOLED_RATIO' ? 0n : null),
    bandTo: dimensions.bandTo ?? null,
    unit,
    value,
    effectiveFrom: FROM,
    effectiveTo: null,
    source,
    certainty,
  };
}

const amount = (kind: TermKind, code: string, inYuan: string, dimensions: Dimensions) =>
  term(kind, code, 'FEN', yuan(inYuan).toString(), dimensions);
const share = (kind: TermKind, code: string, value: string, dimensions: Dimensions) =>
  term(kind, code, 'RATIO', value, dimensions);

/**
 * The policy parameters that the product ships.
 * Amounts are a city's practice to be verified by whoever deploys it; each term says how sure it is.
 */
export const DEFAULT_TERMS: readonly PolicyTermFacts[] = [
  ...stepOrders(),
  ...itemClasses(),
  ...employeeTerms(),
  ...residentTerms(),
  ...supplementaryTerms(),
  ...handlingTerms(),
  ...DICTIONARY_TERMS,
  term(
    'ACCOUNT_LAYERS',
    'ACCOUNT-LAYERS',
    'TEXT',
    'OVER_LIMIT FIRST_SELF_PAY DEDUCTIBLE CO_PAYMENT ABOVE_CEILING',
    { scheme: 'EMPLOYEE' },
    '个人账户支付范围：目录外全自费除外（产品约定）',
    'DECIDED',
  ),
];

/** Source: 上海市医疗保障条例 第20条 (assistance after basic and supplementary insurance); the rest decided. */
function stepOrders(): PolicyTermFacts[] {
  const order = (supplement: string) =>
    `EXCLUSIONS CATALOGUE FIRST_SELF_PAY DEDUCTIBLE POOLED_FUND ${supplement} ASSISTANCE MUTUAL_AID COMMERCIAL_INSURANCE PERSONAL_ACCOUNT`;
  const source = '上海市医疗保障条例 第20条；其余次序为产品约定';
  return [
    term(
      'STEP_ORDER',
      'ORDER-EMPLOYEE',
      'TEXT',
      order('LARGE_AMOUNT'),
      { scheme: 'EMPLOYEE' },
      source,
      'DECIDED',
    ),
    term(
      'STEP_ORDER',
      'ORDER-RESIDENT',
      'TEXT',
      order('SERIOUS_ILLNESS'),
      { scheme: 'RESIDENT' },
      source,
      'DECIDED',
    ),
  ];
}

/**
 * Classes of medical services by the chapter of their 15-digit national code, and what the insured
 * pays first of each class. A drug's class and ratio come from the drug catalogue.
 */
function itemClasses(): PolicyTermFacts[] {
  const chapters: ReadonlyArray<readonly [prefix: string, itemClass: string]> = [
    ['0011', 'A'],
    ['0012', 'A'],
    ['0013', 'A'],
    ['0014', 'C'],
    ['0021', 'A'],
    ['0022', 'A'],
    ['0023', 'A'],
    ['0024', 'B'],
    ['0025', 'A'],
    ['0026', 'A'],
    ['0027', 'A'],
    ['0031', 'A'],
    ['0032', 'B'],
    ['0033', 'B'],
    ['0034', 'A'],
    ['0041', 'A'],
    ['0042', 'A'],
    ['0043', 'A'],
    ['0044', 'A'],
    ['0045', 'A'],
    ['0046', 'A'],
    ['0047', 'A'],
    ['0048', 'A'],
  ];
  return [
    ...chapters.map(([prefix, itemClass]) =>
      term('ITEM_CLASS', `SERVICE-CLASS-${prefix}`, 'TEXT', itemClass, { qualifier: prefix }),
    ),
    term(
      'FIRST_SELF_PAY_RATIO',
      'FIRST-SELF-PAY-A',
      'RATIO',
      '0',
      { qualifier: 'A' },
      '基本医疗保险用药管理暂行办法：甲类全额纳入',
      'PUBLISHED',
    ),
    share('FIRST_SELF_PAY_RATIO', 'FIRST-SELF-PAY-B', '0.1', { qualifier: 'B' }),
  ];
}

function employeeTerms(): PolicyTermFacts[] {
  const scheme = 'EMPLOYEE' as const;
  const retired = { scheme, personGroup: 'RETIRED' } as const;
  return [
    amount('DEDUCTIBLE', 'EMPLOYEE-OUTPATIENT-DEDUCTIBLE', '500', { scheme }),
    amount('DEDUCTIBLE', 'RETIRED-OUTPATIENT-DEDUCTIBLE', '300', retired),
    amount('DEDUCTIBLE', 'EMPLOYEE-CHRONIC-DEDUCTIBLE', '0', { scheme, visitType: 'CHRONIC' }),
    amount('DEDUCTIBLE', 'RETIRED-CHRONIC-DEDUCTIBLE', '0', { ...retired, visitType: 'CHRONIC' }),
    amount('DEDUCTIBLE', 'EMPLOYEE-INPATIENT-DEDUCTIBLE', '1500', { scheme, visitType: 'INPATIENT' }),
    amount('DEDUCTIBLE', 'RETIRED-INPATIENT-DEDUCTIBLE', '1200', { ...retired, visitType: 'INPATIENT' }),
    share('POOLED_RATIO', 'EMPLOYEE-OUTPATIENT-PRIMARY', '0.8', { scheme, institutionLevel: 'PRIMARY' }),
    share('POOLED_RATIO', 'EMPLOYEE-OUTPATIENT-SECONDARY', '0.75', { scheme, institutionLevel: 'SECONDARY' }),
    share('POOLED_RATIO', 'EMPLOYEE-OUTPATIENT-TERTIARY', '0.7', { scheme, institutionLevel: 'TERTIARY' }),
    share('POOLED_RATIO', 'EMPLOYEE-PHARMACY', '0.7', { scheme, institutionLevel: 'NONE' }),
    share('POOLED_RATIO', 'RETIRED-OUTPATIENT-PRIMARY', '0.85', { ...retired, institutionLevel: 'PRIMARY' }),
    share('POOLED_RATIO', 'RETIRED-OUTPATIENT-SECONDARY', '0.8', {
      ...retired,
      institutionLevel: 'SECONDARY',
    }),
    share('POOLED_RATIO', 'RETIRED-OUTPATIENT-TERTIARY', '0.75', {
      ...retired,
      institutionLevel: 'TERTIARY',
    }),
    share('POOLED_RATIO', 'RETIRED-PHARMACY', '0.75', { ...retired, institutionLevel: 'NONE' }),
    ...LEVELS.flatMap(institutionLevel =>
      (['CHRONIC', 'INPATIENT'] as const).flatMap(visitType => [
        share('POOLED_RATIO', `EMPLOYEE-${visitType}-${institutionLevel}`, '0.85', {
          scheme,
          institutionLevel,
          visitType,
        }),
        share('POOLED_RATIO', `RETIRED-${visitType}-${institutionLevel}`, '0.92', {
          ...retired,
          institutionLevel,
          visitType,
        }),
      ]),
    ),
    amount('POOLED_CEILING', 'EMPLOYEE-POOLED-CEILING', '640000', { scheme }),
    share('LARGE_AMOUNT_RATIO', 'EMPLOYEE-SUPPLEMENTARY-FUND', '0.8', { scheme }),
  ];
}

function residentTerms(): PolicyTermFacts[] {
  const scheme = 'RESIDENT' as const;
  const inpatientRatios = { PRIMARY: '0.8', SECONDARY: '0.7', TERTIARY: '0.6', NONE: '0.6' } as const;
  const seniorRatios = { PRIMARY: '0.9', SECONDARY: '0.8', TERTIARY: '0.7', NONE: '0.7' } as const;
  const inpatientDeductibles = { PRIMARY: '50', SECONDARY: '100', TERTIARY: '300', NONE: '300' } as const;
  const outpatientRatios = { PRIMARY: '0.7', SECONDARY: '0.6', TERTIARY: '0.5', NONE: '0.5' } as const;
  return [
    amount('DEDUCTIBLE', 'RESIDENT-OUTPATIENT-DEDUCTIBLE', '500', { scheme }),
    amount('DEDUCTIBLE', 'SENIOR-OUTPATIENT-DEDUCTIBLE', '300', { scheme, personGroup: 'SENIOR' }),
    amount('DEDUCTIBLE', 'CHILD-OUTPATIENT-DEDUCTIBLE', '300', { scheme, personGroup: 'STUDENT_CHILD' }),
    ...(['SENIOR', 'STUDENT_CHILD', 'ADULT'] as const).map(personGroup =>
      amount('DEDUCTIBLE', `${personGroup}-CHRONIC-DEDUCTIBLE`, '0', {
        scheme,
        personGroup,
        visitType: 'CHRONIC',
      }),
    ),
    ...LEVELS.flatMap(institutionLevel => [
      share('POOLED_RATIO', `RESIDENT-OUTPATIENT-${institutionLevel}`, outpatientRatios[institutionLevel], {
        scheme,
        institutionLevel,
      }),
      amount(
        'DEDUCTIBLE',
        `RESIDENT-INPATIENT-DEDUCTIBLE-${institutionLevel}`,
        inpatientDeductibles[institutionLevel],
        {
          scheme,
          institutionLevel,
          visitType: 'INPATIENT',
        },
      ),
      ...(['CHRONIC', 'INPATIENT'] as const).flatMap(visitType => [
        share(
          'POOLED_RATIO',
          `RESIDENT-${visitType}-${institutionLevel}`,
          inpatientRatios[institutionLevel],
          {
            scheme,
            institutionLevel,
            visitType,
          },
        ),
        share('POOLED_RATIO', `SENIOR-${visitType}-${institutionLevel}`, seniorRatios[institutionLevel], {
          scheme,
          personGroup: 'SENIOR',
          institutionLevel,
          visitType,
        }),
      ]),
    ]),
  ];
}

/** Serious illness, assistance and mutual aid: in the book, and applied only to persons with the facts for it. */
function supplementaryTerms(): PolicyTermFacts[] {
  const pilot = '沪医保待遇发〔2025〕29号（试点，比例须核对）';
  const children = '沪医保待遇发〔2024〕27号（起付、比例与限额须核对）';
  const assistance = '上海市医疗保障条例 第19条、第20条（比例与限额须核对）';
  return [
    term(
      'SERIOUS_ILLNESS_DEDUCTIBLE',
      'SERIOUS-ILLNESS-DEDUCTIBLE',
      'FEN',
      '0',
      { scheme: 'RESIDENT' },
      pilot,
    ),
    term('SERIOUS_ILLNESS_RATIO', 'SERIOUS-ILLNESS-RATIO', 'RATIO', '0.6', { scheme: 'RESIDENT' }, pilot),
    term(
      'SERIOUS_ILLNESS_RATIO',
      'SERIOUS-ILLNESS-LOW-INCOME',
      'RATIO',
      '0.65',
      { scheme: 'RESIDENT', qualifier: 'LOW_INCOME' },
      pilot,
    ),
    term(
      'ASSISTANCE_RATIO',
      'ASSISTANCE-EXTREME-POVERTY',
      'RATIO',
      '1',
      { qualifier: 'EXTREME_POVERTY' },
      assistance,
    ),
    term(
      'ASSISTANCE_RATIO',
      'ASSISTANCE-MINIMUM-LIVING',
      'RATIO',
      '0.7',
      { qualifier: 'MINIMUM_LIVING' },
      assistance,
    ),
    term(
      'ASSISTANCE_RATIO',
      'ASSISTANCE-LOW-INCOME',
      'RATIO',
      '0.6',
      { qualifier: 'LOW_INCOME' },
      assistance,
    ),
    term('ASSISTANCE_CEILING', 'ASSISTANCE-CEILING', 'FEN', yuan('130000').toString(), {}, assistance),
    ...(['SERIOUS_ILLNESS', 'CHILD_INPATIENT'] as const).map(qualifier =>
      term(
        'SETTLEMENT_METHOD',
        `METHOD-${qualifier.replace('_', '-')}`,
        'TEXT',
        'DIRECT',
        { scheme: 'RESIDENT', qualifier },
        qualifier === 'SERIOUS_ILLNESS' ? pilot : children,
      ),
    ),
    ...LEVELS.map(institutionLevel =>
      term(
        'MUTUAL_AID_DEDUCTIBLE',
        `CHILD-INPATIENT-MUTUAL-AID-DEDUCTIBLE-${institutionLevel}`,
        'FEN',
        '0',
        { institutionLevel, qualifier: 'CHILD_INPATIENT' },
        children,
      ),
    ),
    term('MUTUAL_AID_RATIO', 'CHILD-INPATIENT-MUTUAL-AID', 'RATIO', '0.5', {
      personGroup: 'STUDENT_CHILD',
      visitType: 'INPATIENT',
      qualifier: 'CHILD_INPATIENT',
    }),
    term('MUTUAL_AID_CEILING', 'CHILD-INPATIENT-MUTUAL-AID-CEILING', 'FEN', yuan('100000').toString(), {
      qualifier: 'CHILD_INPATIENT',
    }),
  ];
}

/** How reimbursements and the months of institutions are handled. */
function handlingTerms(): PolicyTermFacts[] {
  const decided = '复核分级为产品约定，部署方可调整';
  const statute = '社会保险经办条例 第20条';
  const filing = '零星报销申请时限（城市做法，部署方须核对）';
  const threshold = (qualifier: string, inYuan: string) =>
    term(
      'REVIEW_THRESHOLD',
      `REVIEW-${qualifier}`,
      'FEN',
      yuan(inYuan).toString(),
      { qualifier },
      decided,
      'DECIDED',
    );
  return [
    term(
      'SIGN_IN',
      'SIGN-IN-COUNTER',
      'TEXT',
      'OPTIONAL',
      { qualifier: 'COUNTER' },
      '签到要求为产品约定，部署方可要求（REQUIRED）',
      'DECIDED',
    ),
    threshold('SECOND', '20000'),
    threshold('THIRD', '100000'),
    term(
      'HANDLING_WORKING_DAYS',
      'REIMBURSEMENT-WORKING-DAYS',
      'COUNT',
      '30',
      { qualifier: 'REIMBURSEMENT' },
      statute,
      'PUBLISHED',
    ),
    term(
      'FILING_MONTHS',
      'REIMBURSEMENT-FILING-MONTHS',
      'COUNT',
      '12',
      { qualifier: 'REIMBURSEMENT' },
      filing,
    ),
    term(
      'HANDLING_WORKING_DAYS',
      'MONTHLY-SETTLEMENT-WORKING-DAYS',
      'COUNT',
      '20',
      { qualifier: 'MONTHLY_SETTLEMENT' },
      '国家医疗保障局关于医保基金即时结算的通知（20个工作日，须核对文号）',
    ),
    term(
      'HANDLING_WORKING_DAYS',
      'MATERNITY-BENEFIT-WORKING-DAYS',
      'COUNT',
      '10',
      { qualifier: 'MATERNITY_BENEFIT' },
      statute,
      'PUBLISHED',
    ),
    term(
      'MATCH_DAYS',
      'MATERNITY-BENEFIT-MATCH-DAYS',
      'COUNT',
      '30',
      { qualifier: 'MATERNITY_BENEFIT' },
      '生育待遇去重匹配天数为产品约定，部署方可调整',
      'DECIDED',
    ),
  ];
}
