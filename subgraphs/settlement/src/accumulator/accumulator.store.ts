import type { EntityManager } from '#kernel/persistence/database';
import { together, type Statement } from '#kernel/persistence/statement';
import { ACCUMULATOR_KINDS, type AccumulatorKind, type Accumulators } from '../benefit/facts.rule.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import type { Accumulator } from './accumulator.entity.ts';

/** Whose year is counted. */
export interface LedgerKey {
  readonly personId: string;
  readonly scheme: Scheme;
  readonly year: number;
}

/** Locks the ledger of a `person_id`. */
export const LEDGER_LOCK = `pg_advisory_xact_lock(hashtextextended('settlement:' || person_id, 0))`;

/** Lets the settlements of a person come one after the other, until the end of the transaction. */
export async function lockLedger(tx: EntityManager, personId: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`settlement:${personId}`]);
}

/** What a person's year stands at, as its rows say. */
export function accumulatorsOf(rows: readonly Accumulator[]): Accumulators {
  return Object.fromEntries(rows.map(({ kind, amount }) => [kind, amount]));
}

/** Moves the accumulators of a person's year; the ledger is locked by the caller. */
export async function moveAccumulators(
  tx: EntityManager,
  key: LedgerKey,
  moved: Accumulators,
): Promise<void> {
  await together(tx, movements(key, moved));
}

/** The writes that move the accumulators of a person's year: one, or none where none moves. */
export function movements({ personId, scheme, year }: LedgerKey, moved: Accumulators): Statement[] {
  const rows = ACCUMULATOR_KINDS.filter((kind: AccumulatorKind) => (moved[kind] ?? 0n) !== 0n);
  if (rows.length === 0) return [];
  const text = `insert into "settlement"."accumulator" ("person_id", "scheme", "year", "kind", "amount")
     values ${rows.map(() => '(?::uuid, ?, ?::int, ?, ?::bigint)').join(', ')}
     on conflict ("person_id", "scheme", "year", "kind")
     do update set "amount" = "accumulator"."amount" + excluded."amount"`;
  return [{ text, parameters: rows.flatMap(kind => [personId, scheme, year, kind, String(moved[kind])]) }];
}
