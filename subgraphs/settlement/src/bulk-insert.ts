import type { EntityManager } from '#kernel/persistence/database';

/** Columns of a table with their SQL types, by the name of the property that fills them. */
export type BulkColumns = Readonly<Record<string, string>>;

/** Rows sent to the database in one statement. */
const CHUNK = 2000;

/**
 * Inserts many rows with few statements, past the unit of work: what a demo world or an import brings is
 * new and needs no tracking. Values are JSON; bytes come as hex, whole numbers as strings.
 */
export async function bulkInsert(
  tx: EntityManager,
  table: string,
  columns: BulkColumns,
  rows: readonly Readonly<Record<string, unknown>>[],
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
    await tx.execute(
      `insert into "settlement"."${table}" (${target}) select ${source} from json_to_recordset(?::json) as r(${shape})`,
      [JSON.stringify(rows.slice(from, from + CHUNK))],
    );
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
