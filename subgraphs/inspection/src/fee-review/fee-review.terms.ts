import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { FeeRuleLimit, InstitutionLevel, InsuranceType, VisitType } from '../fee-rule/fee-rule.terms.ts';

/** One line of a fee list, of this visit or of the person's history. */
export interface FeeLine {
  readonly id: string;
  readonly visitId: string;
  readonly institutionCode: string;
  readonly itemCode: string;
  readonly itemName: string;
  /** Packs, times or hours, in millionths. */
  readonly quantity: Ratio;
  readonly amount: Fen;
  /** What one unit costs in full at the institution; null when nobody said. */
  readonly listPrice: Fen | null;
  readonly serviceDate: CalendarDate;
  readonly daysOfSupply: number | null;
}

/** What is known when a fee list is reviewed. What is null is unknown, and never counted against anybody. */
export interface FeeFacts {
  readonly birthDate: CalendarDate | null;
  /** The person is insured in a group to which no child belongs. */
  readonly insuredAsAdult: boolean;
  readonly insurance: InsuranceType;
  readonly institutionLevel: InstitutionLevel | null;
  readonly institutionSpeciality: string | null;
  readonly visitId: string;
  readonly visitType: VisitType;
  readonly lines: readonly FeeLine[];
  /** Earlier lines of the same person, at any institution. */
  readonly history: readonly FeeLine[];
}

/** A rule that is understood, as far as a review needs it. */
export interface ReviewRule {
  readonly id: string;
  readonly codes: readonly string[];
  /** Whether a code stands for everything that begins with it. */
  readonly codesArePrefixes: boolean;
  readonly limit: FeeRuleLimit;
}

/** What was measured, named in Chinese for whoever reads the indicator. */
export interface Evidence {
  readonly name: string;
  readonly value: string;
}

/** A rule that does not hold for some lines. An indicator, which people verify. */
export interface Violation {
  readonly ruleId: string;
  /** CERTAIN follows from the facts; TO_VERIFY needs one that nobody told. */
  readonly certainty: 'CERTAIN' | 'TO_VERIFY';
  readonly lineIds: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A rule that applies and could not be decided, with the fact that is missing. */
export interface Undecided {
  readonly ruleId: string;
  readonly lineIds: readonly string[];
  readonly missing: 'BIRTH_DATE' | 'INSTITUTION_LEVEL';
}

export interface ReviewOutcome {
  readonly violations: readonly Violation[];
  readonly undecided: readonly Undecided[];
}
