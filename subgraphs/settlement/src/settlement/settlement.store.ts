import type { EntityManager } from '#kernel/persistence/database';
import type { LedgerKey } from '../accumulator/accumulator.store.ts';
import { Settlement } from './settlement.entity.ts';

/** The next place among the records of a person's year; the ledger is locked by the caller. */
export async function nextSequence(tx: EntityManager, ledger: LedgerKey): Promise<number> {
  const [last] = await tx.find(Settlement, recordsOf(ledger), {
    orderBy: { sequence: 'desc' },
    limit: 1,
    fields: ['sequence'],
  });
  return (last?.sequence ?? 0) + 1;
}

/** The settlements of a person's year that count. */
export function livingSettlements(tx: EntityManager, ledger: LedgerKey): Promise<Settlement[]> {
  return tx.find(Settlement, { ...recordsOf(ledger), kind: 'NORMAL', state: 'SETTLED' });
}

function recordsOf({ personId, scheme, year }: LedgerKey) {
  return { personId, scheme, settledOn: { $gte: `${year}-01-01`, $lte: `${year}-12-31` } };
}
