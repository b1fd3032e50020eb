import { ZERO, atLeast, atMost, shareOf } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { amountOf, findTerm, ratioOf, requireTerm } from '../../policy-term/policy-term.rule.ts';
import { accumulate, accumulated, pay, record } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';
import { BURDEN_LAYERS, burden } from './burden.rule.ts';

/**
 * What the residents' serious-illness insurance (大病) pays of the burden of an approved treatment, above
 * the scheme's own deductible of the year. A ceiling, where there is one, is raised by the incentives;
 * where there is none there is nothing to raise.
 * Source: 沪医保待遇发〔2025〕29号 (pilot); 国办发〔2024〕38号 (raise).
 */
export const SERIOUS_ILLNESS: BenefitStep = {
  name: 'SERIOUS_ILLNESS',
  apply(state, facts, book) {
    const base = burden(state, facts);
    if (facts.seriousIllness === null || base === ZERO) return accept(state);
    const qualifier = facts.seriousIllness.lowIncome ? 'LOW_INCOME' : null;
    const term = requireTerm(book, 'SERIOUS_ILLNESS_RATIO', facts.subject, facts.settledOn, qualifier);
    if (!term.ok) return term;
    const deductible = findTerm(book, 'SERIOUS_ILLNESS_DEDUCTIBLE', facts.subject, facts.settledOn);
    const ceiling = findTerm(book, 'SERIOUS_ILLNESS_CEILING', facts.subject, facts.settledOn);
    const before = accumulated(state, facts, 'SERIOUS_ILLNESS_BASE');
    const threshold = deductible ? amountOf(deductible) : ZERO;
    const payable = atLeast(before + base - threshold, ZERO) - atLeast(before - threshold, ZERO);
    const full = shareOf(payable, ratioOf(term.value));
    const amount = ceiling
      ? atMost(
          full,
          atLeast(
            amountOf(ceiling) +
              facts.seriousIllness.ceilingRaise -
              accumulated(state, facts, 'SERIOUS_ILLNESS_PAID'),
            ZERO,
          ),
        )
      : full;
    const counted = accumulate(
      accumulate(pay(state, BURDEN_LAYERS, 'SERIOUS_ILLNESS_FUND', amount), 'SERIOUS_ILLNESS_BASE', base),
      'SERIOUS_ILLNESS_PAID',
      amount,
    );
    return accept(
      record(
        counted,
        { step: 'SERIOUS_ILLNESS', base: payable, amount, payer: 'SERIOUS_ILLNESS_FUND', layer: null },
        term.value,
      ),
    );
  },
};
