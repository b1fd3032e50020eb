import type { Ticker } from '../src/collector/collection.task.ts';
import { defineCompute } from '../src/subgraph.ts';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';

/** The compute subgraph under test, whose collectors are asked when the test says so. */
export interface TickingSubgraph {
  readonly graph: TestSubgraph;
  /** Moves the clock to an instant and asks every collector once. */
  collectAt(instant: string): Promise<void>;
  /** Moves the clock to an instant and lets old samples go. */
  sweepAt(instant: string): Promise<void>;
}

const HOUR_MS = 3_600_000;

export async function startTicking(settings: Readonly<Record<string, string>>): Promise<TickingSubgraph> {
  const works: { everyMs: number; work: () => Promise<void> }[] = [];
  const ticker: Ticker = (everyMs, work) => {
    works.push({ everyMs, work });
    return () => works.splice(0);
  };
  const graph = await startTestSubgraph(defineCompute(ticker), { settings });
  const run = async (instant: string, isDue: (everyMs: number) => boolean) => {
    graph.clock.set(instant);
    for (const { everyMs, work } of works) if (isDue(everyMs)) await work();
  };
  return {
    graph,
    collectAt: instant => run(instant, everyMs => everyMs < HOUR_MS),
    sweepAt: instant => run(instant, everyMs => everyMs === HOUR_MS),
  };
}
