import { ZERO, atLeast, atMost, divideHalfUp, shareOf, type Fen } from '#kernel/vocabulary/money';
import { accept } from '#kernel/vocabulary/result';
import {
  amountOf,
  findBands,
  findTerm,
  ratioOf,
  type PolicyTermFacts,
} from '../../policy-term/policy-term.rule.ts';
import { accumulate, accumulated, pay, record, reclassify, type BenefitState } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

const RATIO_UNIT = 1_000_000n;

/**
 * What the pooled fund (统筹) pays of the amount above the deductible: marginal bands over the year's
 * amount, each rounded once, until the year's ceiling of fund payments.
 * Costs beyond the point where the ceiling is reached are above the ceiling, not co-payment; a rounding of
 * the fund's share shifts that point by half a 分 over the ratio.
 */
export const POOLED_FUND: BenefitStep = {
  name: 'POOLED_FUND',
  apply(state, facts, book) {
    const total = state.open.IN_SCOPE;
    if (total === ZERO) return accept(state);
    const bands = findBands(book, 'POOLED_RATIO', facts.subject, facts.settledOn);
    if (!bands.ok) return bands;
    const baseKind =
      facts.subject.visitType === 'INPATIENT' ? 'INPATIENT_POOLED_BASE' : 'OUTPATIENT_POOLED_BASE';
    const before = accumulated(state, facts, baseKind);
    const ceiling = findTerm(book, 'POOLED_CEILING', facts.subject, facts.settledOn);
    let next = accumulate(state, baseKind, total);
    for (const band of bands.value) {
      const portion = overlap(band, before, before + total);
      if (portion > ZERO) next = payBand(next, band, portion, room(next));
    }
    if (ceiling) {
      const above = next.open.ABOVE_CEILING - state.open.ABOVE_CEILING;
      if (above > ZERO) {
        next = record(
          next,
          { step: 'POOLED_FUND', base: total, amount: above, payer: null, layer: 'ABOVE_CEILING' },
          ceiling,
        );
      }
    }
    return accept(next);

    function room(current: BenefitState): Fen | null {
      if (!ceiling) return null;
      return atLeast(amountOf(ceiling) - accumulated(current, facts, 'POOLED_PAID'), ZERO);
    }
  },
};

/** How much of the stretch from `from` to `to` lies in the band. */
function overlap(band: PolicyTermFacts, from: Fen, to: Fen): Fen {
  const start = atLeast(from, band.bandFrom ?? ZERO);
  const end = band.bandTo === null ? to : atMost(to, band.bandTo);
  return atLeast(end - start, ZERO);
}

function payBand(state: BenefitState, band: PolicyTermFacts, portion: Fen, room: Fen | null): BenefitState {
  const ratio = ratioOf(band);
  const full = shareOf(portion, ratio);
  const capped = room !== null && full > room;
  const amount = capped ? room : full;
  const covered = capped ? atMost(divideHalfUp(amount * RATIO_UNIT, ratio), portion) : portion;
  const paid = accumulate(pay(state, ['IN_SCOPE'], 'POOLED_FUND', amount), 'POOLED_PAID', amount);
  const shared = reclassify(paid, 'IN_SCOPE', 'CO_PAYMENT', covered - amount);
  return record(
    reclassify(shared, 'IN_SCOPE', 'ABOVE_CEILING', portion - covered),
    { step: 'POOLED_FUND', base: portion, amount, payer: 'POOLED_FUND', layer: 'IN_SCOPE' },
    band,
  );
}
