import { accept } from '#kernel/vocabulary/result';
import { record, reclassify, type BenefitState } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/**
 * Whether medical insurance bears these costs at all.
 * Work injury, a liable third party, public health and care abroad are excluded, unless the fund advances
 * what a third party does not pay. While a waiting period runs or cover is suspended the person pays all.
 * Source: 社会保险法 第30条; 上海市医疗保障条例 第15条, 第53条; 国办发〔2024〕38号.
 */
export const EXCLUSIONS: BenefitStep = {
  name: 'EXCLUSIONS',
  apply(state, facts) {
    if (facts.exclusion) {
      const advanced = facts.exclusion.advanced && facts.exclusion.cause === 'LIABLE_THIRD_PARTY';
      if (!advanced)
        return accept(putAside(state, 'EXCLUDED', `EXCLUSION-${facts.exclusion.cause}`, '2018-12-29'));
    }
    if (facts.entitlement !== 'ENTITLED') {
      return accept(putAside(state, 'NOT_ENTITLED', `ENTITLEMENT-${facts.entitlement}`, '2024-07-26'));
    }
    return accept(state);
  },
};

function putAside(
  state: BenefitState,
  layer: 'EXCLUDED' | 'NOT_ENTITLED',
  code: string,
  version: string,
): BenefitState {
  const amount = state.open.IN_SCOPE;
  const aside = reclassify(state, 'IN_SCOPE', layer, amount);
  return record(
    { ...aside, lines: aside.lines.map(({ line }) => ({ line, inScope: 0n })) },
    { step: 'EXCLUSIONS', base: amount, amount, payer: null, layer },
    { code, version },
  );
}
