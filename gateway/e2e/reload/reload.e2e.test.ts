import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createLogger } from '#kernel/logging/logger';
import { Channel } from '#kernel/events/channel';
import { SubgraphWatch } from '../../../ops/start/reloading.ts';
import {
  composed,
  HOMES,
  PEOPLE,
  startSmallGraph,
  type SmallGraph,
  type SmallSubgraph,
} from '../support/small-graph.ts';

/** A new supergraph takes the place of the old one, and nobody who is being served notices. */
let arrivals: Channel<unknown>;
const STREAMING: SmallSubgraph = {
  ...PEOPLE,
  resolvers: {
    ...PEOPLE.resolvers,
    Subscription: { arrived: { subscribe: () => (arrivals = new Channel<unknown>(() => undefined)) } },
  },
};
const arrival = (id: string) => ({ arrived: { cursor: id, missed: 0, person: { id } } });

/** The same subgraphs, where a person also has something else. */
function edition(number: number): string {
  return composed([
    PEOPLE,
    { ...HOMES, sdl: HOMES.sdl.replace('home: String', `home: String extra${number}: String`) },
  ]);
}

let graph: SmallGraph;
beforeAll(async () => {
  graph = await startSmallGraph([STREAMING, HOMES], {
    limits: { requestsPerSecond: 1_000_000, burst: 1_000_000 },
  });
});
afterAll(() => graph?.stop());

const QUERY = '{ people(first: 3) { id name home } }';

test('no request under continuous load fails over twenty reloads, and each edition is served', async () => {
  const editions = Array.from({ length: 20 }, (_, number) => edition(number));
  let stopped = false;
  let asked = 0;
  const failures: unknown[] = [];
  const load = Array.from({ length: 8 }, async () => {
    while (!stopped) {
      const { status, body } = await graph.ask({ query: QUERY });
      asked += 1;
      if (status !== 200 || body.errors || body.data?.['people'] === undefined) failures.push(body);
    }
  });
  for (const [number, supergraph] of editions.entries()) {
    expect(graph.gateway.reload(supergraph)).toEqual({ state: 'reloaded' });
    const introspected = await graph.ask({ query: '{ __type(name: "Person") { fields { name } } }' });
    expect(JSON.stringify(introspected.body.data)).toContain(`"extra${number}"`);
    const before = asked;
    while (asked < before + 20 && failures.length === 0) await graph.ask({ query: QUERY });
  }
  stopped = true;
  await Promise.all(load);
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThanOrEqual(400);
});

test('a request that began before a reload ends on the supergraph it began on', async () => {
  graph.gateway.reload(composed([PEOPLE, HOMES]));
  const homes = graph.links.get('homes')!;
  const execute = homes.execute.bind(homes);
  let letGo: () => void = () => undefined;
  const held = new Promise<void>(resolve => (letGo = resolve));
  const reached = new Promise<void>(resolve => {
    homes.execute = async request => {
      resolve();
      await held;
      return execute(request);
    };
  });
  const answer = graph.ask({ query: QUERY });
  await reached;
  graph.gateway.reload(
    composed([PEOPLE, { ...HOMES, sdl: HOMES.sdl.replace('home: String', 'house: String') }]),
  );
  letGo();
  homes.execute = execute;
  expect((await answer).body).toMatchObject({ data: { people: [{ home: 'home of 0' }, {}, {}] } });
  expect((await graph.ask({ query: QUERY })).status).not.toBe(500);
  expect((await graph.ask({ query: QUERY })).body.errors?.[0]?.extensions?.['code']).toBe(
    'GRAPHQL_VALIDATION_FAILED',
  );
});

test('what was validated against a supergraph is executed on it, even when another came in between', async () => {
  graph.gateway.reload(composed([PEOPLE, HOMES]));
  const { schema } = graph.gateway;
  graph.gateway.reload(
    composed([PEOPLE, { ...HOMES, sdl: HOMES.sdl.replace('home: String', 'house: String') }]),
  );
  const asker = { authorization: null, principal: null, purpose: null, requestId: 'in-between' };
  const answer = await graph.gateway.execute({ document: parse(QUERY), schema }, asker);
  expect(answer).toMatchObject({ data: { people: [{ home: 'home of 0' }, {}, {}] } });
});

test('a subscription goes on over a reload', async () => {
  graph.gateway.reload(composed([PEOPLE, HOMES]));
  const client = createClient({
    url: `${graph.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: 'Bearer SCREEN' },
    retryAttempts: 0,
  });
  const events = client.iterate({ query: 'subscription { arrived { person { id home } } }' });
  const first = events.next();
  const opened = graph.ask({ query: QUERY });
  await opened;
  while (!arrivals) await graph.ask({ query: QUERY });
  arrivals.push(arrival('1'));
  expect((await first).value).toMatchObject({ data: { arrived: { person: { home: 'home of 1' } } } });
  const before = arrivals;
  expect(graph.gateway.reload(edition(1))).toEqual({ state: 'reloaded' });
  while (arrivals === before) await graph.ask({ query: QUERY });
  arrivals.push(arrival('2'));
  expect((await events.next()).value).toMatchObject({ data: { arrived: { person: { home: 'home of 2' } } } });
  await client.dispose();
});

test.each([
  ['what is no schema', 'type Query {', /Syntax Error/],
  ['what is no supergraph', 'type Query { a: Int }', /./],
  [
    'one with a subgraph that nobody can reach',
    composed([PEOPLE, HOMES, { name: 'elsewhere', sdl: 'type Query { far: Int }', resolvers: {} }]),
    /no way to subgraph elsewhere/,
  ],
])('%s is refused, and the present supergraph stays', async (_, supergraph, reason) => {
  const { edition: present } = graph.gateway;
  expect(graph.gateway.reload(supergraph)).toEqual({
    state: 'refused',
    reason: expect.stringMatching(reason) as unknown,
  });
  expect(graph.gateway.edition).toBe(present);
  expect((await graph.ask({ query: QUERY })).body.errors).toBeUndefined();
});

test('the same supergraph again changes nothing', () => {
  const { edition: present } = graph.gateway;
  expect(graph.gateway.reload(present.supergraphSdl)).toEqual({ state: 'unchanged' });
  expect(graph.gateway.edition).toBe(present);
});

test('in development a subgraph’s SDL is picked up: from its file, or from itself where it runs apart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reload-'));
  const write = (name: string, sdl: string): void => writeFileSync(join(folder, `${name}.graphql`), sdl);
  const entry = (name: string): string =>
    `  ${name}:\n    routing_url: http://${name}\n    schema:\n      file: ${join(folder, name)}.graphql\n`;
  write('people', PEOPLE.sdl);
  write('homes', HOMES.sdl);
  const roverFile = join(folder, 'rover.yaml');
  writeFileSync(roverFile, `subgraphs:\n${entry('people')}${entry('homes')}`);
  let said = HOMES.sdl;
  const apart = {
    execute: async () => ({ data: { _service: { sdl: said } } }),
    subscribe: () => Promise.reject(new Error('no streams here')),
  };
  const log = createLogger({ level: 'silent' });
  const common = { gateway: graph.gateway, roverFile, log };
  const hasField = (name: string): boolean =>
    graph.gateway.edition.supergraphSdl.includes(`  ${name}: String`);
  try {
    const onDisk = new SubgraphWatch({ ...common, apart: new Map() });
    expect(await onDisk.look()).toBeNull();
    write('people', PEOPLE.sdl.replace('name: String', 'name: String nickname: String'));
    expect(await onDisk.look()).toEqual({ state: 'reloaded' });
    expect([hasField('nickname'), await onDisk.look()]).toEqual([true, null]);
    write('people', PEOPLE.sdl.replace('name: String', 'name: Nonsense'));
    expect(await onDisk.look()).toMatchObject({ state: 'refused' });
    expect(hasField('nickname')).toBe(true);

    // Nobody has to ask for it.
    const served = new Promise(resolve => graph.gateway.onReload(resolve));
    onDisk.start();
    write('people', PEOPLE.sdl.replace('name: String', 'name: String callsign: String'));
    await served;
    onDisk.stop();
    expect(hasField('callsign')).toBe(true);

    write('people', PEOPLE.sdl);
    const itself = new SubgraphWatch({ ...common, apart: new Map([['homes', apart]]) });
    await itself.look();
    said = HOMES.sdl.replace('home: String', 'home: String street: String');
    expect(await itself.look()).toEqual({ state: 'reloaded' });
    expect([hasField('street'), hasField('nickname')]).toEqual([true, false]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
