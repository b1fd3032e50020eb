import { ZERO, atLeast, atMost, shareOf } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { amountOf, findTerm, ratioOf } from '../../policy-term/policy-term.rule.ts';
import { accumulate, accumulated, pay, record } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';
import { BURDEN_LAYERS, burden } from './burden.rule.ts';

/** What a mutual-aid fund (互助) pays to its member of what is still open, within its year's ceiling. */
export const MUTUAL_AID: BenefitStep = {
  name: 'MUTUAL_AID',
  apply(state, facts, book) {
    const base = burden(state, facts);
    const membership = facts.mutualAidMembership;
    if (membership === null || base === ZERO) return accept(state);
    const term = findTerm(book, 'MUTUAL_AID_RATIO', facts.subject, facts.settledOn, membership);
    if (!term) return accept(state);
    const ceiling = findTerm(book, 'MUTUAL_AID_CEILING', facts.subject, facts.settledOn, membership);
    const full = shareOf(base, ratioOf(term));
    const amount = ceiling
      ? atMost(full, atLeast(amountOf(ceiling) - accumulated(state, facts, 'MUTUAL_AID_PAID'), ZERO))
      : full;
    const paid = pay(state, BURDEN_LAYERS, 'MUTUAL_AID_FUND', amount);
    return accept(
      record(
        accumulate(paid, 'MUTUAL_AID_PAID', amount),
        { step: 'MUTUAL_AID', base, amount, payer: 'MUTUAL_AID_FUND', layer: null },
        term,
      ),
    );
  },
};
