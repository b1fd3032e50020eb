import { ZERO, atMost, sum, type Fen } from '#kernel/vocabulary/money';
import type { PolicyTermFacts } from '../policy-term/policy-term.rule.ts';
import type { AccumulatorKind, BenefitFacts, FeeLineFacts } from './facts.rule.ts';

/** What a cost is called while nobody has paid it yet. Everything starts in scope. */
export const LAYERS = [
  'EXCLUDED',
  'NOT_ENTITLED',
  'OUT_OF_CATALOGUE',
  'OVER_LIMIT',
  'FIRST_SELF_PAY',
  'DEDUCTIBLE',
  'CO_PAYMENT',
  'ABOVE_CEILING',
  'IN_SCOPE',
] as const;
export type Layer = (typeof LAYERS)[number];

export const PAYERS = [
  'POOLED_FUND',
  'LARGE_AMOUNT_FUND',
  'SERIOUS_ILLNESS_FUND',
  'ASSISTANCE_FUND',
  'MUTUAL_AID_FUND',
  'COMMERCIAL_INSURER',
  'PERSONAL_ACCOUNT',
  'FAMILY_ACCOUNT',
  'CASH',
] as const;
export type Payer = (typeof PAYERS)[number];

/** The payers that together are "the fund" of a settlement. */
export const FUND_PAYERS: readonly Payer[] = [
  'POOLED_FUND',
  'LARGE_AMOUNT_FUND',
  'SERIOUS_ILLNESS_FUND',
  'ASSISTANCE_FUND',
  'MUTUAL_AID_FUND',
];

export const STEP_NAMES = [
  'EXCLUSIONS',
  'CATALOGUE',
  'FIRST_SELF_PAY',
  'DEDUCTIBLE',
  'POOLED_FUND',
  'LARGE_AMOUNT',
  'SERIOUS_ILLNESS',
  'ASSISTANCE',
  'MUTUAL_AID',
  'COMMERCIAL_INSURANCE',
  'PERSONAL_ACCOUNT',
  'CASH',
  'IMPORTED',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/**
 * One line of the account that a settlement gives of itself.
 * With a payer the amount was paid by it; without one the amount was put into the layer.
 */
export interface TraceLine {
  readonly step: StepName;
  readonly base: Fen;
  readonly amount: Fen;
  readonly payer: Payer | null;
  readonly layer: Layer | null;
  readonly ruleId: string;
  readonly parameterVersion: string;
}

/** A fee line with what of it is still in scope. */
export interface ScopedLine {
  readonly line: FeeLineFacts;
  readonly inScope: Fen;
}

/** Where every 分 of a bill stands between two steps; Σ open + Σ paid = total, always. */
export interface BenefitState {
  readonly lines: readonly ScopedLine[];
  readonly open: Readonly<Record<Layer, Fen>>;
  readonly paid: Readonly<Record<Payer, Fen>>;
  readonly moved: Readonly<Partial<Record<AccumulatorKind, Fen>>>;
  readonly trace: readonly TraceLine[];
}

/** The state before the first step: everything is in scope and nobody has paid. */
export function openingState(facts: BenefitFacts): BenefitState {
  const zeroes = <K extends string>(keys: readonly K[]) =>
    Object.fromEntries(keys.map(key => [key, ZERO])) as Record<K, Fen>;
  return {
    lines: facts.lines.map(line => ({ line, inScope: line.amount })),
    open: { ...zeroes(LAYERS), IN_SCOPE: sum(facts.lines.map(line => line.amount)) },
    paid: zeroes(PAYERS),
    moved: {},
    trace: [],
  };
}

/** Moves an open amount from one layer to another. */
export function reclassify(state: BenefitState, from: Layer, to: Layer, amount: Fen): BenefitState {
  if (amount === ZERO) return state;
  return {
    ...state,
    open: { ...state.open, [from]: state.open[from] - amount, [to]: state.open[to] + amount },
  };
}

/** Lets a payer pay out of the layers in turn, never more than what is open in them. */
export function pay(state: BenefitState, layers: readonly Layer[], payer: Payer, amount: Fen): BenefitState {
  const open = { ...state.open };
  let left = amount;
  for (const layer of layers) {
    const part = atMost(left, open[layer]);
    open[layer] -= part;
    left -= part;
  }
  return { ...state, open, paid: { ...state.paid, [payer]: state.paid[payer] + amount - left } };
}

/** Notes what an accumulator of the year moves by. */
export function accumulate(state: BenefitState, kind: AccumulatorKind, amount: Fen): BenefitState {
  if (amount === ZERO) return state;
  return { ...state, moved: { ...state.moved, [kind]: (state.moved[kind] ?? ZERO) + amount } };
}

/** What a year's accumulator stands at within this settlement. */
export function accumulated(state: BenefitState, facts: BenefitFacts, kind: AccumulatorKind): Fen {
  return (facts.accumulators[kind] ?? ZERO) + (state.moved[kind] ?? ZERO);
}

/** Adds a line to the account. */
export function record(
  state: BenefitState,
  line: Omit<TraceLine, 'ruleId' | 'parameterVersion'>,
  term: Pick<PolicyTermFacts, 'code' | 'version'>,
): BenefitState {
  return {
    ...state,
    trace: [...state.trace, { ...line, ruleId: term.code, parameterVersion: term.version }],
  };
}

/** Open amounts of some layers together. */
export function openIn(state: BenefitState, layers: readonly Layer[]): Fen {
  return sum(layers.map(layer => state.open[layer]));
}
