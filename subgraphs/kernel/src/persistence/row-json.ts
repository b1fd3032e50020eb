import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import type { EntityManager, Row } from './database.ts';
import type { Statement } from './statement.ts';

type Class<T extends object> = new (...args: never[]) => T;

/** SQL of a row as JSON, from which `fromJson` makes the row again. Whole numbers of 64 bits are texts in it: JSON's end at 53. */
export function asJson<T extends object>(em: EntityManager, type: Class<T>, alias: string): string {
  const pairs = columnsOf(em, type).map(({ name, columnTypes, fieldNames }) => {
    const value = `${alias}."${fieldNames[0]}"`;
    return `'${name}', ${columnTypes[0] === 'bigint' ? `${value}::text` : value}`;
  });
  return `json_build_object(${pairs.join(', ')})`;
}

/** A row that was read as JSON: what its entity says of it, past the unit of work. */
export function fromJson<T extends object>(em: EntityManager, type: Class<T>, json: Row): T {
  return Object.fromEntries(
    columnsOf(em, type).map(column => [column.name, valueOf(json[column.name], column)]),
  ) as T;
}

/** Which rows of an entity's table, called `t`: the condition, and the order where it matters. */
export interface Wanted<T extends object = object> {
  readonly of: Class<T>;
  readonly where: Statement;
}

/** Reads rows of several tables, and single values beside them, by one statement. */
export async function readTogether<Rows extends Readonly<Record<string, object>>, Name extends string>(
  em: EntityManager,
  tables: { readonly [Table in keyof Rows]: Wanted<Rows[Table]> },
  values: Readonly<Record<Name, Statement>>,
): Promise<{
  readonly rows: { readonly [Table in keyof Rows]: readonly Rows[Table][] };
  readonly values: Readonly<Record<Name, unknown>>;
}> {
  const wanted = Object.entries<Wanted>(tables);
  const single = Object.entries<Statement>(values);
  const columns = [
    ...wanted.map(([name, { of, where }]) => `(${rowsAsJson(em, of, where.text)}) as "${name}"`),
    ...single.map(([name, { text }]) => `(${text}) as "${name}"`),
  ];
  const statements = [...wanted.map(([, { where }]) => where), ...single.map(([, value]) => value)];
  const [read] = await em.execute<Row[]>(
    `select ${columns.join(', ')}`,
    statements.flatMap(({ parameters }) => parameters),
  );
  const rows = wanted.map(([name, { of }]) => [
    name,
    (read![name] as Row[]).map(row => fromJson(em, of, row)),
  ]);
  return {
    rows: Object.fromEntries(rows) as { [Table in keyof Rows]: Rows[Table][] },
    values: read as Record<Name, unknown>,
  };
}

function rowsAsJson(em: EntityManager, type: Class<object>, where: string): string {
  const { schema, tableName } = em.getMetadata().get(type) as EntityMetadata;
  const table = `"${schema ?? String(em.config.get('schema'))}"."${tableName}"`;
  const row = asJson(em, type, 't');
  return `select coalesce(json_agg(row), '[]') from (select ${row} as row from ${table} t where ${where}) rows`;
}

const known = new WeakMap<EntityMetadata, readonly EntityProperty[]>();

function columnsOf(em: EntityManager, type: Class<object>): readonly EntityProperty[] {
  const meta = em.getMetadata().get(type) as EntityMetadata;
  let columns = known.get(meta);
  if (!columns) {
    columns = (meta.props as EntityProperty[]).filter(({ persist }) => persist !== false);
    known.set(meta, columns);
  }
  return columns;
}

function valueOf(value: unknown, { customType, columnTypes }: EntityProperty): unknown {
  if (value === null || value === undefined) return null;
  const [columnType] = columnTypes;
  if (columnType?.startsWith('json')) return value;
  if (columnType?.startsWith('timestamp')) return new Date(value as string);
  const stored = columnType === 'bytea' ? Buffer.from((value as string).slice(2), 'hex') : value;
  return customType ? customType.convertToJSValue(stored, undefined as never) : stored;
}
