import { readFileSync } from 'node:fs';
import type { TokenVerifier } from '#kernel/identity/verifier';
import { createLogger } from '#kernel/logging/logger';
import { Front } from '../../../../gateway/src/front.ts';
import { Gateway } from '../../../../gateway/src/gateway.ts';
import type { SubgraphLink } from '../../../../gateway/src/links/link.ts';
import { Metrics } from '../../../../gateway/src/metrics.ts';

/** Our gateway as `npm start` runs it, over the given links. */
export async function serveGateway(
  supergraphFile: string,
  port: number,
  links: ReadonlyMap<string, SubgraphLink>,
  verifier: Pick<TokenVerifier, 'verify'>,
): Promise<void> {
  const log = createLogger({ level: 'warn' });
  const metrics = new Metrics();
  const gateway = new Gateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    links,
    verifier: verifier as TokenVerifier,
    log,
    now: () => new Date(),
    introspection: true,
    metrics,
  });
  const readiness = { parts: async () => ({}) };
  const front = new Front({ gateway, log, metrics, readiness, pages: [] });
  await front.listen(port, '127.0.0.1');
}
