import { ratio, yuan, ZERO, type Fen, type Ratio } from '#kernel/vocabulary/money';

/** Numbers of the incentive as a policy sets them for a year and the years after it. */
export interface IncentiveTerms {
  readonly source: string;
  /** First calendar year to which these terms apply. */
  readonly effectiveFrom: number;
  /** Ceiling of serious-illness payments of a year before any raise; null where the scheme has none. */
  readonly ceiling: Fen | null;
  /** Raise for each consecutive year from the year after `yearsBeforeRaise`. */
  readonly consecutiveStep: Fen;
  /** Raise for each year without a fund payment, from the next year on. */
  readonly zeroClaimStep: Fen;
  /** Both raises together never exceed this share of the ceiling. */
  readonly capShare: Ratio;
  /** Whether raises already earned stay after an interruption. */
  readonly raisesSurviveInterruption: boolean;
  /** Reduction of the ceiling after an interruption. */
  readonly reductionAfterInterruption: Fen;
}

/** First calendar year that is counted, and consecutive years before the first raise. Source: 国办发〔2024〕38号. */
export const INCENTIVE_COUNTED_FROM = 2025;
export const YEARS_BEFORE_RAISE = 4;

/** The least step that a policy may set. Source: 国办发〔2024〕38号 (每次提高限额均不低于1000元). */
export const LEAST_STEP: Fen = yuan(1000);

/**
 * What holds until a city sets its own: the least steps, 20% of the ceiling, no ceiling.
 * Source: 国办发〔2024〕38号; the resident serious-illness insurance of the city has no ceiling
 * (to be verified by whoever deploys it); that raises stay after an interruption is decided by us.
 */
export const DEFAULT_INCENTIVE_TERMS: IncentiveTerms = {
  source: '国办发〔2024〕38号',
  effectiveFrom: INCENTIVE_COUNTED_FROM,
  ceiling: null,
  consecutiveStep: LEAST_STEP,
  zeroClaimStep: LEAST_STEP,
  capShare: ratio('0.2'),
  raisesSurviveInterruption: true,
  reductionAfterInterruption: ZERO,
};

/** The terms in force in a year; the default where nothing was set. */
export function incentiveTermsOf(year: number, terms: readonly IncentiveTerms[]): IncentiveTerms {
  return terms.findLast(entry => entry.effectiveFrom <= year) ?? DEFAULT_INCENTIVE_TERMS;
}
