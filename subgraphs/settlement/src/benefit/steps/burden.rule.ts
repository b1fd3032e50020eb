import { ZERO, atLeast, type Fen } from '#kernel/vocabulary/money';
import type { BenefitFacts } from '../facts.rule.ts';
import { openIn, type BenefitState, type Layer } from '../state.rule.ts';

/** The layers that supplementary insurance and assistance look at. */
export const BURDEN_LAYERS: readonly Layer[] = ['ABOVE_CEILING', 'CO_PAYMENT', 'DEDUCTIBLE'];

/**
 * The base of serious illness, assistance and mutual aid: deductible, band co-payment and what lies above
 * the ceiling, as far as still open; less what the person's own sanctioned violation caused.
 * Source: 上海市医疗保障条例 第20条第2款 (the last); the rest decided.
 */
export function burden(state: BenefitState, facts: BenefitFacts): Fen {
  return atLeast(openIn(state, BURDEN_LAYERS) - facts.sanctionedAmount, ZERO);
}
