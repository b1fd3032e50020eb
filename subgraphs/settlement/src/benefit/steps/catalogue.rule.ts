import { ZERO, atMost, sum } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { record, reclassify, type BenefitState, type Layer, type ScopedLine } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/**
 * What the person pays in full: items outside the catalogue (全自费), and of the others what lies
 * above the recognised price (超限价).
 * Source: 社会保险法 第28条; 基本医疗保险用药管理暂行办法.
 */
export const CATALOGUE: BenefitStep = {
  name: 'CATALOGUE',
  apply(state) {
    const outside = (scoped: ScopedLine) => (isOutside(scoped) ? scoped.inScope : ZERO);
    const overLimit = (scoped: ScopedLine) =>
      isOutside(scoped) || scoped.line.recognisedAmount === null
        ? ZERO
        : scoped.inScope - atMost(scoped.inScope, scoped.line.recognisedAmount);
    const afterCatalogue = putInto(state, 'OUT_OF_CATALOGUE', 'OUTSIDE-CATALOGUE', outside);
    return accept(putInto(afterCatalogue, 'OVER_LIMIT', 'PRICE-LIMIT', overLimit));
  },
};

function isOutside({ line }: ScopedLine): boolean {
  return line.itemClass === null || line.itemClass === 'C';
}

function putInto(
  state: BenefitState,
  layer: Layer,
  code: string,
  partOf: (line: ScopedLine) => bigint,
): BenefitState {
  const amount = sum(state.lines.map(partOf));
  if (amount === ZERO) return state;
  const moved = reclassify(state, 'IN_SCOPE', layer, amount);
  return record(
    {
      ...moved,
      lines: moved.lines.map(scoped => ({ ...scoped, inScope: scoped.inScope - partOf(scoped) })),
    },
    { step: 'CATALOGUE', base: state.open.IN_SCOPE, amount, payer: null, layer },
    { code, version: 'CATALOGUE' },
  );
}
