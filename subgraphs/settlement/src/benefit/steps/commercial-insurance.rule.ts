import { ZERO, atMost } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { openIn, pay, record, type Layer } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

const COVERED: readonly Layer[] = [
  'IN_SCOPE',
  'ABOVE_CEILING',
  'CO_PAYMENT',
  'DEDUCTIBLE',
  'FIRST_SELF_PAY',
  'OVER_LIMIT',
  'OUT_OF_CATALOGUE',
  'NOT_ENTITLED',
  'EXCLUDED',
];

/** What commercial insurers (商保) have agreed to pay, never more than what is open. */
export const COMMERCIAL_INSURANCE: BenefitStep = {
  name: 'COMMERCIAL_INSURANCE',
  apply(state, facts) {
    let next = state;
    for (const payout of facts.commercialPayouts) {
      const base = openIn(next, COVERED);
      const amount = atMost(payout.amount, base);
      if (amount === ZERO) continue;
      next = record(
        pay(next, COVERED, 'COMMERCIAL_INSURER', amount),
        { step: 'COMMERCIAL_INSURANCE', base, amount, payer: 'COMMERCIAL_INSURER', layer: null },
        { code: `INSURER-${payout.insurer}`, version: 'AGREED' },
      );
    }
    return accept(next);
  },
};
