import { openControl } from '../control/control.ts';
import type { Environment } from '../environment.ts';
import { serveLoad } from '../load/serve.ts';
import { serveRevocation } from '../token/revoke.ts';
import type { OpenSubgraphs } from './system.ts';

/** Opens the operator's door of this process: what `npm run load`, `npm run token -- --revoke` and their like ask. */
export async function startControl(
  environment: Environment,
  { subgraphs, process: { log, revocations } }: OpenSubgraphs,
): Promise<{ stop(): Promise<void> }> {
  const stop = await openControl(
    environment.DATA_DIR,
    {
      'POST /load': (request, response) => serveLoad(request, response, subgraphs),
      'POST /revocations': (request, response) => serveRevocation(request, response, revocations),
    },
    error => log.error({ err: error }, 'an operator command failed'),
  );
  return { stop };
}
