import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Benefit } from '../benefit/benefit.rule.ts';
import type { AccumulatorKind, Accumulators, Entitlement } from '../benefit/facts.rule.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import type { Layer, Payer, StepName, TraceLine } from '../benefit/state.rule.ts';

/** A line of the account of a settlement as it is kept: amounts are strings of whole 分. */
export interface StoredLine {
  readonly step: StepName;
  readonly base: string;
  readonly amount: string;
  readonly payer: Payer | null;
  readonly layer: Layer | null;
  readonly ruleId: string;
  readonly parameterVersion: string;
}

export type StoredMovements = Readonly<Partial<Record<AccumulatorKind, string>>>;

/** A reckoning as it is kept: what it came to, how, and from which accumulators. */
export interface StoredBenefit {
  readonly settledOn: CalendarDate;
  readonly scheme: Scheme;
  readonly entitlement: Entitlement;
  readonly total: string;
  readonly fundPaid: string;
  readonly commercialPaid: string;
  /** What is left to the person, of which the account may pay `accountPayable`. */
  readonly personPays: string;
  readonly accountPayable: string;
  readonly trace: readonly StoredLine[];
  readonly accumulators: StoredMovements;
}

export function storeTrace(trace: readonly TraceLine[]): StoredLine[] {
  return trace.map(line => ({ ...line, base: line.base.toString(), amount: line.amount.toString() }));
}

export function readTrace(stored: readonly StoredLine[]): TraceLine[] {
  return stored.map(line => ({ ...line, base: BigInt(line.base), amount: BigInt(line.amount) }));
}

export function storeMovements(moved: Accumulators): StoredMovements {
  return Object.fromEntries(Object.entries(moved).map(([kind, amount]) => [kind, String(amount)]));
}

export function readMovements(stored: StoredMovements): Accumulators {
  return Object.fromEntries(Object.entries(stored).map(([kind, amount]) => [kind, BigInt(amount)]));
}

/** A reckoning without account payments, ready to be kept and shown. */
export function storeBenefit(
  benefit: Benefit,
  about: {
    readonly settledOn: CalendarDate;
    readonly scheme: Scheme;
    readonly entitlement: Entitlement;
    readonly accountPayable: bigint;
    readonly accumulators: Accumulators;
  },
): StoredBenefit {
  return {
    settledOn: about.settledOn,
    scheme: about.scheme,
    entitlement: about.entitlement,
    total: benefit.total.toString(),
    fundPaid: benefit.fundPaid.toString(),
    commercialPaid: benefit.commercialPaid.toString(),
    personPays: benefit.cashPaid.toString(),
    accountPayable: about.accountPayable.toString(),
    trace: storeTrace(benefit.trace),
    accumulators: storeMovements(about.accumulators),
  };
}
