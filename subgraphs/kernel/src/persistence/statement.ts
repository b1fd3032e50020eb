import type { EntityManager } from './database.ts';

/** A statement that is not sent yet: SQL with a `?` for each parameter. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/**
 * Sends writes as one statement: one way to the database instead of many. They all see the rows as they were before it,
 * so none may read what another one writes, and no two may write the same row.
 */
export async function together(tx: EntityManager, writes: readonly Statement[]): Promise<void> {
  const [only] = writes;
  if (!only) return;
  const text =
    writes.length === 1
      ? only.text
      : `with ${writes.map((write, at) => `write_${at} as (${write.text})`).join(', ')} select 1`;
  await tx.execute(
    text,
    writes.flatMap(({ parameters }) => parameters),
  );
}
