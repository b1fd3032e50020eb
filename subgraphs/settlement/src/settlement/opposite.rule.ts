import { ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { ACCUMULATOR_KINDS, type AccumulatorKind, type Accumulators } from '../benefit/facts.rule.ts';
import type { StepName, TraceLine } from '../benefit/state.rule.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';

/** A settlement as far as undoing it is concerned. */
export interface UndoableSettlement {
  readonly id: string;
  /** Place among the settlements of the same person, scheme and year. */
  readonly sequence: number;
  readonly visitType: VisitType;
  readonly moved: Accumulators;
  /** Steps that had something to do, whether they paid or not. */
  readonly steps: readonly StepName[];
}

/** The accumulators that a step looks at, in outpatient care and in hospital. */
const LOOKED_AT: Readonly<
  Partial<
    Record<
      StepName,
      { readonly outpatient: readonly AccumulatorKind[]; readonly inpatient: readonly AccumulatorKind[] }
    >
  >
> = {
  DEDUCTIBLE: { outpatient: ['OUTPATIENT_DEDUCTIBLE'], inpatient: ['INPATIENT_DEDUCTIBLE'] },
  POOLED_FUND: {
    outpatient: ['OUTPATIENT_POOLED_BASE', 'POOLED_PAID'],
    inpatient: ['INPATIENT_POOLED_BASE', 'POOLED_PAID'],
  },
  SERIOUS_ILLNESS: {
    outpatient: ['SERIOUS_ILLNESS_BASE', 'SERIOUS_ILLNESS_PAID'],
    inpatient: ['SERIOUS_ILLNESS_BASE', 'SERIOUS_ILLNESS_PAID'],
  },
  ASSISTANCE: { outpatient: ['ASSISTANCE_PAID'], inpatient: ['ASSISTANCE_PAID'] },
  MUTUAL_AID: {
    outpatient: ['MUTUAL_AID_BASE', 'MUTUAL_AID_PAID'],
    inpatient: ['MUTUAL_AID_BASE', 'MUTUAL_AID_PAID'],
  },
};

/** Equal and opposite movements of the accumulators. */
export function oppositeMovements(moved: Accumulators): Accumulators {
  return Object.fromEntries(
    Object.entries(moved).map(([kind, amount]) => [kind, -(amount ?? ZERO)]),
  ) as Accumulators;
}

/** Equal and opposite lines of the account of a settlement. */
export function oppositeTrace(trace: readonly TraceLine[]): readonly TraceLine[] {
  return trace.map(line => ({ ...line, base: -line.base, amount: -line.amount }));
}

/**
 * Whether a settlement can be undone now: not while a later bill of the same year, not undone itself, looked
 * at an accumulator that this one had moved, even if it left it as it was. Later ones are undone first, in
 * reverse order.
 */
export function mayUndo(
  settlement: UndoableSettlement,
  others: readonly UndoableSettlement[],
): Result<true, RefusalFacts<'USED_BY_LATER'>> {
  const kinds = movedKinds(settlement.moved);
  const later = others
    .filter(other => other.sequence > settlement.sequence)
    .filter(other => usedKinds(other).some(kind => kinds.includes(kind)))
    .sort((a, b) => b.sequence - a.sequence);
  if (later.length > 0) {
    return refuse('USED_BY_LATER', '其后的结算已使用本次累计，须先按逆序撤销后续结算', {
      settlementIds: later.map(other => other.id),
    });
  }
  return accept(true);
}

/** Accumulators after a movement. */
export function afterMovement(accumulators: Accumulators, moved: Accumulators): Accumulators {
  const next: Partial<Record<AccumulatorKind, Fen>> = { ...accumulators };
  for (const kind of movedKinds(moved)) next[kind] = (next[kind] ?? ZERO) + moved[kind]!;
  return next;
}

/** Whether the accumulators are the same in every kind. */
export function sameAccumulators(a: Accumulators, b: Accumulators): boolean {
  return ACCUMULATOR_KINDS.every(kind => (a[kind] ?? ZERO) === (b[kind] ?? ZERO));
}

function movedKinds(moved: Accumulators): AccumulatorKind[] {
  return ACCUMULATOR_KINDS.filter(kind => (moved[kind] ?? ZERO) !== ZERO);
}

function usedKinds({ visitType, steps }: UndoableSettlement): AccumulatorKind[] {
  const group = visitType === 'INPATIENT' ? 'inpatient' : 'outpatient';
  return steps.flatMap(step => LOOKED_AT[step]?.[group] ?? []);
}
