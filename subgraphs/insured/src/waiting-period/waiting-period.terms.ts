import { date, type CalendarDate } from '#kernel/vocabulary/calendar';

/**
 * Groups that the resident waiting period does not concern.
 * Source: 上海市医疗保障条例 第十九条 (groups of medical assistance), in force 2025-03-01;
 * demobilised soldiers by 国办发〔2024〕38号. The list of a city is published by the city:
 * 沪医保发〔2024〕2号, to be verified by whoever deploys it.
 */
export const EXEMPT_GROUPS = [
  'DESTITUTE',
  'SUBSISTENCE_ALLOWANCE',
  'SUBSISTENCE_MARGIN',
  'EXPENDITURE_HARDSHIP',
  'ORPHAN_OR_NEEDY_CHILD',
  'DEMOBILISED_SOLDIER',
] as const;
export type ExemptGroup = (typeof EXEMPT_GROUPS)[number];

/** Numbers of the waiting period as a policy sets them; months are calendar months, days calendar days. */
export interface WaitingPeriodTerms {
  readonly source: string;
  /** First payment date to which these terms apply. */
  readonly effectiveFrom: CalendarDate;
  readonly fixedMonths: number;
  readonly monthsPerInterruptedYear: number;
  /** First calendar year that can count as interrupted. */
  readonly interruptionsCountFrom: number;
  readonly longInterruption: { readonly years: number; readonly monthsAtLeast: number };
  /** Newborns enrolled within so many days of birth have benefits from birth. */
  readonly newbornDays: number;
  /** Payment for the next year, as month and day. */
  readonly concentratedWindow: { readonly from: string; readonly to: string };
  /** Moves between employee and resident insurance. */
  readonly transfer: {
    readonly continuousMonths: number;
    readonly arrearsWithinMonths: number;
    readonly waitMonthsAtMost: number;
  };
  /** Wait of a person in flexible employment who begins employee insurance. */
  readonly flexibleMonths: number;
}

/**
 * The terms by effective date, oldest first.
 * Source: 国办发〔2024〕38号 (fixed 3 months, 1 month per interrupted year, 6 months after 4 years), from 2025;
 * 基本医疗保险关系转移接续暂行办法（医保办发〔2021〕43号） (2 years, 3 months, at most 6 months), from 2021-12-01;
 * 上海市医疗保障条例 第十五条 (flexible employment waits; its length, 6 months, is to be verified by the city);
 * window and newborn days: 沪医保发〔2024〕2号, to be verified by the city.
 */
export const WAITING_PERIOD_TERMS: readonly WaitingPeriodTerms[] = [
  {
    source: '国办发〔2024〕38号；沪医保发〔2024〕2号；医保办发〔2021〕43号',
    effectiveFrom: date('2024-10-01'),
    fixedMonths: 3,
    monthsPerInterruptedYear: 1,
    interruptionsCountFrom: 2025,
    longInterruption: { years: 4, monthsAtLeast: 6 },
    newbornDays: 90,
    concentratedWindow: { from: '10-01', to: '12-31' },
    transfer: { continuousMonths: 24, arrearsWithinMonths: 3, waitMonthsAtMost: 6 },
    flexibleMonths: 6,
  },
];

/** The terms in force on the day of a payment; undefined before the first of them. */
export function waitingPeriodTermsOn(
  paidOn: CalendarDate,
  terms: readonly WaitingPeriodTerms[] = WAITING_PERIOD_TERMS,
): WaitingPeriodTerms | undefined {
  return terms.findLast(entry => entry.effectiveFrom <= paidOn);
}
