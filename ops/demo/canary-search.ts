import type { Database } from '#kernel/persistence/database';
import type { DemoCanaries } from './world.types.ts';

/** Every private value of the canaries. */
export function canaryValues({ names, idCards, phones, addresses, diagnoses }: DemoCanaries): string[] {
  return [...names, ...idCards, ...phones, ...addresses, ...diagnoses];
}

/** Bytes that fill a whole base64 group before a value shift its letters: each of the three shifts is looked for. */
const BASE64_SHIFTS = [0, 1, 2];

/** A value as it would lie somewhere in the clear: plain, reversed, hexadecimal, base64 at any offset, escaped. */
export function disguisesOf(value: string): readonly string[] {
  const reversed = [...value].reverse().join('');
  const bytes = Buffer.from(value, 'utf8');
  return [
    value,
    reversed,
    encodeURIComponent(value),
    ...[bytes, Buffer.from(reversed, 'utf8'), Buffer.from(value, 'utf16le')].map(all => all.toString('hex')),
    ...BASE64_SHIFTS.flatMap(shift => base64Inside(bytes, shift)),
  ].filter((text, index, all) => all.indexOf(text) === index);
}

/** The letters that stand in any base64 text which holds these bytes at this shift, in both alphabets. */
function base64Inside(bytes: Buffer, shift: number): string[] {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '');
  // The first and the last letters also depend on what stands before and after.
  const kept = text.slice(shift === 0 ? 0 : shift + 1, -1);
  return [kept, kept.replaceAll('+', '-').replaceAll('/', '_')];
}

/** Where a database holds one of the values in any disguise, as `table holds value`: every table of every schema. */
export async function findInDatabase(database: Database, values: readonly string[]): Promise<string[]> {
  const tables = await database.query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  for (const table of tables.map(({ name }) => String(name))) {
    // A binary column shows as hexadecimal digits in the text of its row.
    const rows = await database.query(
      `select coalesce(string_agg(r::text, chr(10)), '') as text from ${table} r`,
    );
    found.push(...findInText(String(rows[0]!['text']), values).map(value => `${table} holds ${value}`));
  }
  return found;
}

/** Which of the values a text holds, in any disguise. */
export function findInText(text: string, values: readonly string[]): string[] {
  return values.filter(value => disguisesOf(value).some(disguise => text.includes(disguise)));
}
