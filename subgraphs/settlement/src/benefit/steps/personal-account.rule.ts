import { ZERO, atMost } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { findTerm, namesOf } from '../../policy-term/policy-term.rule.ts';
import { LAYERS, openIn, pay, record, type Layer } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/**
 * What the person's own account and then the family network pay of the layers that the terms open to
 * them; a scheme without such a term has no account payments. Never items outside the catalogue.
 */
export const PERSONAL_ACCOUNT: BenefitStep = {
  name: 'PERSONAL_ACCOUNT',
  apply(state, facts, book) {
    const term = findTerm(book, 'ACCOUNT_LAYERS', facts.subject, facts.settledOn);
    if (!term) return accept(state);
    const layers = namesOf(term).filter(isPayable);
    let next = state;
    for (const [payer, balance] of [
      ['PERSONAL_ACCOUNT', facts.account.own],
      ['FAMILY_ACCOUNT', facts.account.family],
    ] as const) {
      const base = openIn(next, layers);
      const amount = atMost(balance, base);
      if (amount === ZERO) continue;
      next = record(
        pay(next, layers, payer, amount),
        { step: 'PERSONAL_ACCOUNT', base, amount, payer, layer: null },
        term,
      );
    }
    return accept(next);
  },
};

function isPayable(name: string): name is Layer {
  return name !== 'OUT_OF_CATALOGUE' && (LAYERS as readonly string[]).includes(name);
}
