import { ZERO, sum, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import {
  namesOf,
  requireTerm,
  type NoTermRefusal,
  type PolicyBook,
  type PolicyTermFacts,
} from '../policy-term/policy-term.rule.ts';
import type { AccumulatorKind, BenefitFacts } from './facts.rule.ts';
import {
  FUND_PAYERS,
  openingState,
  type BenefitState,
  type Payer,
  type StepName,
  type TraceLine,
} from './state.rule.ts';
import type { BenefitStep } from './step.rule.ts';
import { ASSISTANCE } from './steps/assistance.rule.ts';
import { CASH } from './steps/cash.rule.ts';
import { CATALOGUE } from './steps/catalogue.rule.ts';
import { COMMERCIAL_INSURANCE } from './steps/commercial-insurance.rule.ts';
import { DEDUCTIBLE } from './steps/deductible.rule.ts';
import { EXCLUSIONS } from './steps/exclusions.rule.ts';
import { FIRST_SELF_PAY } from './steps/first-self-pay.rule.ts';
import { LARGE_AMOUNT } from './steps/large-amount.rule.ts';
import { MUTUAL_AID } from './steps/mutual-aid.rule.ts';
import { PERSONAL_ACCOUNT } from './steps/personal-account.rule.ts';
import { POOLED_FUND } from './steps/pooled-fund.rule.ts';
import { SERIOUS_ILLNESS } from './steps/serious-illness.rule.ts';

/** The steps that an order may name. Cash is not among them: it always comes last and takes the remainder. */
export const STEPS: Readonly<Record<Exclude<StepName, 'CASH' | 'IMPORTED'>, BenefitStep>> = Object.freeze({
  EXCLUSIONS,
  CATALOGUE,
  FIRST_SELF_PAY,
  DEDUCTIBLE,
  POOLED_FUND,
  LARGE_AMOUNT,
  SERIOUS_ILLNESS,
  ASSISTANCE,
  MUTUAL_AID,
  COMMERCIAL_INSURANCE,
  PERSONAL_ACCOUNT,
});

/** What a settlement comes to, and how. */
export interface Benefit {
  readonly total: Fen;
  readonly paid: Readonly<Record<Payer, Fen>>;
  readonly fundPaid: Fen;
  readonly accountPaid: Fen;
  readonly commercialPaid: Fen;
  readonly cashPaid: Fen;
  /** What each accumulator of the year moves by. */
  readonly moved: Readonly<Partial<Record<AccumulatorKind, Fen>>>;
  readonly trace: readonly TraceLine[];
}

export type BenefitRefusal = NoTermRefusal | RefusalFacts<'INVALID_STEP_ORDER'>;

/**
 * Who pays what of a bill: the steps in the order in force for the scheme, then cash.
 * Everything in 分; each step rounds half-up once per line; the payers always add up to the total.
 * Refuses when a parameter that the bill needs is not in force, or an order is not a possible one.
 */
export function settleBenefit(facts: BenefitFacts, book: PolicyBook): Result<Benefit, BenefitRefusal> {
  const orderTerm = requireTerm(book, 'STEP_ORDER', facts.subject, facts.settledOn);
  if (!orderTerm.ok) return orderTerm;
  const order = stepOrder(orderTerm.value);
  if (!order.ok) return order;
  let state = openingState(facts);
  for (const step of [...order.value, CASH]) {
    const next = step.apply(state, facts, book);
    if (!next.ok) return next;
    state = next.value;
  }
  return accept(summary(state));
}

/**
 * The steps that an order names.
 * A step comes at most once; exclusions, catalogue and first self-payment come before anything is paid,
 * the pooled fund before what supplements it.
 */
export function stepOrder(
  term: PolicyTermFacts,
): Result<readonly BenefitStep[], RefusalFacts<'INVALID_STEP_ORDER'>> {
  const names = namesOf(term);
  const invalid = (reason: string) =>
    refuse('INVALID_STEP_ORDER', `结算步骤次序无效：${reason}`, { code: term.code, order: term.value });
  const steps: BenefitStep[] = [];
  for (const name of names) {
    const step = (STEPS as Readonly<Record<string, BenefitStep | undefined>>)[name];
    if (!step) return invalid(`未知步骤 ${name}`);
    if (steps.includes(step)) return invalid(`步骤 ${name} 重复`);
    steps.push(step);
  }
  const fixed = ['EXCLUSIONS', 'CATALOGUE', 'FIRST_SELF_PAY', 'DEDUCTIBLE', 'POOLED_FUND'];
  const positions = fixed.map(name => names.indexOf(name));
  if (positions.includes(-1)) return invalid('缺少基本步骤');
  if (positions.some((position, index) => index > 0 && position < positions[index - 1]!)) {
    return invalid('基本步骤次序颠倒');
  }
  if (positions[2] !== 2) return invalid('先自付之前不得有支付步骤');
  const pooled = names.indexOf('POOLED_FUND');
  for (const supplement of ['LARGE_AMOUNT', 'SERIOUS_ILLNESS', 'ASSISTANCE', 'MUTUAL_AID']) {
    const position = names.indexOf(supplement);
    if (position !== -1 && position < pooled) return invalid(`${supplement} 须在统筹之后`);
  }
  return accept(steps);
}

function summary(state: BenefitState): Benefit {
  const { paid } = state;
  return {
    total: sum(Object.values(paid)),
    paid,
    fundPaid: sum(FUND_PAYERS.map(payer => paid[payer])),
    accountPaid: paid.PERSONAL_ACCOUNT + paid.FAMILY_ACCOUNT,
    commercialPaid: paid.COMMERCIAL_INSURER,
    cashPaid: paid.CASH,
    moved: state.moved,
    trace: state.trace,
  };
}

/** The most that the account could pay of a bill, and so what has to be reserved for it. */
export function accountDemand(facts: BenefitFacts, book: PolicyBook): Result<Fen, BenefitRefusal> {
  const total = sum(facts.lines.map(line => line.amount));
  const benefit = settleBenefit({ ...facts, account: { own: total, family: ZERO } }, book);
  return benefit.ok ? accept(benefit.value.accountPaid) : benefit;
}
