import { ZERO, atLeast, atMost } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { amountOf, requireTerm } from '../../policy-term/policy-term.rule.ts';
import { accumulate, accumulated, record, reclassify } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/** What of the year's deductible (起付线) the person still has to bear in this bill. */
export const DEDUCTIBLE: BenefitStep = {
  name: 'DEDUCTIBLE',
  apply(state, facts, book) {
    const base = state.open.IN_SCOPE;
    if (base === ZERO) return accept(state);
    const term = requireTerm(book, 'DEDUCTIBLE', facts.subject, facts.settledOn);
    if (!term.ok) return term;
    const kind = facts.subject.visitType === 'INPATIENT' ? 'INPATIENT_DEDUCTIBLE' : 'OUTPATIENT_DEDUCTIBLE';
    const left = atLeast(amountOf(term.value) - accumulated(state, facts, kind), ZERO);
    const amount = atMost(base, left);
    const borne = accumulate(reclassify(state, 'IN_SCOPE', 'DEDUCTIBLE', amount), kind, amount);
    return accept(
      record(borne, { step: 'DEDUCTIBLE', base, amount, payer: null, layer: 'DEDUCTIBLE' }, term.value),
    );
  },
};
