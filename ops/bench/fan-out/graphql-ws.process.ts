/** The peer: graphql-ws's own server, where graphql-js executes each event once for each reader. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { Channel } from '#kernel/events/channel';
import { PlannedSupergraph } from '../../../gateway/src/planning.ts';
import { ROOT } from '../../schema/rover.ts';
import { serveMeasured, verifier } from './played-stream.ts';

const open = new Set<Channel<unknown>>();
let delivered = 0;

const { schema } = new PlannedSupergraph(readFileSync(new URL('schema/supergraph.graphql', ROOT), 'utf8'));
schema.getSubscriptionType()!.getFields()['gpuTelemetry']!.subscribe = () => {
  const events = new Channel<unknown>(() => open.delete(events));
  open.add(events);
  return events;
};

const server = createServer();
const sockets = new WebSocketServer({ server, path: '/graphql' });
useServer(
  {
    schema,
    onConnect: async ({ connectionParams }) =>
      (await verifier.verify(String(connectionParams?.['authorization']))) !== null,
    onNext: () => void delivered++,
  },
  sockets,
);
await serveMeasured(server, {
  // Its resolvers read what is in the process: parsed once for all.
  tell(event) {
    const { data } = JSON.parse(event) as { data: unknown };
    for (const events of open) events.push(data);
  },
  figures: () => ({ subscriptions: open.size, delivered }),
});
