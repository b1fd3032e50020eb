import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';
import { divideHalfUp, type Fen, type Ratio } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { DoseFormTerm } from '../dose-form/dose-form.terms.ts';
import { equal, fraction, over, quotient, type Fraction, type Quantity } from '../quantity/quantity.rule.ts';
import type { Specification, Strength } from '../specification/specification.rule.ts';
import { DOSE_WORDS } from '../specification/specification.terms.ts';
import { FACTOR_PLACES, ONE, powerOfLog2, product as productOf, type Factor } from './power.rule.ts';
import { QUOTE_FRESH_DAYS, RATIO_STEPS, type RatioStepName } from './ratio.terms.ts';

/** What the rule needs to know of a product. */
export interface ComparedProduct {
  readonly genericName: string;
  readonly form: DoseFormTerm | null;
  readonly specification: Specification;
  /** Licensed as a Chinese medicine: the amount of a unit is then its weight, not its content. */
  readonly chineseMedicine: boolean;
}

export interface RatioStep {
  readonly step: RatioStepName;
  /** The product's measure over the reference's; one where the step does not apply. */
  readonly x: Fraction;
  /** K of this step: the price relation that X justifies. */
  readonly k: Factor;
}

export interface PriceRatio {
  readonly steps: readonly RatioStep[];
  /** 1 / K of all steps: what turns the product's pack price into that of the reference pack. */
  readonly factor: Factor;
}

export type RatioRefusal = RefusalFacts<
  | 'DIFFERENT_DRUG'
  | 'DIFFERENT_DOSE_FORM'
  | 'SPECIFICATION_NOT_UNDERSTOOD'
  | 'CONTENT_NOT_STATED'
  | 'DIFFERENT_COMPOSITION'
>;

/** Amounts nearer to a half 分 than this count as the half: 10^-30, far above the error of a factor. */
const SNAP = ONE / 10n ** 30n;

/**
 * How a product's pack price relates to the price of the reference pack by the national ratio rule.
 * Contents of filled units are compared as concentrations, then their fills; counts are of smallest units.
 * Refuses where the rule would need a fact that the specification does not state.
 * Source: 药品差比价规则（发改价格〔2011〕2452号）; order of steps 剂型, 含量, 装量, 包装数量, 包装材料.
 */
export function ratioBetween(
  product: ComparedProduct,
  reference: ComparedProduct,
): Result<PriceRatio, RatioRefusal> {
  if (plainName(product.genericName) !== plainName(reference.genericName)) {
    return refuse('DIFFERENT_DRUG', '通用名不同，不适用差比价规则');
  }
  if (product.form === null || product.form.code !== reference.form?.code) {
    return refuse('DIFFERENT_DOSE_FORM', '剂型不同或未知，不作比价');
  }
  for (const { specification } of [product, reference]) {
    if (specification.problems.length > 0 || specification.unitCount === null) {
      const { text, problems } = specification;
      const message = text === '' ? '目录没有写明规格' : `规格未能完整解析：${text}`;
      return refuse('SPECIFICATION_NOT_UNDERSTOOD', message, { problems });
    }
  }
  const strength = strengthRatio(product, reference);
  if (!strength.ok) return strength;
  const fill = fillRatio(product.specification, reference.specification);
  const count = countRatio(product.specification, reference.specification);
  const measures: Partial<Record<RatioStepName, Fraction>> = {
    STRENGTH: strength.value,
    FILL: fill,
    PACK_COUNT: count,
  };
  const steps = RATIO_STEPS.map(({ step, base }): RatioStep => {
    const x = measures[step] ?? fraction(1n);
    return { step, x, k: base === null ? ONE : powerOfLog2(base, x) };
  });
  const inverses = RATIO_STEPS.map(({ base }, index) =>
    base === null ? ONE : powerOfLog2(base, over(fraction(1n), steps[index]!.x)),
  );
  return accept({ steps, factor: inverses.reduce(productOf, ONE) });
}

/**
 * What the product's pack would cost as a reference pack: raw price / K, in whole 分.
 * Rounded once, half-up, from a factor of 60 decimal places. Source: 药品差比价规则 第十九条 (四舍五入).
 */
export function normalisedPrice(price: Fen, factor: Factor): Fen {
  return (2n * price * factor + ONE + 2n * SNAP) / (2n * ONE);
}

/** The SQL expression of `normalisedPrice`, so that a page can be ordered by it: the same factor, the same rounding. */
export const NORMALISED_PRICE_SNAP = `0.${'0'.repeat(FACTOR_PLACES - 31)}1`;

/** Price of one smallest unit in 分, with six decimal places, half-up. */
export function unitPrice(price: Fen, unitCount: number): Ratio {
  return divideHalfUp(price * 1_000_000n, BigInt(unitCount)) as Ratio;
}

/** Whether a quote is too old to be relied on: more than thirty days before today. */
export function isStale(quotedOn: CalendarDate, today: CalendarDate): boolean {
  return daysBetween(quotedOn, today) > QUOTE_FRESH_DAYS;
}

/** A generic name as it is compared: half-width, without blanks. */
export function plainName(genericName: string): string {
  return genericName.normalize('NFKC').replace(/\s+/g, '');
}

function strengthRatio(product: ComparedProduct, reference: ComparedProduct): Result<Fraction, RatioRefusal> {
  const [own, other] = [product.specification, reference.specification];
  if ((own.fill === null) !== (other.fill === null)) {
    return refuse('CONTENT_NOT_STATED', '一方写明装量，另一方没有，无法比较含量');
  }
  if (own.strengths.length === 0 && other.strengths.length === 0) {
    const sameFill = own.fill && other.fill && quotient(own.fill, other.fill);
    if (sameFill && equal(sameFill, fraction(1n))) return accept(fraction(1n));
    return refuse('CONTENT_NOT_STATED', '规格没有写明含量，不能假定含量相同');
  }
  if (own.strengths.length !== other.strengths.length) {
    return refuse('DIFFERENT_COMPOSITION', '成分数目不同，不作比价');
  }
  const ratios = own.strengths.map((strength, index) => {
    const counterpart = counterpartOf(strength, index, other.strengths);
    return counterpart && contentRatio(strength, own.fill, counterpart, other.fill);
  });
  const [first] = ratios;
  if (!first || ratios.some(ratio => !ratio || !equal(ratio, first))) {
    return refuse('DIFFERENT_COMPOSITION', '各成分的比例或计量不同，不作比价');
  }
  const weights = [...own.strengths, ...other.strengths].some(({ basis }) => {
    return (
      basis === 'WEIGHT' || basis === 'HERB_EQUIVALENT' || (basis === 'STATED' && product.chineseMedicine)
    );
  });
  if (weights && !equal(first, fraction(1n))) {
    return refuse('CONTENT_NOT_STATED', '中成药的重量不同，而规格没有写明含药量');
  }
  return accept(first);
}

function counterpartOf(strength: Strength, index: number, others: readonly Strength[]): Strength | undefined {
  const named = strength.ingredient !== null && others.every(other => other.ingredient !== null);
  return named ? others.find(other => other.ingredient === strength.ingredient) : others[index];
}

/** Content over content: as concentrations where units are filled, else as amounts of one unit. */
function contentRatio(
  own: Strength,
  ownFill: Quantity | null,
  other: Strength,
  otherFill: Quantity | null,
): Fraction | null {
  const amounts = quotient(own.amount, other.amount);
  const [ownPer, otherPer] = [own.per ?? ownFill, other.per ?? otherFill];
  if (amounts === null || (ownPer === null && otherPer === null)) return amounts;
  const pers = ownPer && otherPer && quotient(ownPer, otherPer);
  return pers && over(amounts, pers);
}

/** Fill over fill; metered doses of one container are its fill. */
function fillRatio(own: Specification, other: Specification): Fraction {
  if (own.fill && other.fill) return quotient(own.fill, other.fill) ?? fraction(1n);
  return metered(own) && metered(other)
    ? countsRatio(own.levels[0]!.count, other.levels[0]!.count)
    : fraction(1n);
}

function countRatio(own: Specification, other: Specification): Fraction {
  const count = (specification: Specification) =>
    metered(specification)
      ? specification.unitCount! / specification.levels[0]!.count
      : specification.unitCount!;
  return countsRatio(count(own), count(other));
}

function metered(specification: Specification): boolean {
  return (
    specification.levels.length > 0 && (DOSE_WORDS as readonly (string | null)[]).includes(specification.unit)
  );
}

function countsRatio(own: number, other: number): Fraction {
  return fraction(BigInt(own), BigInt(other));
}
