import { accept, type Result } from '#kernel/vocabulary/result';
import { settleBenefit, type Benefit, type BenefitRefusal } from '../benefit/benefit.rule.ts';
import type { BenefitFacts } from '../benefit/facts.rule.ts';
import {
  BENEFIT_KINDS,
  policyBook,
  termsFor,
  versionKey,
  type PolicyBook,
  type PolicyTermFacts,
} from '../policy-term/policy-term.rule.ts';
import { storeTrace, type StoredLine } from './stored-benefit.ts';

/**
 * What a settlement was decided from, as it is kept beside it: the facts, the fee lines as the catalogue treated
 * them that day, and the versions of the terms that could have a say. It makes the settlement again for ever.
 */
export interface StoredBasis {
  /** BenefitFacts with its amounts as `"123n"`. */
  readonly facts: unknown;
  /** `code@version`. */
  readonly terms: readonly string[];
}

const KEPT_KINDS: ReadonlySet<string> = new Set(BENEFIT_KINDS.filter(kind => kind !== 'ITEM_CLASS'));

/** The basis of a settlement, ready to be kept. Items are kept classified, so that their class terms are not. */
export function storeBasis(facts: BenefitFacts, book: PolicyBook): StoredBasis {
  const days = [facts.settledOn, ...facts.lines.map(line => line.serviceDate)];
  const terms = termsFor(book, facts.subject, new Set(days)).filter(({ kind }) => KEPT_KINDS.has(kind));
  return { facts: writeFacts(facts), terms: terms.map(versionKey).sort() };
}

export function readFacts(basis: StoredBasis): BenefitFacts {
  return JSON.parse(JSON.stringify(basis.facts), (_, value: unknown) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as BenefitFacts;
}

/** Settles once more by the facts and the very versions that were kept. */
export function reproduce(
  basis: StoredBasis,
  known: ReadonlyMap<string, PolicyTermFacts>,
): Result<Benefit, BenefitRefusal> {
  const terms = basis.terms.flatMap(key => known.get(key) ?? []);
  return settleBenefit(readFacts(basis), policyBook(terms));
}

/** Whether a settlement comes out again line by line as it is kept. */
export function comesOutAgain(
  kept: { readonly trace: readonly StoredLine[]; readonly basis: StoredBasis },
  known: ReadonlyMap<string, PolicyTermFacts>,
): Result<boolean, BenefitRefusal> {
  const benefit = reproduce(kept.basis, known);
  if (!benefit.ok) return benefit;
  const again = storeTrace(benefit.value.trace);
  return accept(
    again.length === kept.trace.length && again.every((line, at) => sameLine(line, kept.trace[at]!)),
  );
}

function sameLine(a: StoredLine, b: StoredLine): boolean {
  return (
    a.step === b.step &&
    a.base === b.base &&
    a.amount === b.amount &&
    a.payer === b.payer &&
    a.layer === b.layer &&
    a.ruleId === b.ruleId &&
    a.parameterVersion === b.parameterVersion
  );
}

function writeFacts(facts: BenefitFacts): unknown {
  return JSON.parse(
    JSON.stringify(facts, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
  );
}
