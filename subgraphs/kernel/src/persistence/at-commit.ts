import { CHUNK, insertion, schemaOf } from './bulk-insert.ts';
import type { EntityClass, EntityManager } from './database.ts';
import { together, type Statement } from './statement.ts';

/** Rows of one table. */
interface Rows {
  readonly type: EntityClass;
  readonly schema: string;
  readonly kept: object[];
}

/** What waits for the commit of one transaction; rows by their table. */
interface Waiting {
  readonly rows: Map<string, Rows>;
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
  const filled = [...rows.values()].filter(({ kept }) => kept.length > 0);
  await together(tx, [...filled.map(table => insertionOf(tx, table)), ...writes]);
}

/**
 * Inserts rows when their transaction commits, together with all else that waits for it: for what nobody reads before.
 * Rows of one table keep their order. So many that they fill a statement of their own are sent at once, and so are those
 * of a transaction that was not begun by `transaction`. The table is that of the transaction's own schema, or of another.
 */
export async function insertAtCommit(
  tx: EntityManager,
  type: EntityClass,
  rows: readonly object[],
  schema = schemaOf(tx),
): Promise<void> {
  const tables = waiting.get(tx)?.rows;
  const table = `${schema}.${type.name}`;
  const all = [...(tables?.get(table)?.kept ?? []), ...rows];
  const sent = tables ? all.length - (all.length % CHUNK) : all.length;
  // Before anything is awaited, since others may add meanwhile.
  tables?.set(table, { type, schema, kept: all.slice(sent) });
  for (let from = 0; from < sent; from += CHUNK)
    await tx.execute(insertionOf(tx, { type, schema, kept: all.slice(from, from + CHUNK) }).text);
}

function insertionOf(tx: EntityManager, { type, schema, kept }: Rows): Statement {
  return insertion(tx, type, kept, { schema });
}

/** Writes when the transaction commits, together with all else that waits for it; see `together` for what that asks. */
export async function writeAtCommit(tx: EntityManager, write: Statement): Promise<void> {
  const gathered = waiting.get(tx);
  if (gathered) gathered.writes.push(write);
  else await together(tx, [write]);
}
