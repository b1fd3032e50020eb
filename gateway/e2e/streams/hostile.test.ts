import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { ReadOperation } from '../../src/gateway.ts';
import { readOperation } from '../../src/transports/asked.ts';
import { EventStreams } from '../../src/transports/event-stream.ts';
import { serveWebSocket, type ServedSockets, type SocketPatience } from '../../src/transports/websocket.ts';
import { PlayedGraph, thing } from './played-graph.ts';

const THINGS = `subscription ($after: Cursor) { thingHappened(after: $after) { number } }`;
const PROTOCOL = 'graphql-transport-ws';

let graph: PlayedGraph;
let server: Server;
let sockets: ServedSockets;
let streams: EventStreams;
let url: string;
const raw: Socket[] = [];

const serve = async (patience?: Partial<SocketPatience>, limits = {}): Promise<void> => {
  await close();
  graph = new PlayedGraph(limits);
  server = createServer(async (request, response) => {
    const authorization = request.headers.authorization ?? null;
    const principal = await graph.gateway.verify(authorization);
    const context = { authorization, principal, purpose: null, requestId: 'test' };
    const operation = readOperation(graph.gateway, { query: THINGS }, null) as ReadOperation;
    streams.serve(response, operation, context);
  });
  streams = new EventStreams(graph.gateway);
  const patient = { initialisationMs: 60_000, heartbeatMs: 60_000, ...patience };
  sockets = serveWebSocket(server, '/graphql', graph.gateway, patient);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
};
const close = async (): Promise<void> => {
  for (const socket of raw.splice(0)) socket.destroy();
  await sockets?.dispose();
  server?.closeAllConnections();
  server?.close();
};
beforeEach(() => serve());
afterEach(close);

/** A client that speaks as badly as a test wants. */
class Client {
  readonly socket: WebSocket;
  readonly #messages: { type: string; id?: string; payload?: unknown }[] = [];
  #waiting: (() => void)[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(protocols: string | string[] = PROTOCOL) {
    this.socket = new WebSocket(url, protocols);
    this.socket.on('error', () => undefined);
    this.socket.on('message', data => {
      this.#messages.push(JSON.parse((data as Buffer).toString()));
      for (const waiting of this.#waiting.splice(0)) waiting();
    });
    this.closed = new Promise(resolve => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async ready(role: 'SCREEN' | 'HANDLER' = 'SCREEN', claims = {}): Promise<Client> {
    const client = new Client();
    await once(client.socket, 'open');
    client.say({ type: 'connection_init', payload: { authorization: await graph.token(role, claims) } });
    expect(await client.next()).toEqual({ type: 'connection_ack' });
    return client;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: unknown, query: unknown = THINGS, variables = {}): void {
    this.say({ id, type: 'subscribe', payload: { query, variables } });
  }

  async next(): Promise<{ type: string; id?: string; payload?: unknown }> {
    while (this.#messages.length === 0) await new Promise<void>(resolve => this.#waiting.push(resolve));
    return this.#messages.shift()!;
  }
}

/** The others are unharmed: a well-behaved client still gets its events. */
const othersAreServed = async (): Promise<void> => {
  const client = await Client.ready('HANDLER');
  client.subscribe('x');
  await graph.openedTimes(graph.opened.length + 1);
  graph.tell(thing(99));
  expect(await client.next()).toMatchObject({ id: 'x', type: 'next' });
};

describe('a socket', () => {
  test('without the sub-protocol is closed with 4406', async () => {
    expect((await new Client([]).closed).code).toBe(4406);
  });

  test('of the old library’s sub-protocol is not agreed to', async () => {
    expect((await new Client(['graphql-ws']).closed).code).toBe(1006);
    await othersAreServed();
  });

  test('that never says who it is is closed with 4408', async () => {
    await serve({ initialisationMs: 20 });
    expect((await new Client().closed).code).toBe(4408);
  });

  test('whose peer answers no ping is let go', async () => {
    await serve({ heartbeatMs: 50 });
    const client = await Client.ready();
    client.subscribe('a');
    await graph.openedTimes(1);
    client.socket.pause();
    while (graph.open.length > 0) await new Promise(setImmediate);
    client.socket.resume();
    expect((await client.closed).code).toBe(1006);
  });

  test('that answers pings stays, though it says nothing', async () => {
    await serve({ heartbeatMs: 1500 });
    const client = await Client.ready();
    client.subscribe('a');
    await graph.openedTimes(1);
    for (let ping = 0; ping < 2; ping++) await once(client.socket, 'ping');
    graph.tell(thing(1));
    expect(await client.next()).toMatchObject({ type: 'next', id: 'a' });
  });

  test('that is reset in the middle of a frame costs nobody anything', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    raw.push(socket);
    socket.on('error', () => undefined);
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Protocol: ${PROTOCOL}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.write(Buffer.from([0x81, 0xfe]));
    socket.resetAndDestroy();
    await othersAreServed();
  });

  test('that is half-closed is closed, and its streams with it', async () => {
    const client = await Client.ready();
    client.subscribe('a');
    await graph.openedTimes(1);
    (client.socket as unknown as { _socket: Socket })._socket.end();
    await client.closed;
    while (graph.open.length > 0) await new Promise(setImmediate);
    await othersAreServed();
  });

  test('hundreds that are opened and left hold no stream, and are closed', async () => {
    await serve({ initialisationMs: 500 });
    const idle = Array.from({ length: 300 }, () => new Client());
    const codes = await Promise.all(idle.map(async ({ closed }) => (await closed).code));
    expect(new Set(codes)).toEqual(new Set([4408]));
    await othersAreServed();
  });
});

describe('a message', () => {
  test('a second connection_init closes with 4429', async () => {
    const client = await Client.ready();
    client.say({ type: 'connection_init' });
    expect((await client.closed).code).toBe(4429);
  });

  test('two connection_init at once are no way around it', async () => {
    const client = new Client();
    await once(client.socket, 'open');
    const init = { type: 'connection_init', payload: { authorization: await graph.token('SCREEN') } };
    client.say(init);
    client.say(init);
    expect((await client.closed).code).toBe(4429);
  });

  test.each([
    ['without a token', undefined],
    ['with a made-up token', { authorization: 'Bearer a.b.c' }],
    ['with a token of another shape', { authorization: { toString: 'x' } }],
    ['with a payload that is no object', 'Bearer'],
  ])('connection_init %s closes with 4403', async (_, payload) => {
    const client = new Client();
    await once(client.socket, 'open');
    client.say({ type: 'connection_init', payload });
    expect((await client.closed).code).toBe(4403);
  });

  test('subscribe before the acknowledgement closes with 4401', async () => {
    const client = new Client();
    await once(client.socket, 'open');
    client.subscribe('a');
    expect((await client.closed).code).toBe(4401);
  });

  test.each([
    ['text that is no JSON', '{"type": '],
    ['JSON that is no message', '[]'],
    ['null', 'null'],
    ['a type that there is not', '{"type":"start"}'],
    ['a subscribe without an id', '{"type":"subscribe","payload":{"query":"{__typename}"}}'],
    ['an id that is no text', '{"type":"subscribe","id":7,"payload":{"query":"{__typename}"}}'],
    [
      'an id without end',
      `{"type":"subscribe","id":"${'x'.repeat(300)}","payload":{"query":"{__typename}"}}`,
    ],
    ['a subscribe without a query', '{"type":"subscribe","id":"a","payload":{}}'],
    [
      'variables that are a list',
      '{"type":"subscribe","id":"a","payload":{"query":"{__typename}","variables":[1]}}',
    ],
  ])('%s closes with 4400', async (_, message) => {
    const client = await Client.ready();
    client.say(message);
    expect((await client.closed).code).toBe(4400);
    await othersAreServed();
  });

  test('bytes instead of text close with 4400', async () => {
    const client = await Client.ready();
    client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect((await client.closed).code).toBe(4400);
  });

  test('text that is no UTF-8 closes with 1007', async () => {
    const client = await Client.ready();
    client.socket.send(Buffer.from([0x22, 0xc3, 0x28, 0x22]), { binary: false });
    expect((await client.closed).code).toBe(1007);
  });

  test('a message over 1 MB closes with 1009', async () => {
    const client = await Client.ready();
    client.say('x'.repeat(1_000_001));
    expect((await client.closed).code).toBe(1009);
    await othersAreServed();
  });

  test('a second subscribe under an id that runs closes with 4409', async () => {
    const client = await Client.ready();
    client.subscribe('a');
    client.subscribe('a');
    expect(await client.closed).toMatchObject({ code: 4409, reason: 'Subscriber for a already exists' });
  });

  test('an id is free again after complete', async () => {
    const client = await Client.ready();
    client.subscribe('a');
    client.say({ id: 'a', type: 'complete' });
    client.subscribe('a');
    await graph.openedTimes(1);
    graph.tell(thing(1));
    expect(await client.next()).toMatchObject({ id: 'a', type: 'next' });
  });

  test('complete of what was never begun is nothing', async () => {
    const client = await Client.ready();
    client.say({ id: 'never', type: 'complete' });
    client.say({ type: 'ping', payload: { at: 1 } });
    expect(await client.next()).toEqual({ type: 'pong', payload: { at: 1 } });
  });

  test.each([
    ['does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['does not fit the schema', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has two roots',
      'subscription { thingHappened { number } level { value } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('an operation that %s is refused with its code, and the socket stays', async (_, query, code) => {
    const client = await Client.ready();
    client.subscribe('a', query);
    const answer = await client.next();
    expect(answer).toMatchObject({ id: 'a', type: 'error', payload: [{ extensions: { code } }] });
    client.say({ type: 'ping' });
    expect(await client.next()).toMatchObject({ type: 'pong' });
  });

  test('a variable that does not fit is refused, and names no value', async () => {
    const client = await Client.ready();
    client.subscribe('a', 'subscription ($place: String) { thingHappened(place: $place) { number } }', {
      place: { secret: '310000198705120001' },
    });
    const answer = await client.next();
    expect(answer).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(JSON.stringify(answer)).not.toContain('310000198705120001');
  });

  test('one subscription too many is refused with its limit, and the socket stays', async () => {
    await serve({}, { subscriptionsPerPrincipal: 1 });
    const client = await Client.ready();
    client.subscribe('a');
    client.subscribe('b');
    expect(await client.next()).toMatchObject({
      id: 'b',
      type: 'error',
      payload: [
        { extensions: { code: 'RATE_LIMITED', limit: 'subscriptionsPerPrincipal', allowed: 1, actual: 2 } },
      ],
    });
    await graph.openedTimes(1);
    graph.tell(thing(1));
    expect(await client.next()).toMatchObject({ id: 'a', type: 'next' });
  });
});

describe('a reader that stops reading', () => {
  const LABELS = `subscription { thingHappened { number thing { label } } }`;
  const heavy = (number: number) => {
    const event = thing(number);
    (event.data as { thingHappened: { thing: { id: string } } }).thingHappened.thing.id = 'x'.repeat(100_000);
    return event;
  };

  test('is closed with 4413, and does not slow the others', async () => {
    await serve({}, { keptEvents: 50, stalledSeconds: 0 });
    const [slow, fast] = [await Client.ready(), await Client.ready()];
    slow.subscribe('slow', LABELS);
    fast.subscribe('fast', LABELS);
    await graph.openedTimes(1);
    const reading = (): number => graph.gateway.streams.figures().subscriptions;
    while (reading() < 2) await new Promise(setImmediate);
    slow.socket.pause();
    let number = 0;
    while (reading() === 2) {
      graph.tell(heavy(++number));
      expect(await fast.next()).toMatchObject({
        id: 'fast',
        payload: { data: { thingHappened: { number } } },
      });
      await graph.gateway.streams.sweep();
    }
    graph.tell(thing(++number));
    expect(await fast.next()).toMatchObject({ payload: { data: { thingHappened: { number } } } });
    slow.socket.resume();
    expect(await slow.closed).toMatchObject({ code: 4413 });
  });

  test('and reads again in time gets every fact', async () => {
    const client = await Client.ready();
    client.subscribe('a', LABELS);
    await graph.openedTimes(1);
    client.socket.pause();
    for (let number = 1; number <= 150; number++) graph.tell(heavy(number));
    await graph.gateway.streams.sweep();
    expect(graph.gateway.streams.figures().delivered).toBeLessThan(150);
    client.socket.resume();
    for (let number = 1; number <= 150; number++) {
      const { payload } = await client.next();
      expect(payload).toMatchObject({ data: { thingHappened: { number } } });
    }
  });
});

describe('when the gateway is about to stop', () => {
  test('every socket is told to come back, with a code on which clients do', async () => {
    const client = await Client.ready();
    client.subscribe('a');
    sockets.drain();
    expect((await client.closed).code).toBe(1012);
  });

  test('every event stream ends without saying that it is complete', async () => {
    const headers = { authorization: await graph.token('SCREEN') };
    const response = await fetch(url.replace('ws', 'http'), { headers });
    await graph.openedTimes(1);
    graph.tell(thing(1));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('"number":1')) text += (await reader.read()).value;
    streams.drain();
    for (let step = await reader.read(); !step.done; step = await reader.read()) text += step.value;
    expect(text).toMatch(/^:\n\nevent: next\ndata: \{/);
    expect(text).not.toContain('event: complete');
  });
});
