import { ZERO, shareOf, type Fen, type Ratio } from '#kernel/vocabulary/money';
import { accept, type Result } from '#kernel/vocabulary/result';
import {
  ratioOf,
  requireTerm,
  type NoTermRefusal,
  type PolicyBook,
} from '../../policy-term/policy-term.rule.ts';
import type { BenefitFacts, FeeLineFacts } from '../facts.rule.ts';
import { record, reclassify, type BenefitState, type ScopedLine } from '../state.rule.ts';
import type { BenefitStep } from '../step.rule.ts';

/**
 * What the person pays first of an item before any benefit is reckoned (先自付): the item's own ratio,
 * otherwise that of its class on the day of service. Each line is rounded once, half-up.
 */
export const FIRST_SELF_PAY: BenefitStep = {
  name: 'FIRST_SELF_PAY',
  apply(state, facts, book) {
    const lines: ScopedLine[] = [];
    const byRule = new Map<string, { code: string; version: string; base: Fen; amount: Fen }>();
    for (const scoped of state.lines) {
      if (scoped.inScope === ZERO) {
        lines.push(scoped);
        continue;
      }
      const found = firstSelfPay(scoped.line, facts, book);
      if (!found.ok) return found;
      const { ratio, code, version } = found.value;
      const part = shareOf(scoped.inScope, ratio);
      const entry = byRule.get(code) ?? { code, version, base: ZERO, amount: ZERO };
      byRule.set(code, { ...entry, base: entry.base + scoped.inScope, amount: entry.amount + part });
      lines.push({ ...scoped, inScope: scoped.inScope - part });
    }
    let next: BenefitState = { ...state, lines };
    for (const { code, version, base, amount } of byRule.values()) {
      next = record(
        reclassify(next, 'IN_SCOPE', 'FIRST_SELF_PAY', amount),
        { step: 'FIRST_SELF_PAY', base, amount, payer: null, layer: 'FIRST_SELF_PAY' },
        { code, version },
      );
    }
    return accept(next);
  },
};

function firstSelfPay(
  line: FeeLineFacts,
  facts: BenefitFacts,
  book: PolicyBook,
): Result<{ ratio: Ratio; code: string; version: string }, NoTermRefusal> {
  if (line.firstSelfPayRatio !== null) {
    return accept({ ratio: line.firstSelfPayRatio, code: 'ITEM-OWN-RATIO', version: 'CATALOGUE' });
  }
  const term = requireTerm(book, 'FIRST_SELF_PAY_RATIO', facts.subject, line.serviceDate, line.itemClass);
  if (!term.ok) return term;
  return accept({ ratio: ratioOf(term.value), code: term.value.code, version: term.value.version });
}
