import type { EntityManager } from '#kernel/persistence/database';
import { Sealed } from '#kernel/sensitive/sealed';

/** Columns of a table with their SQL types, by the name of the property that fills them. */
export type BulkColumns = Readonly<Record<string, string>>;

/** Rows sent to the database in one statement. */
const CHUNK = 500;

/**
 * Inserts many rows with few statements, past the unit of work: what a demo world or an import brings is
 * new and needs no tracking. Of each row the named columns are taken.
 */
export async function bulkInsert(
  tx: EntityManager,
  table: string,
  columns: BulkColumns,
  rows: readonly object[],
): Promise<void> {
  const names = Object.keys(columns);
  const target = names.map(name => `"${snakeCase(name)}"`).join(', ');
  const source = names
    .map(name => (columns[name] === 'bytea' ? `decode(r."${name}", 'hex')` : `r."${name}"`))
    .join(', ');
  const shape = names
    .map(name => `"${name}" ${columns[name] === 'bytea' ? 'text' : columns[name]}`)
    .join(', ');
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK).map(row => plain(row as Record<string, unknown>, names));
    await tx.execute(
      `insert into "settlement"."${table}" (${target}) select ${source} from json_to_recordset(?::json) as r(${shape})`,
      [JSON.stringify(chunk)],
    );
  }
}

/** A row as JSON takes it: whole numbers as strings, sealed values as hex. */
function plain(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const name of names) {
    const value = row[name];
    if (typeof value === 'bigint') json[name] = String(value);
    else json[name] = value instanceof Sealed ? value.envelope.toString('hex') : value;
  }
  return json;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
