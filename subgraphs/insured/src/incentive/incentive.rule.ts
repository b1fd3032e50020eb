import { atLeast, atMost, shareOf, ZERO, type Fen } from '#kernel/vocabulary/money';
import { INCENTIVE_COUNTED_FROM, YEARS_BEFORE_RAISE, type IncentiveTerms } from './incentive.terms.ts';

/** How a calendar year of a person counts. */
export interface IncentiveYear {
  readonly year: number;
  /**
   * RESIDENT counts; EMPLOYEE neither counts nor interrupts [decided];
   * NONE interrupts, also when the year was paid in later to repair a waiting period [decided].
   */
  readonly cover: 'RESIDENT' | 'EMPLOYEE' | 'NONE';
  /** What the fund paid for the person in the year, after voided settlements. */
  readonly fundPaid: Fen;
}

/** What a person has earned by a year. The two parts are raw; only their sum is capped. */
export interface Incentive {
  readonly year: number;
  /** Resident years without an interruption, the year itself included. */
  readonly consecutiveYears: number;
  /** Steps that the running count has earned. */
  readonly consecutiveSteps: number;
  readonly consecutivePart: Fen;
  readonly zeroClaimYears: number;
  readonly zeroClaimPart: Fen;
  /** Sum of the parts, at most the cap; zero without a ceiling. */
  readonly raise: Fen;
  readonly ceiling: Fen | null;
  readonly reduction: Fen;
  /** ceiling − reduction + raise; null without a ceiling. */
  readonly limit: Fen | null;
}

/** What one year hands to the next. */
interface Tally {
  readonly consecutiveYears: number;
  /** Steps kept from counts that an interruption ended. */
  readonly carried: Fen;
  readonly running: Fen;
  readonly zeroClaimYears: number;
  readonly zeroClaimPart: Fen;
  /** The person came back after an interruption. */
  readonly returned: boolean;
  readonly interrupted: boolean;
}

const NOTHING: Tally = {
  consecutiveYears: 0,
  carried: ZERO,
  running: ZERO,
  zeroClaimYears: 0,
  zeroClaimPart: ZERO,
  returned: false,
  interrupted: false,
};

/**
 * Decides by how much a resident's serious-illness ceiling is raised in a year.
 *
 * Counted from 2025. Each consecutive year from the 5th adds a step in that year; each covered year without a
 * fund payment adds a step from the next year on; when a year's payments exceed the original ceiling, the
 * zero-claim part returns to zero from the next year. An interruption restarts the count; whether raises stay
 * and whether the ceiling falls are parameters. The sum is capped at 20% of the original ceiling when read.
 * Without a ceiling there is no raise. Amounts in 分; the cap is rounded half-up.
 *
 * Source: 国办发〔2024〕38号 (连续参保激励、零报销激励), from 2025; 沪医保发〔2024〕2号.
 */
export function decideIncentive(
  year: number,
  years: readonly IncentiveYear[],
  termsOf: (year: number) => IncentiveTerms,
): Incentive {
  const byYear = new Map(years.map(entry => [entry.year, entry]));
  let tally = NOTHING;
  for (let current = INCENTIVE_COUNTED_FROM; current <= year; current++) {
    const before = byYear.get(current - 1);
    if (before && current > INCENTIVE_COUNTED_FROM) tally = addPayments(tally, before, termsOf(current - 1));
    tally = addCover(tally, byYear.get(current)?.cover ?? 'NONE', termsOf(current));
  }

  const { ceiling, capShare, reductionAfterInterruption } = termsOf(year);
  const consecutivePart = tally.carried + tally.running;
  const reduction = ceiling !== null && tally.returned ? reductionAfterInterruption : ZERO;
  const raise =
    ceiling === null ? ZERO : atMost(consecutivePart + tally.zeroClaimPart, shareOf(ceiling, capShare));
  return {
    year,
    consecutiveYears: tally.consecutiveYears,
    consecutiveSteps: Math.max(0, tally.consecutiveYears - YEARS_BEFORE_RAISE),
    consecutivePart,
    zeroClaimYears: tally.zeroClaimYears,
    zeroClaimPart: tally.zeroClaimPart,
    raise,
    ceiling,
    reduction,
    limit: ceiling === null ? null : atLeast(ceiling - reduction, ZERO) + raise,
  };
}

/** What the payments of a finished year mean for the years after it. */
function addPayments(tally: Tally, year: IncentiveYear, terms: IncentiveTerms): Tally {
  if (terms.ceiling !== null && year.fundPaid > terms.ceiling) {
    return { ...tally, zeroClaimYears: 0, zeroClaimPart: ZERO };
  }
  if (year.cover !== 'RESIDENT' || year.fundPaid > ZERO) return tally;
  return {
    ...tally,
    zeroClaimYears: tally.zeroClaimYears + 1,
    zeroClaimPart: tally.zeroClaimPart + terms.zeroClaimStep,
  };
}

/** What the cover of a year means for the count. */
function addCover(tally: Tally, cover: IncentiveYear['cover'], terms: IncentiveTerms): Tally {
  if (cover === 'EMPLOYEE') return tally;
  if (cover === 'NONE') {
    if (tally.consecutiveYears === 0 && !tally.interrupted) return tally;
    const kept = terms.raisesSurviveInterruption;
    return {
      ...NOTHING,
      carried: kept ? tally.carried + tally.running : ZERO,
      zeroClaimYears: kept ? tally.zeroClaimYears : 0,
      zeroClaimPart: kept ? tally.zeroClaimPart : ZERO,
      interrupted: true,
    };
  }
  const consecutiveYears = tally.consecutiveYears + 1;
  const earns = consecutiveYears > YEARS_BEFORE_RAISE;
  return {
    ...tally,
    consecutiveYears,
    running: earns ? tally.running + terms.consecutiveStep : tally.running,
    returned: tally.interrupted,
  };
}
