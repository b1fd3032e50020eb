import { addDays, addMonths, dateInShanghai, earlier, type CalendarDate } from '#kernel/vocabulary/calendar';
import { newId } from '#kernel/persistence/id';
import { sum } from '#kernel/vocabulary/money';
import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import { promisedBy } from '../src/declaration/declaration.service.ts';
import type { MonthlySettlement } from '../src/declaration/monthly-settlement.entity.ts';
import type { PolicyBook } from '../src/policy-term/policy-term.rule.ts';
import { totalsOf, type ReconciledRecord } from '../src/reconciliation/reconciliation.rule.ts';
import { ReconciliationService } from '../src/reconciliation/reconciliation.service.ts';
import type { Settlement } from '../src/settlement/settlement.entity.ts';

/** The day of the next month on which the demo institutions declare. */
const DECLARED_ON = '05';
/** How many months ago two of them declared what is still not paid: longer ago than any promise reaches. */
const FORGOTTEN_MONTHS = 3;
const FORGOTTEN = 2;

/**
 * Declares the last month of every pharmacy, and an earlier one of two of them; the settlements given are marked with
 * their month. Hospitals have not declared yet: their bills may still be voided.
 */
export function declareDemoMonths(
  settlements: readonly Settlement[],
  pharmacies: readonly string[],
  asOf: CalendarDate,
  book: PolicyBook,
): MonthlySettlement[] {
  const thisMonth: CalendarDate = `${asOf.slice(0, 8)}01`;
  const forgotten = addMonths(thisMonth, 1 - FORGOTTEN_MONTHS);
  return [
    ...pharmacies.slice(0, FORGOTTEN).map(code => ({ code, next: forgotten })),
    ...pharmacies.map(code => ({ code, next: thisMonth })),
  ].flatMap(({ code, next }) => {
    const open = settlements.filter(
      ({ institutionCode, settledOn, monthlySettlementId }) =>
        institutionCode === code && settledOn < next && monthlySettlementId === null,
    );
    return open.length === 0 ? [] : [declare(open, next, earlier(asOf, withDay(next, DECLARED_ON)), book)];
  });
}

function declare(
  settlements: readonly Settlement[],
  next: CalendarDate,
  declaredOn: CalendarDate,
  book: PolicyBook,
): MonthlySettlement {
  const id = newId();
  for (const settlement of settlements) settlement.monthlySettlementId = id;
  const { institutionCode, institutionRegion } = settlements[0]!;
  const at = `${declaredOn}T02:00:00.000Z`;
  return {
    id,
    institutionCode,
    institutionRegion,
    month: addDays(next, -1).slice(0, 7),
    state: 'DECLARED',
    settlements: settlements.length,
    costEntries: 0,
    total: sum(settlements.map(({ total }) => total)),
    declared: sum(settlements.map(({ fundPaid, accountPaid }) => fundPaid + accountPaid)),
    deducted: 0n,
    approved: null,
    voucherNumber: null,
    declaredOn,
    promisedBy: promisedBy(book, next, declaredOn),
    history: [
      { act: 'DECLARE', to: 'DECLARED', by: `desk-${institutionCode}`, onBehalfOf: null, at, note: null },
    ],
  };
}

/** Reconciles the last month of pharmacies: one has lost a bill and misread another, one has sent totals alone. */
export async function reconcileDemoMonth(
  tx: EntityManager,
  settlements: readonly Settlement[],
  pharmacies: readonly string[],
  asOf: CalendarDate,
  kernel: Kernel,
): Promise<void> {
  const next: CalendarDate = `${asOf.slice(0, 8)}01`;
  const [from, to] = [addMonths(next, -1), addDays(next, -1)];
  const reconciliations = new ReconciliationService(kernel);
  for (const [place, party] of pharmacies.entries()) {
    const theirs = settlements
      .filter(({ institutionCode, scheme, settledAt }) => {
        const day = dateInShanghai(settledAt);
        return institutionCode === party && scheme === 'EMPLOYEE' && from <= day && day <= to;
      })
      .map(recordOf);
    if (theirs.length === 0) continue;
    const told = place === 0 ? misread(theirs) : place === 1 ? theirs.slice(1) : theirs;
    const region = settlements.find(({ institutionCode }) => institutionCode === party)!.institutionRegion;
    await reconciliations.compare(tx, {
      partyKind: 'INSTITUTION',
      party,
      region,
      scheme: 'EMPLOYEE',
      from,
      to,
      totals: totalsOf(told),
      details: place === 1 ? null : told,
    });
  }
}

function recordOf({ id, total, fundPaid, accountPaid }: Settlement): ReconciledRecord {
  return { reference: id, refund: false, total, fundPaid, accountPaid };
}

function misread([, second, ...others]: readonly ReconciledRecord[]): ReconciledRecord[] {
  return second ? [{ ...second, fundPaid: second.fundPaid + 1_000n }, ...others] : [];
}

function withDay(month: CalendarDate, day: string): CalendarDate {
  return `${month.slice(0, 8)}${day}`;
}
