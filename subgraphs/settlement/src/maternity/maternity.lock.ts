import type { EntityManager } from '#kernel/persistence/database';

/** One at a time: what is decided on a case depends on all cases of its person. */
export async function lockBenefits(tx: EntityManager): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtextextended('maternity-benefit', 0))`);
}
