import type { RunningSubgraph } from '#kernel/server/subgraph';
import { openControl } from '../control/control.ts';
import type { Environment } from '../environment.ts';
import { serveLoad } from '../load/serve.ts';
import type { OpenSubgraphs } from './system.ts';

/** Opens the operator's door of this process: what `npm run load` and its like ask. */
export async function startControl(
  environment: Environment,
  subgraphs: readonly RunningSubgraph[],
  log: OpenSubgraphs['process']['log'],
): Promise<{ stop(): Promise<void> }> {
  const stop = await openControl(
    environment.DATA_DIR,
    { 'POST /load': (request, response) => serveLoad(request, response, subgraphs) },
    error => log.error({ err: error }, 'an operator command failed'),
  );
  return { stop };
}
