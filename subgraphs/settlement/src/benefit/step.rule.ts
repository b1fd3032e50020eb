import type { Result } from '#kernel/vocabulary/result';
import type { NoTermRefusal, PolicyBook } from '../policy-term/policy-term.rule.ts';
import type { BenefitFacts } from './facts.rule.ts';
import type { BenefitState, StepName } from './state.rule.ts';

/** One step of a settlement: from a state to the next, by the facts and the terms in force. */
export interface BenefitStep {
  readonly name: StepName;
  apply(state: BenefitState, facts: BenefitFacts, book: PolicyBook): Result<BenefitState, NoTermRefusal>;
}
