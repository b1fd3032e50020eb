import { readRover } from '../schema/rover.ts';
import type { Environment } from '../environment.ts';

/** Nobody there is refused at once; who is there may be busy. */
const TIMEOUT_MS = 3_000;

/**
 * The subgraphs that run on their own: those that SPLIT_SUBGRAPHS names, and those that already
 * answer at the address that `rover.yaml` gives them. Only PostgreSQL can be shared, so without
 * DATABASE_URL nothing is split.
 */
export async function withSplitSubgraphs(environment: Environment): Promise<Environment> {
  if (!environment.DATABASE_URL) return environment;
  const answering = await Promise.all(
    readRover(environment.ROVER_FILE).map(async ({ name, url }) =>
      (await answers(name, url)) ? [name] : [],
    ),
  );
  return { ...environment, split: [...new Set([...environment.split, ...answering.flat()])] };
}

async function answers(name: string, url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/livez', url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { subgraph } = (await response.json()) as { subgraph?: unknown };
    return subgraph === name;
  } catch {
    return false;
  }
}
