import { ZERO } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import { LAYERS, pay, record } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/** What nobody else has paid, the person pays in cash: one line for each layer. */
export const CASH: BenefitStep = {
  name: 'CASH',
  apply(state) {
    let next = state;
    for (const layer of LAYERS) {
      const amount = next.open[layer];
      if (amount === ZERO) continue;
      next = record(
        pay(next, [layer], 'CASH', amount),
        { step: 'CASH', base: amount, amount, payer: 'CASH', layer },
        { code: 'CASH-REMAINDER', version: 'DECIDED' },
      );
    }
    return accept(next);
  },
};
