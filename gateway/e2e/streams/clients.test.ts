import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as UrqlClient, subscriptionExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { askedOperation, readOperation } from '../../src/transports/asked.ts';
import { EventStreams } from '../../src/transports/event-stream.ts';
import { serveWebSocket, type ServedSockets } from '../../src/transports/websocket.ts';
import { PlayedGraph, thing } from './played-graph.ts';

/** Subscriptions as front-end teams write them, with the clients that they use. */
const THINGS = `subscription Things($after: Cursor) { thingHappened(after: $after) { number cursor missed } }`;

interface Things {
  readonly thingHappened: { readonly number: number; readonly cursor: string };
}

type Watch = (
  variables: { after?: string },
  heard: (event: Things) => void,
  failed: (error: unknown) => void,
  query?: string,
) => () => void;

let graph: PlayedGraph;
let server: Server;
let sockets: ServedSockets;
let address: string;
let authorization: string;
const wsClients: WsClient[] = [];

beforeAll(async () => {
  graph = new PlayedGraph();
  authorization = await graph.token('SCREEN');
  const streams = new EventStreams(graph.gateway);
  server = createServer(async (request, response) => {
    const own = request.headers.authorization ?? null;
    const context = {
      authorization: own,
      principal: await graph.gateway.verify(own),
      purpose: null,
      requestId: 't',
    };
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const operation = readOperation(graph.gateway, askedOperation(JSON.parse(body))!, null);
    const errors = 'document' in operation ? streams.serve(response, operation, context) : operation;
    if (errors) response.writeHead(400).end(JSON.stringify({ errors }));
  });
  sockets = serveWebSocket(server, '/graphql', graph.gateway);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(async () => {
  for (const client of wsClients) await client.dispose();
  await sockets.dispose();
  server.closeAllConnections();
  server.close();
});

/** A graphql-ws client that comes back at once, as often as it takes. */
function wsClient(): WsClient {
  const client = createWsClient({
    url: `ws://${address}`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 100,
    retryWait: async () => undefined,
    shouldRetry: () => true,
  });
  wsClients.push(client);
  return client;
}

const CLIENTS: Readonly<Record<string, () => Watch>> = {
  'graphql-ws': () => {
    const client = wsClient();
    return (variables, heard, failed, query = THINGS) =>
      client.subscribe<Things>(
        { query, variables },
        {
          next: ({ data, errors }) => (data ? heard(data) : failed(errors)),
          error: failed,
          complete: () => undefined,
        },
      );
  },
  'Apollo Client': () => {
    const client = new ApolloClient({ link: new GraphQLWsLink(wsClient()), cache: new InMemoryCache() });
    return (variables, heard, failed, query = THINGS) => {
      const subscription = client.subscribe<Things>({ query: gql(query), variables }).subscribe({
        next: ({ data, error }) => (data ? heard(data) : failed(error)),
        error: failed,
      });
      return () => subscription.unsubscribe();
    };
  },
  urql: () => {
    const ws = wsClient();
    const client = new UrqlClient({
      url: `http://${address}`,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query, variables }) => ({
            subscribe: sink => ({
              unsubscribe: ws.subscribe(
                { query: query!, variables: variables as Record<string, unknown> },
                sink as never,
              ),
            }),
          }),
        }),
      ],
    });
    return (variables, heard, failed, query = THINGS) => {
      const { unsubscribe } = client
        .subscription<Things>(query, variables)
        .subscribe(({ data, error }) => (error || !data ? failed(error) : heard(data)));
      return unsubscribe;
    };
  },
  'graphql-sse': () => {
    const client = createSseClient({
      url: `http://${address}`,
      headers: { authorization },
      retryAttempts: 100,
      retry: async () => undefined,
    });
    return (variables, heard, failed, query = THINGS) =>
      client.subscribe<Things>(
        { query, variables },
        {
          next: ({ data, errors }) => (data ? heard(data) : failed(errors)),
          error: failed,
          complete: () => undefined,
        },
      );
  },
};

/** Events as they come, to be awaited one by one. */
class Heard {
  readonly #events: (Things | { failed: unknown })[] = [];
  #waiting: (() => void)[] = [];

  readonly heard = (event: Things): void => this.#put(event);
  readonly failed = (failed: unknown): void => this.#put({ failed });

  async next(): Promise<Things & { failed?: unknown }> {
    while (this.#events.length === 0) await new Promise<void>(resolve => this.#waiting.push(resolve));
    return this.#events.shift() as Things;
  }

  #put(event: Things | { failed: unknown }): void {
    this.#events.push(event);
    for (const waiting of this.#waiting.splice(0)) waiting();
  }
}

let number = 0;

describe.each(Object.entries(CLIENTS))('%s', (_, create) => {
  test('subscribes, hears events, and lets go', async () => {
    const heard = new Heard();
    const before = graph.opened.length;
    const stop = create()({}, heard.heard, heard.failed);
    await graph.openedTimes(before + 1);
    graph.tell(thing(++number));
    expect(await heard.next()).toMatchObject({ thingHappened: { number } });
    stop();
    while (graph.open.length > 0) await new Promise(setImmediate);
  });

  test('goes on after its last cursor when it comes back', async () => {
    const heard = new Heard();
    const watch = create();
    const before = graph.opened.length;
    const stop = watch({}, heard.heard, heard.failed);
    await graph.openedTimes(before + 1);
    graph.tell(thing(++number));
    const { cursor } = (await heard.next()).thingHappened;
    stop();
    while (graph.open.length > 0) await new Promise(setImmediate);
    graph.tell(thing(++number), thing(++number));
    const again = watch({ after: cursor }, heard.heard, heard.failed);
    expect(await heard.next()).toMatchObject({ thingHappened: { number: number - 1 } });
    expect(await heard.next()).toMatchObject({ thingHappened: { number } });
    again();
    while (graph.open.length > 0) await new Promise(setImmediate);
  });

  test('is told why an operation is refused', async () => {
    const heard = new Heard();
    create()({}, heard.heard, heard.failed, 'subscription { nothing }');
    const { failed } = await heard.next();
    expect(JSON.stringify(failed) + String((failed as Error).message)).toMatch(/nothing|400/);
  });
});

test.each(['graphql-ws', 'Apollo Client', 'urql'])(
  '%s comes back by itself when the gateway is about to stop',
  async name => {
    const heard = new Heard();
    const before = graph.opened.length;
    const stop = CLIENTS[name]!()({}, heard.heard, heard.failed);
    await graph.openedTimes(before + 1);
    sockets.drain();
    await graph.openedTimes(before + 2);
    graph.tell(thing(++number));
    expect(await heard.next()).toMatchObject({ thingHappened: { number } });
    stop();
  },
);
