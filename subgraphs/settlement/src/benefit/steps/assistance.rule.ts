import { ZERO, atLeast, atMost, shareOf } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { amountOf, findTerm, ratioOf, type PolicyTermFacts } from '../../policy-term/policy-term.rule.ts';
import { accumulate, accumulated, pay, record } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';
import { BURDEN_LAYERS, burden } from './burden.rule.ts';

/**
 * What medical assistance (救助) pays of what basic and supplementary insurance left, within its year's
 * ceiling. Of several groups that a person belongs to the most favourable applies.
 * Source: 上海市医疗保障条例 第19条, 第20条.
 */
export const ASSISTANCE: BenefitStep = {
  name: 'ASSISTANCE',
  apply(state, facts, book) {
    const base = burden(state, facts);
    if (facts.assistanceGroups.length === 0 || base === ZERO) return accept(state);
    let best: PolicyTermFacts | null = null;
    for (const group of facts.assistanceGroups) {
      const term = findTerm(book, 'ASSISTANCE_RATIO', facts.subject, facts.settledOn, group);
      if (term && (best === null || ratioOf(term) > ratioOf(best))) best = term;
    }
    if (best === null) return accept(state);
    const ceiling = findTerm(book, 'ASSISTANCE_CEILING', facts.subject, facts.settledOn);
    const full = shareOf(base, ratioOf(best));
    const amount = ceiling
      ? atMost(full, atLeast(amountOf(ceiling) - accumulated(state, facts, 'ASSISTANCE_PAID'), ZERO))
      : full;
    const paid = pay(state, BURDEN_LAYERS, 'ASSISTANCE_FUND', amount);
    return accept(
      record(
        accumulate(paid, 'ASSISTANCE_PAID', amount),
        { step: 'ASSISTANCE', base, amount, payer: 'ASSISTANCE_FUND', layer: null },
        best,
      ),
    );
  },
};
