import { CHUNK, bulkInsert, insertion } from './bulk-insert.ts';
import type { EntityClass, EntityManager } from './database.ts';
import { together, type Statement } from './statement.ts';

/** What waits for the commit of one transaction. */
interface Waiting {
  readonly rows: Map<EntityClass, object[]>;
  readonly writes: Statement[];
}

const waiting = new WeakMap<EntityManager, Waiting>();

/** Begins to gather what a transaction writes at its commit. */
export function gatherWrites(tx: EntityManager): void {
  waiting.set(tx, { rows: new Map(), writes: [] });
}

/** Sends what was gathered, as the last statement of the transaction. */
export async function sendGathered(tx: EntityManager): Promise<void> {
  const { rows, writes } = waiting.get(tx)!;
  waiting.delete(tx);
  const insertions = [...rows].filter(([, kept]) => kept.length > 0);
  await together(tx, [...insertions.map(([type, kept]) => insertion(tx, type, kept)), ...writes]);
}

/**
 * Inserts rows when their transaction commits, together with all else that waits for it: for what nobody reads before.
 * Rows of one table keep their order. So many that they fill a statement of their own are sent at once, and so are those
 * of a transaction that was not begun by `transaction`.
 */
export async function insertAtCommit(
  tx: EntityManager,
  type: EntityClass,
  rows: readonly object[],
): Promise<void> {
  const gathered = waiting.get(tx);
  if (!gathered) return bulkInsert(tx, type, rows);
  const kept = [...(gathered.rows.get(type) ?? []), ...rows];
  const full = kept.length >= CHUNK;
  gathered.rows.set(type, full ? [] : kept);
  if (full) await bulkInsert(tx, type, kept);
}

/** Writes when the transaction commits, together with all else that waits for it; see `together` for what that asks. */
export async function writeAtCommit(tx: EntityManager, write: Statement): Promise<void> {
  const gathered = waiting.get(tx);
  if (gathered) gathered.writes.push(write);
  else await together(tx, [write]);
}
