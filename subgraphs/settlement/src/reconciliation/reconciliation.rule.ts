import { ZERO, type Fen } from '#kernel/vocabulary/money';
import type { TransitionTable } from '#kernel/vocabulary/transition';

/** Amounts that both sides state of a record, or of all of them. */
export interface Amounts {
  readonly total: Fen;
  readonly fundPaid: Fen;
  readonly accountPaid: Fen;
}

export interface Totals extends Amounts {
  readonly count: number;
}

/** One record of either side, by the reference that both know; what undoes another is a record of its own. */
export interface ReconciledRecord extends Amounts {
  readonly reference: string;
  /** Whether it undoes another: a flag, no kind of difference. */
  readonly refund: boolean;
}

export const DIFFERENCE_KINDS = ['ONLY_CENTRE', 'ONLY_PARTY', 'AMOUNTS_DIFFER', 'DATA_DIFFER'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly reference: string;
  readonly ours: ReconciledRecord | null;
  readonly theirs: ReconciledRecord | null;
}

export const RECONCILIATION_STATES = [
  'CLEAN',
  'DETAILS_AWAITED',
  'DIFFERENT',
  'RESOLVED',
  'SUPERSEDED',
] as const;
export type ReconciliationState = (typeof RECONCILIATION_STATES)[number];
export type ReconciliationAct = 'FIND_NONE' | 'FIND_SOME' | 'CLOSE_LAST' | 'SUPERSEDE';

/**
 * Where a reconciliation stands: totals agree, or details are compared; one whose differences are all closed is
 * resolved; the next one of the same party and days takes its place.
 */
export const RECONCILIATION_LIFE: TransitionTable<ReconciliationState, ReconciliationAct> = {
  CLEAN: { SUPERSEDE: 'SUPERSEDED' },
  DETAILS_AWAITED: { FIND_NONE: 'CLEAN', FIND_SOME: 'DIFFERENT', SUPERSEDE: 'SUPERSEDED' },
  DIFFERENT: { CLOSE_LAST: 'RESOLVED', SUPERSEDE: 'SUPERSEDED' },
  RESOLVED: { SUPERSEDE: 'SUPERSEDED' },
  SUPERSEDED: {},
};

/** Sums records up. */
export function totalsOf(records: readonly ReconciledRecord[]): Totals {
  const totals = { count: records.length, total: ZERO, fundPaid: ZERO, accountPaid: ZERO };
  for (const { total, fundPaid, accountPaid } of records) {
    totals.total += total;
    totals.fundPaid += fundPaid;
    totals.accountPaid += accountPaid;
  }
  return totals;
}

/** Whether the totals of both sides are the same, to the 分. */
export function sameTotals(ours: Totals, theirs: Totals): boolean {
  return ours.count === theirs.count && sameAmounts(ours, theirs);
}

/**
 * Every record in which the sides differ, sorted by kind and reference. Whatever the totals differ by is the sum of what these
 * records differ by, because records that are not among them are equal.
 * Source: 国家医保信息平台接口规范 3202 (平、不平、中心多、机构多、数据不一致; 冲正 is a flag).
 */
export function differencesBetween(
  ours: readonly ReconciledRecord[],
  theirs: readonly ReconciledRecord[],
): Difference[] {
  const byReference = new Map(theirs.map(record => [record.reference, record]));
  const known = new Set(ours.map(({ reference }) => reference));
  const found = ours.flatMap((record): Difference[] => {
    const other = byReference.get(record.reference) ?? null;
    const kind = kindOf(record, other);
    return kind ? [{ kind, reference: record.reference, ours: record, theirs: other }] : [];
  });
  for (const record of theirs) {
    if (known.has(record.reference)) continue;
    found.push({ kind: 'ONLY_PARTY', reference: record.reference, ours: null, theirs: record });
  }
  return found.sort((a, b) => order(a) - order(b) || (a.reference < b.reference ? -1 : 1));
}

function kindOf(ours: ReconciledRecord, theirs: ReconciledRecord | null): DifferenceKind | null {
  if (!theirs) return 'ONLY_CENTRE';
  if (ours.refund !== theirs.refund) return 'DATA_DIFFER';
  return sameAmounts(ours, theirs) ? null : 'AMOUNTS_DIFFER';
}

function sameAmounts(a: Amounts, b: Amounts): boolean {
  return a.total === b.total && a.fundPaid === b.fundPaid && a.accountPaid === b.accountPaid;
}

function order({ kind }: Difference): number {
  return DIFFERENCE_KINDS.indexOf(kind);
}

/** Differences of a party grow when there are enough of them and more than twice as many as the time before. */
export function differencesGrow(now: number, before: number, least: number): boolean {
  return now >= least && now > 2 * before;
}
