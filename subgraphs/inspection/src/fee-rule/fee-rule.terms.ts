import type { Ratio } from '#kernel/vocabulary/money';

/** What an entry of the rule library limits. */
export const FEE_RULE_KINDS = [
  'AGE',
  'COURSE',
  'INSTITUTION_LEVEL',
  'INSURANCE_TYPE',
  'VISIT_TYPE',
  'CYCLE',
  'FREQUENCY',
  'PRIMARY_SECONDARY',
  'INCLUDED_ITEM',
] as const;
export type FeeRuleKind = (typeof FEE_RULE_KINDS)[number];

export type InstitutionLevel = 'TERTIARY' | 'SECONDARY' | 'PRIMARY' | 'NONE';
export type VisitType = 'OUTPATIENT' | 'EMERGENCY' | 'INPATIENT' | 'CHRONIC' | 'PHARMACY';
export type InsuranceType = 'EMPLOYEE' | 'RESIDENT' | 'WORK_INJURY' | 'MATERNITY';

/** Completed years, both ends included; `maximumDays` (days of life) only for the newborn. */
export interface AgeLimit {
  readonly kind: 'AGE';
  readonly minimumYears: number | null;
  readonly maximumYears: number | null;
  readonly maximumDays: number | null;
  /** The leaflet has a dosage for adults: an adult's use is to be verified, not certain. */
  readonly leafletCoversAdults: boolean;
}

export interface CourseLimit {
  readonly kind: 'COURSE';
  readonly maximumDays: number;
  /** PAID_DAYS counts the days that are paid, SPAN the days from the first to the last. */
  readonly measure: 'PAID_DAYS' | 'SPAN';
  /** STAY looks at one hospital stay, COURSE at uses without a longer pause. */
  readonly scope: 'STAY' | 'COURSE';
  /** A further limit in the same text: so often within so many days. */
  readonly cycle: { readonly count: number; readonly days: number } | null;
}

export interface LevelLimit {
  readonly kind: 'INSTITUTION_LEVEL';
  readonly minimum: 'TERTIARY' | 'SECONDARY';
  /** A speciality hospital of this speciality may be one level lower. */
  readonly speciality: string | null;
  readonly firstPrescriptionOnly: boolean;
}

export interface InsuranceLimit {
  readonly kind: 'INSURANCE_TYPE';
  readonly only: 'WORK_INJURY' | 'MATERNITY';
}

export interface VisitLimit {
  readonly kind: 'VISIT_TYPE';
  readonly allowed: readonly VisitType[];
}

export interface CycleLimit {
  readonly kind: 'CYCLE';
  readonly count: number;
  readonly days: number;
}

export interface FrequencyLimit {
  readonly kind: 'FREQUENCY';
  /** At most so many units of the fee in one day. */
  readonly perDay: number;
  readonly unit: 'DAY' | 'HOUR';
}

export interface PrimarySecondaryLimit {
  readonly kind: 'PRIMARY_SECONDARY';
  readonly group: string;
  /** Share of the price due for the second operation; null where the entry does not say. */
  readonly share: Ratio | null;
}

export interface IncludedItemLimit {
  readonly kind: 'INCLUDED_ITEM';
  /** Codes, or beginnings of codes, that the main item already contains. */
  readonly includedCodes: readonly string[];
}

export type FeeRuleLimit =
  | AgeLimit
  | CourseLimit
  | LevelLimit
  | InsuranceLimit
  | VisitLimit
  | CycleLimit
  | FrequencyLimit
  | PrimarySecondaryLimit
  | IncludedItemLimit;

/** A named age of the rule texts. */
export interface NamedAge {
  readonly minimumYears: number | null;
  readonly maximumYears: number | null;
  readonly maximumDays: number | null;
  readonly source: string;
}

/**
 * Ages that the library names without a number.
 * The lists state no number: the widest reading stands, so that nobody is reported by our own narrower one.
 */
export const NAMED_AGES: Readonly<Record<string, NamedAge>> = {
  儿童: {
    minimumYears: null,
    maximumYears: 17,
    maximumDays: null,
    source: '未成年人保护法（2024-04-26）第二条：未满十八周岁',
  },
  婴幼儿: {
    minimumYears: null,
    maximumYears: 2,
    maximumDays: null,
    source: '本系统约定：未满三周岁',
  },
  新生儿: {
    minimumYears: null,
    maximumYears: null,
    maximumDays: 28,
    source: '本系统约定：出生后28天以内',
  },
  法定就业年龄: {
    minimumYears: 16,
    maximumYears: 62,
    maximumDays: null,
    source: '劳动法第十五条（满16周岁）；渐进式延迟法定退休年龄的决定（2024-09-13，男职工至63周岁）',
  },
};

/** An insured person in an adult's group is taken to be at least so old when no birth date is known. */
export const ADULT_YEARS = 18;

/**
 * A pause longer than this begins a new course of treatment.
 * Source: decided here; the library limits a course without saying when one ends.
 */
export const COURSE_BREAK_DAYS = 30;

/** A code shorter than this names a class of items, not an item, and would match far too much. */
export const SHORTEST_CODE = 9;

export type FeeRuleState = 'UNDERSTOOD' | 'NOT_UNDERSTOOD';
