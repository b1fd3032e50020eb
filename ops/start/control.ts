import { workAudit, type AuditOrder } from '../audit/work.ts';
import type { ReloadOutcome } from '../../gateway/src/gateway.ts';
import { openControl } from '../control/control.ts';
import { serveLines } from '../control/lines.ts';
import type { Environment } from '../environment.ts';
import { workKeys, type KeysOrder } from '../keys/work.ts';
import { serveLoad } from '../load/serve.ts';
import { workToken, type TokenOrder } from '../token/orders.ts';
import { readSupergraph } from './reloading.ts';
import type { OpenSubgraphs } from './system.ts';

/** Opens the operator's door of this process: what `npm run load`, `npm run token -- --revoke` and their like ask. */
export async function startControl(
  environment: Environment,
  { subgraphs, trails, process: { log, revocations, access } }: OpenSubgraphs,
  gateway: { reload(sdl: string): ReloadOutcome | Promise<ReloadOutcome> } | null = null,
): Promise<{ stop(): Promise<void> }> {
  const stop = await openControl(
    environment.DATA_DIR,
    {
      'POST /load': (request, response) => serveLoad(request, response, subgraphs),
      'POST /keys': (request, response) =>
        serveLines<KeysOrder>(request, response, (order, tell) => workKeys(order, subgraphs, tell)),
      'POST /audit': (request, response) =>
        serveLines<AuditOrder>(request, response, (order, tell) => workAudit(order, { trails }, tell)),
      'POST /tokens': (request, response) =>
        serveLines<TokenOrder>(request, response, order => workToken(order, { revocations, access })),
      'POST /reload': (request, response) =>
        serveLines(request, response, async (_order, tell) => {
          if (gateway) await tell(await gateway.reload(readSupergraph(environment.SUPERGRAPH_FILE)));
        }),
    },
    error => log.error({ err: error }, 'an operator command failed'),
  );
  return { stop };
}
