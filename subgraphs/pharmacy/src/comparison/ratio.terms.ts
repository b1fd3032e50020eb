import { fraction, type Fraction } from '../quantity/quantity.rule.ts';

/**
 * The steps of the national ratio rule, in the order in which they apply, with the base of K = base^(log2 X).
 * X is the product's content (fill, count) divided by the reference's.
 * DOSE_FORM: only like forms are compared, so its factor is one; PACKAGING: a specification does not state
 * materials, so none is added or taken off.
 * Source: 药品差比价规则（发改价格〔2011〕2452号）, in force since 2012-01-01.
 */
export const RATIO_STEPS = [
  { step: 'DOSE_FORM', name: '剂型', base: null },
  { step: 'STRENGTH', name: '含量', base: fraction(17n, 10n) },
  { step: 'FILL', name: '装量', base: fraction(19n, 10n) },
  { step: 'PACK_COUNT', name: '包装数量', base: fraction(195n, 100n) },
  { step: 'PACKAGING', name: '包装材料', base: null },
] as const satisfies readonly { step: string; name: string; base: Fraction | null }[];

export type RatioStepName = (typeof RATIO_STEPS)[number]['step'];

/** A quote older than so many days is stale. Source: decided for this system, effective 2026-01-01. */
export const QUOTE_FRESH_DAYS = 30;
