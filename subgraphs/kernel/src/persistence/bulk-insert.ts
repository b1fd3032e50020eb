import type { EntityProperty } from '@mikro-orm/core';
import type { EntityManager } from './database.ts';
import type { Statement } from './statement.ts';

/** Rows sent to the database in one statement. */
export const CHUNK = 1000;

/** What becomes of a row whose key is there already: all is refused, it is left, or its named columns are replaced. */
type OnConflict = 'REFUSE' | 'LEAVE' | 'REPLACE';

/**
 * Inserts many rows with few statements, past the unit of work: what a demo world, an import or a batch of facts brings
 * needs no tracking. Columns are those that the rows name; the entity says how each is stored.
 */
export async function bulkInsert<T extends object>(
  tx: EntityManager,
  type: new (...args: never[]) => T,
  rows: readonly object[],
  onConflict: OnConflict = 'REFUSE',
): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK)
    await tx.execute(insertion(tx, type, rows.slice(from, from + CHUNK), { onConflict }).text);
}

/** The statement that inserts some rows, no more than `CHUNK`; into the schema of the transaction where none is named. */
export function insertion<T extends object>(
  tx: EntityManager,
  type: new (...args: never[]) => T,
  rows: readonly object[],
  {
    onConflict = 'REFUSE',
    schema = schemaOf(tx),
  }: { readonly onConflict?: OnConflict; readonly schema?: string } = {},
): Statement {
  const meta = tx.getMetadata().get(type);
  const named = new Set(rows.flatMap(row => Object.keys(row)));
  const columns = (meta.props as EntityProperty[]).filter(column => named.has(column.name));
  const unknown = [...named].find(name => !columns.some(column => column.name === name));
  if (unknown !== undefined) throw new TypeError(`${meta.className} has no column for “${unknown}”`);

  const target = columns.map(({ fieldNames }) => `"${fieldNames[0]}"`).join(', ');
  const shape = columns.map(column => `"${column.fieldNames[0]}" ${column.columnTypes[0]}`).join(', ');
  const values = jsonLiteral(rows.map(row => plain(row as Row, columns)));
  return {
    text: `insert into "${schema}"."${meta.tableName}" (${target})
      select ${target} from json_to_recordset(${values}::json) as row (${shape})
      ${conflictClause(onConflict, columns)}`,
    parameters: [],
  };
}

/** Where the tables of a transaction lie. */
export function schemaOf(tx: EntityManager): string {
  return String(tx.config.get('schema'));
}

function conflictClause(onConflict: OnConflict, columns: readonly EntityProperty[]): string {
  if (onConflict === 'REFUSE') return '';
  if (onConflict === 'LEAVE') return 'on conflict do nothing';
  const named = (primary: boolean): string[] =>
    columns
      .filter(column => Boolean(column.primary) === primary)
      .map(({ fieldNames }) => `"${fieldNames[0]}"`);
  const replaced = named(false).map(column => `${column} = excluded.${column}`);
  return `on conflict (${named(true).join(', ')}) do update set ${replaced.join(', ')}`;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * JSON as a dollar-quoted literal, which no value in it can end: a `$` in a text is written as its escape, and a `?`, which
 * the ORM would take for a parameter. As a parameter, megabytes would be quoted by the ORM character by character.
 */
function jsonLiteral(value: unknown): string {
  return `$rows$${JSON.stringify(value).replaceAll('$', '\\u0024').replaceAll('?', '\\u003f')}$rows$`;
}

/** A row as JSON from which PostgreSQL reads each column as it would read a literal. */
function plain(row: Row, columns: readonly EntityProperty[]): Row {
  return Object.fromEntries(columns.map(column => [column.fieldNames[0], literal(row[column.name], column)]));
}

function literal(value: unknown, { customType, columnTypes }: EntityProperty): unknown {
  if (value === null || value === undefined) return null;
  if (columnTypes[0]?.startsWith('json')) return value;
  const stored: unknown = customType ? customType.convertToDatabaseValue(value, undefined as never) : value;
  if (stored instanceof Uint8Array) return `\\x${Buffer.from(stored).toString('hex')}`;
  return typeof stored === 'bigint' ? String(stored) : stored;
}
