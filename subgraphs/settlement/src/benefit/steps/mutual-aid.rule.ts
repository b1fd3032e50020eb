import { ZERO, atLeast, atMost, shareOf } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { amountOf, findTerm, ratioOf } from '../../policy-term/policy-term.rule.ts';
import { accumulate, accumulated, pay, record } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';
import { BURDEN_LAYERS, burden } from './burden.rule.ts';

/**
 * What a mutual-aid fund (互助) pays to its member of what is still open: above its own deductible of the year,
 * which goes by the level of the hospital, and within its own ceiling of the year.
 * Source: 沪医保待遇发〔2024〕27号 (amounts to be verified).
 */
export const MUTUAL_AID: BenefitStep = {
  name: 'MUTUAL_AID',
  apply(state, facts, book) {
    const base = burden(state, facts);
    const membership = facts.mutualAidMembership;
    if (membership === null || base === ZERO) return accept(state);
    const term = findTerm(book, 'MUTUAL_AID_RATIO', facts.subject, facts.settledOn, membership);
    if (!term) return accept(state);
    const deductible = findTerm(book, 'MUTUAL_AID_DEDUCTIBLE', facts.subject, facts.settledOn, membership);
    const ceiling = findTerm(book, 'MUTUAL_AID_CEILING', facts.subject, facts.settledOn, membership);
    const before = accumulated(state, facts, 'MUTUAL_AID_BASE');
    const threshold = deductible ? amountOf(deductible) : ZERO;
    const payable = atLeast(before + base - threshold, ZERO) - atLeast(before - threshold, ZERO);
    const full = shareOf(payable, ratioOf(term));
    const amount = ceiling
      ? atMost(full, atLeast(amountOf(ceiling) - accumulated(state, facts, 'MUTUAL_AID_PAID'), ZERO))
      : full;
    const paid = pay(state, BURDEN_LAYERS, 'MUTUAL_AID_FUND', amount);
    const counted = accumulate(accumulate(paid, 'MUTUAL_AID_BASE', base), 'MUTUAL_AID_PAID', amount);
    return accept(
      record(
        counted,
        { step: 'MUTUAL_AID', base: payable, amount, payer: 'MUTUAL_AID_FUND', layer: null },
        term,
      ),
    );
  },
};
