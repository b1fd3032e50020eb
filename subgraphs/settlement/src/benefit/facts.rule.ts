import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { TermSubject } from '../policy-term/policy-term.rule.ts';

export const ITEM_CLASSES = ['A', 'B', 'C'] as const;
export type ItemClass = (typeof ITEM_CLASSES)[number];

/** What a year keeps count of, per person and scheme. Moved only by a settlement or its opposite. */
export const ACCUMULATOR_KINDS = [
  'OUTPATIENT_DEDUCTIBLE',
  'INPATIENT_DEDUCTIBLE',
  'OUTPATIENT_POOLED_BASE',
  'INPATIENT_POOLED_BASE',
  'POOLED_PAID',
  'LARGE_AMOUNT_PAID',
  'SERIOUS_ILLNESS_BASE',
  'SERIOUS_ILLNESS_PAID',
  'ASSISTANCE_PAID',
  'MUTUAL_AID_BASE',
  'MUTUAL_AID_PAID',
] as const;
export type AccumulatorKind = (typeof ACCUMULATOR_KINDS)[number];
export type Accumulators = Readonly<Partial<Record<AccumulatorKind, Fen>>>;

/** One line of the fee list with how the catalogue treats its item on the day of service. */
export interface FeeLineFacts {
  readonly id: string;
  readonly amount: Fen;
  /** Null when the catalogue does not know the item: it is outside, and the person pays all of it. */
  readonly itemClass: ItemClass | null;
  /** The item's own first self-payment; null takes that of its class. */
  readonly firstSelfPayRatio: Ratio | null;
  /** The highest amount that the fund recognises for the whole line; null where there is no limit. */
  readonly recognisedAmount: Fen | null;
  readonly serviceDate: CalendarDate;
}

/** Whether the scheme pays on the day of the visit. */
export type Entitlement = 'ENTITLED' | 'WAITING' | 'SUSPENDED';

/** Costs that medical insurance does not bear. Source: 社会保险法 第30条. */
export const EXCLUSION_CAUSES = [
  'WORK_INJURY',
  'LIABLE_THIRD_PARTY',
  'PUBLIC_HEALTH',
  'CARE_ABROAD',
] as const;
export type ExclusionCause = (typeof EXCLUSION_CAUSES)[number];

/** Everything that a settlement is decided from. */
export interface BenefitFacts {
  readonly subject: TermSubject;
  /** Day of settlement or discharge: benefits go by it, the treatment of an item by its day of service. */
  readonly settledOn: CalendarDate;
  readonly lines: readonly FeeLineFacts[];
  readonly entitlement: Entitlement;
  /** The fund may advance what a liable third party does not pay, and recovers it (先行支付). */
  readonly exclusion: { readonly cause: ExclusionCause; readonly advanced: boolean } | null;
  /** A treatment of the residents' serious-illness scheme, filed and approved. */
  readonly seriousIllness: { readonly lowIncome: boolean; readonly ceilingRaise: Fen } | null;
  /** Groups of assistance in force on the day of service; the most favourable one applies. */
  readonly assistanceGroups: readonly string[];
  readonly mutualAidMembership: string | null;
  /** What commercial insurers have agreed to pay. */
  readonly commercialPayouts: readonly { readonly insurer: string; readonly amount: Fen }[];
  /** Part of the costs that the person's own sanctioned violation caused. Source: 上海市医疗保障条例 第20条第2款. */
  readonly sanctionedAmount: Fen;
  /** What the personal account and the family network can pay. */
  readonly account: { readonly own: Fen; readonly family: Fen };
  readonly accumulators: Accumulators;
}
