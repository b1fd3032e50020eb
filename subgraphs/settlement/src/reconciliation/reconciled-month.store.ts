import type { EntityManager } from '#kernel/persistence/database';
import { ReconciledMonth } from './reconciliation.entity.ts';
import type { PartyKind } from './reconciliation.parties.ts';

/** Whether a month of a kind of party is closed; held as it is until the end of the transaction. */
export async function isClosed(tx: EntityManager, partyKind: PartyKind, month: string): Promise<boolean> {
  const lock = `reconciliation:${partyKind}:${month}`;
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lock]);
  return (await tx.findOne(ReconciledMonth, { partyKind, month })) !== null;
}
