import type { MikroORM } from '@mikro-orm/sql';
import type pg from 'pg';

/** One statement as it went to the database. */
export interface Written {
  readonly text: string;
  readonly values: readonly unknown[];
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const WRITES = /^\s*(insert|update)\b/;
const BACKGROUND = /^\s*update "settlement"[.]audit_record|projection_offset|audit_head|audit_checkpoint/;
/** A statement that writes in parts, and what stands between them. */
const IN_PARTS = /^with \w+ as [(](?:insert|update)/;
const BETWEEN = /(?:^with |[)],\s+)\w+ as [(]|[)]\s+select (?:1|exists [(].*)$/s;

/**
 * Collects what some work writes, each write a statement of its own: no reads, and nothing that relay and audit chain do in the
 * background.
 */
export async function writesOf(orm: MikroORM, work: () => Promise<unknown>): Promise<Written[]> {
  const connection = orm.em.getConnection();
  const { execute } = connection;
  const written: Written[] = [];
  connection.execute = function (this: unknown, ...args: Parameters<typeof execute>) {
    const [sql] = args;
    const values = (args[1] ?? []) as readonly unknown[];
    if (typeof sql === 'string') written.push(...partsOf(sql, values));
    return execute.apply(connection, args);
  } as typeof execute;
  try {
    await work();
  } finally {
    connection.execute = execute;
  }
  return written;
}

/** The same writes once more beside the first: what they made gets other ids and message ids, what was there stays. */
export function again(written: readonly Written[], there: ReadonlySet<string>): Written[] {
  const anew = (text: string): string =>
    text
      .replaceAll(UUID, id => (there.has(id) ? id : `f${id.slice(1)}`))
      .replaceAll(/(?<=[A-Z]\d{11})2026(?=\d{14})/g, '2096');
  const value = (one: unknown): unknown => (typeof one === 'string' ? anew(one) : one);
  return written.map(({ text, values }) => ({ text: anew(text), values: values.map(value) }));
}

/** Writes in one transaction over one connection, with nothing around it. */
export async function replay(client: pg.Client, written: readonly Written[]): Promise<void> {
  await client.query('begin');
  for (const { text, values } of written) await client.query(text, [...values]);
  await client.query('commit');
}

/** The writes of a statement, each with its own share of the values. */
function partsOf(sql: string, values: readonly unknown[]): Written[] {
  const parts = IN_PARTS.test(sql) ? sql.split(BETWEEN).filter(Boolean) : [sql];
  let at = 0;
  return parts.flatMap(text => {
    const count = parts.length === 1 ? values.length : text.split('?').length - 1;
    const share = values.slice(at, (at += count));
    return WRITES.test(text) && !BACKGROUND.test(text) ? { text: numbered(text, count), values: share } : [];
  });
}

/** `?` as `$1`, `$2`, …; a statement without values is left as it is. */
function numbered(sql: string, count: number): string {
  let at = 0;
  return count === 0 ? sql : sql.replaceAll('?', () => `$${(at += 1)}`);
}
