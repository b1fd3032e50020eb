import { ZERO, shareOf } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { ratioOf, requireTerm } from '../../policy-term/policy-term.rule.ts';
import { accumulate, pay, record } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/** What the employees' large-amount subsidy (附加基金) pays of the costs above the pooled fund's ceiling. */
export const LARGE_AMOUNT: BenefitStep = {
  name: 'LARGE_AMOUNT',
  apply(state, facts, book) {
    const base = state.open.ABOVE_CEILING;
    if (base === ZERO) return accept(state);
    const term = requireTerm(book, 'LARGE_AMOUNT_RATIO', facts.subject, facts.settledOn);
    if (!term.ok) return term;
    const amount = shareOf(base, ratioOf(term.value));
    const paid = pay(state, ['ABOVE_CEILING'], 'LARGE_AMOUNT_FUND', amount);
    return accept(
      record(
        accumulate(paid, 'LARGE_AMOUNT_PAID', amount),
        { step: 'LARGE_AMOUNT', base, amount, payer: 'LARGE_AMOUNT_FUND', layer: 'ABOVE_CEILING' },
        term.value,
      ),
    );
  },
};
