/** The gateway under test, with the subgraph of the stream played: only the gateway's own work is measured. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import { Channel } from '#kernel/events/channel';
import { createLogger } from '#kernel/logging/logger';
import { Gateway } from '../../../gateway/src/gateway.ts';
import type { SubgraphLink } from '../../../gateway/src/links/link.ts';
import { serveWebSocket } from '../../../gateway/src/transports/websocket.ts';
import { ROOT } from '../../schema/rover.ts';
import { serveMeasured, verifier } from './played-stream.ts';

const open = new Set<Channel<FormattedExecutionResult>>();

const compute: SubgraphLink = {
  execute: () => Promise.reject(new Error('the stream asks nothing else')),
  subscribe: async () => {
    const events = new Channel<FormattedExecutionResult>(() => open.delete(events));
    events.push({ extensions: { startCursor: null } });
    open.add(events);
    return events;
  },
};
const nobody: SubgraphLink = {
  execute: () => Promise.reject(new Error('nobody asks')),
  subscribe: () => Promise.reject(new Error('nobody asks')),
};

const gateway = new Gateway({
  supergraphSdl: readFileSync(new URL('schema/supergraph.graphql', ROOT), 'utf8'),
  links: new Map(
    ['insured', 'settlement', 'pharmacy', 'inspection', 'knowledge'].map((name): [string, SubgraphLink] => [
      name,
      nobody,
    ]),
  ).set('compute', compute),
  verifier,
  log: createLogger({ level: 'error' }),
  now: () => new Date(),
  introspection: false,
  streamLimits: { eventsPerSecond: 1_000_000 },
});
const server = createServer();
serveWebSocket(server, '/graphql', gateway);
await serveMeasured(server, {
  // Each stream of the owner has its event from the wire: parsed once for each.
  tell(event) {
    for (const events of open) events.push(JSON.parse(event) as FormattedExecutionResult);
  },
  figures: () => gateway.streams.figures(),
});
