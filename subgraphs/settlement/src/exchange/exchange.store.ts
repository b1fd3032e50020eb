import type { EntityManager } from '#kernel/persistence/database';
import { canonical, type ExchangeSet, type Partner, type RecordContent } from './exchange.sets.ts';
import { ExchangeRecord } from './exchange.entity.ts';

/** A record as somebody wrote it. */
export interface WrittenRecord {
  readonly set: ExchangeSet;
  readonly code: string;
  /** Null takes the next one where the content has changed. */
  readonly version: number | null;
  readonly content: RecordContent;
  readonly origin: Partner | null;
}

/**
 * Lets writers of records come one after the other until the end of their transactions, so that a partner that has
 * heard of a sequence has heard of everything before it.
 */
export async function lockRecords(tx: EntityManager): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', ['settlement:exchange']);
}

/** What stands under a key, and whose word it is. */
export type StandingRecord = Pick<ExchangeRecord, 'set' | 'code' | 'version' | 'content' | 'origin'>;

/** The standing records of some keys, by key. */
export async function standingRecords(
  em: EntityManager,
  keys: readonly { readonly set: ExchangeSet; readonly code: string }[],
): Promise<Map<string, StandingRecord>> {
  const sets = [...new Set(keys.map(({ set }) => set))];
  const codes = [...new Set(keys.map(({ code }) => code))];
  const rows = await em.find(ExchangeRecord, { set: { $in: sets }, code: { $in: codes } });
  return new Map(rows.map(row => [keyOf(row), row]));
}

export function keyOf({ set, code }: { readonly set: ExchangeSet; readonly code: string }): string {
  return `${set}/${code}`;
}

/** Writes what this side or a register says now; what has not changed, or is older, stays as it is. */
export async function writeRecords(tx: EntityManager, records: readonly WrittenRecord[]): Promise<void> {
  if (records.length === 0) return;
  await lockRecords(tx);
  const standing = await standingRecords(tx, records);
  const changed = new Map<string, WrittenRecord & { readonly version: number }>();
  for (const record of records) {
    const key = keyOf(record);
    const current = changed.get(key) ?? standing.get(key);
    if (current && canonical(current.content) === canonical(record.content)) continue;
    const version = record.version ?? (current?.version ?? 0) + 1;
    if (current && version < current.version) continue;
    changed.set(key, { ...record, version });
  }
  await putRecords(tx, [...changed.values()]);
}

/** Puts records in place, each with the next sequence; the lock is held by the caller. */
export async function putRecords(
  tx: EntityManager,
  records: readonly (WrittenRecord & { readonly version: number })[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ set, code, version, content, origin }) => ({
    set,
    code,
    version,
    content,
    origin,
  }));
  await tx.execute(
    `insert into "settlement"."exchange_record" ("set", "code", "version", "content", "origin", "sequence")
     select r."set", r."code", r."version", r."content", r."origin", nextval('"settlement"."exchange_sequence"')
     from json_to_recordset(?::json) as r ("set" varchar, "code" varchar, "version" int, "content" jsonb, "origin" varchar)
     on conflict ("set", "code") do update set "version" = excluded."version", "content" = excluded."content",
       "origin" = excluded."origin", "sequence" = excluded."sequence"`,
    [JSON.stringify(rows)],
  );
}
