import type { EntityManager } from '#kernel/persistence/database';
import { ACCUMULATOR_KINDS, type AccumulatorKind, type Accumulators } from '../benefit/facts.rule.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';
import { Accumulator } from './accumulator.entity.ts';

/** Whose year is counted. */
export interface LedgerKey {
  readonly personId: string;
  readonly scheme: Scheme;
  readonly year: number;
}

/** Lets the settlements of a person come one after the other, until the end of the transaction. */
export async function lockLedger(tx: EntityManager, personId: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`settlement:${personId}`]);
}

/** What a person's year stands at. */
export async function readAccumulators(em: EntityManager, key: LedgerKey): Promise<Accumulators> {
  const rows = await em.find(Accumulator, { ...key });
  return Object.fromEntries(rows.map(({ kind, amount }) => [kind, amount]));
}

/** Moves the accumulators of a person's year; the ledger is locked by the caller. */
export async function moveAccumulators(
  tx: EntityManager,
  { personId, scheme, year }: LedgerKey,
  moved: Accumulators,
): Promise<void> {
  const rows = ACCUMULATOR_KINDS.filter((kind: AccumulatorKind) => (moved[kind] ?? 0n) !== 0n);
  if (rows.length === 0) return;
  await tx.execute(
    `insert into "settlement"."accumulator" ("person_id", "scheme", "year", "kind", "amount")
     values ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}
     on conflict ("person_id", "scheme", "year", "kind")
     do update set "amount" = "accumulator"."amount" + excluded."amount"`,
    rows.flatMap(kind => [personId, scheme, year, kind, String(moved[kind])]),
  );
}
