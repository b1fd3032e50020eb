import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { TransitionTable } from '#kernel/vocabulary/transition';
import type { Evidence } from '../fee-review/fee-review.terms.ts';
import type { VisitType } from '../fee-rule/fee-rule.terms.ts';

/** The models that raise suspicions from settled claims. Always 疑点, never a finding of guilt. */
export type SuspicionModel =
  'DUPLICATE_ITEM_SAME_DAY' | 'REFILL_TOO_EARLY' | 'HIGH_FREQUENCY_PURCHASE' | 'FEE_RULE';

export type SuspicionState = 'LEAD' | 'VERIFYING' | 'CONFIRMED' | 'DISMISSED' | 'RECOVERED';
export type SuspicionAct = 'TAKE_UP' | 'CONFIRM' | 'DISMISS' | 'RECOVER';

/** A suspicion is verified by people before it counts for anything. */
export const SUSPICION_LIFE: TransitionTable<SuspicionState, SuspicionAct> = {
  LEAD: { TAKE_UP: 'VERIFYING', DISMISS: 'DISMISSED' },
  VERIFYING: { CONFIRM: 'CONFIRMED', DISMISS: 'DISMISSED' },
  CONFIRMED: { RECOVER: 'RECOVERED' },
  DISMISSED: {},
  RECOVERED: {},
};

/** One settled fee line of a person's history. */
export interface SettledLine {
  readonly id: string;
  readonly claimId: string;
  readonly visitId: string;
  readonly institutionCode: string;
  readonly visitType: VisitType;
  readonly itemCode: string;
  readonly itemName: string;
  /** What two packs of the same substance share; null for services. */
  readonly genericName: string | null;
  readonly quantity: Ratio;
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
  readonly daysOfSupply: number | null;
}

/** One indicator found in a history. */
export interface Lead {
  readonly model: SuspicionModel;
  /** The rule that did not hold: the model itself, or an entry of the rule library. */
  readonly rule: string;
  /** The same indicator found again has the same key and is not raised twice. */
  readonly key: string;
  readonly claimIds: readonly string[];
  readonly lineIds: readonly string[];
  readonly itemCode: string | null;
  readonly evidence: readonly Evidence[];
}

/** From where purchases stand out in a population; shown beside the suspicions that it raised. */
export interface PurchaseThreshold {
  readonly purchases: number;
  readonly singleCost: Fen;
  /** Persons of whom it is the percentile. */
  readonly population: number;
}

/** What the models are told beside a history. */
export interface ModelParameters {
  /** The threshold of a month (`2026-03`); null until the population before it is large enough. */
  highFrequency(month: string): PurchaseThreshold | null;
}

/** Source: 特殊情况说明符合性: gap < days of supply of the earlier − 3, strict. */
export const REFILL_TOLERANCE_DAYS = 3;

/** Source: 高频购药: within three months. */
export const HIGH_FREQUENCY_MONTHS = 3;

/** Source: 高频购药: nearest-rank 99.5th percentile of the population, recomputed monthly. */
export const HIGH_FREQUENCY_PERCENTILE = { numerator: 995, denominator: 1000 } as const;

/** A percentile of fewer persons than this would call ordinary buyers outstanding. Decided here. */
export const SMALLEST_POPULATION = 200;

/** What people read about each model. */
export const MODEL_DESCRIPTIONS: Readonly<
  Record<SuspicionModel, { readonly name: string; readonly source: string }>
> = {
  DUPLICATE_ITEM_SAME_DAY: {
    name: '同人同项目同日跨机构重复收费',
    source: '医疗保障基金使用监督管理条例第三十八条第三项（重复收费）',
  },
  REFILL_TOO_EARLY: {
    name: '提前续配',
    source: '特殊情况说明符合性：同一人同一通用名，间隔小于前次用药天数减3天',
  },
  HIGH_FREQUENCY_PURCHASE: {
    name: '高频购药',
    source: '三个月内购药次数与单次费用均达到人群第99.5百分位',
  },
  FEE_RULE: { name: '规则库', source: '医保基金智能监管规则库与本地规则' },
};
