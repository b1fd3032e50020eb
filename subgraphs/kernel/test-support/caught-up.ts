import type { RunningSubgraph } from '#kernel/server/subgraph';
import type { Database } from '#kernel/persistence/database';

/** Waits until all facts of subgraphs are announced and their projections have applied them, also what these announce. */
export async function caughtUp(database: Database, subgraphs: readonly RunningSubgraph[]): Promise<void> {
  const positions = (): string =>
    subgraphs
      .flatMap(({ projections, runner }) => projections.map(({ name }) => runner.positionOf(name)))
      .join();
  let before: string;
  do {
    before = positions();
    for (const { kernel } of subgraphs) await kernel.outbox.relay();
    for (const { projections, runner } of subgraphs) {
      for (const { name, topic } of projections) await runner.reached(name, await headOf(database, topic));
    }
  } while (positions() !== before);
}

async function headOf(database: Database, topic: string): Promise<number> {
  const [row] = await database.query(
    `select coalesce(max(position), 0) as head from "${topic.split('.')[0]}".outbox_event where topic = $1`,
    [topic],
  );
  return Number(row?.['head'] ?? 0);
}
