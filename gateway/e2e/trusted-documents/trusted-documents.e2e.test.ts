import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { manifestOf } from '../../src/trusted/manifest.ts';
import { HOMES, PEOPLE, startSmallGraph, type SmallGraph } from '../support/small-graph.ts';

/** Where only trusted documents are answered, every transport takes them by hash, and none takes others. */
const arrivals = async function* () {
  yield { arrived: { cursor: '1', person: { id: '7' } } };
};
const STREAMING = {
  ...PEOPLE,
  resolvers: { ...PEOPLE.resolvers, Subscription: { arrived: { subscribe: arrivals } } },
};
const manifest = manifestOf([
  'query People($n: Int!) { people(first: $n) { id home } }',
  'subscription Arrived { arrived { person { id home } } }',
]);
const [arrived, people] = manifest.operations;
const stranger = '{ people(first: 1) { name } }';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await startSmallGraph([STREAMING, HOMES], { documents: { manifest, trust: 'only' } });
});
afterAll(() => graph?.stop());

const HOME = { people: [{ id: '0', home: 'home of 0' }] };
const ARRIVAL = { arrived: { person: { id: '7', home: 'home of 7' } } };
const hash = (id: string) => ({ persistedQuery: { version: 1, sha256Hash: id } });

test('POST', async () => {
  const variables = { n: 1 };
  expect((await graph.ask({ documentId: people!.id, variables })).body.data).toEqual(HOME);
  expect((await graph.ask({ extensions: hash(people!.id), variables })).body.data).toEqual(HOME);
  expect((await graph.ask({ query: people!.body, variables })).body.data).toEqual(HOME);
  const { status, body } = await graph.ask({ query: stranger });
  expect([status, body.data, body.errors?.[0]?.extensions?.['code']]).toEqual([400, undefined, 'FORBIDDEN']);
  const unknown = await graph.ask({ documentId: '0'.repeat(64) });
  expect(unknown.body.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
});

async function get(search: Record<string, string>, accept = 'application/json'): Promise<Response> {
  const url = new URL(`${graph.url}/graphql`);
  for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value);
  const headers = { accept, authorization: 'Bearer HANDLER', 'apollo-require-preflight': 'yes' };
  return fetch(url, { headers });
}

test('GET', async () => {
  const variables = JSON.stringify({ n: 1 });
  const byId = await get({ documentId: people!.id, variables });
  expect(await byId.json()).toEqual({ data: HOME });
  const byExtension = await get({ extensions: JSON.stringify(hash(people!.id)), variables });
  expect(await byExtension.json()).toEqual({ data: HOME });
  expect((await get({ query: stranger })).status).toBe(400);
  expect((await get({ documentId: people!.id, extensions: '{' })).status).toBe(400);
});

test('server-sent events', async () => {
  const answer = await get({ documentId: arrived!.id }, 'text/event-stream');
  expect(await answer.text()).toContain(JSON.stringify({ data: ARRIVAL }));
  expect((await get({ query: 'subscription { arrived { cursor } }' }, 'text/event-stream')).status).toBe(400);
});

test('WebSocket', async () => {
  const client = createClient({
    url: `${graph.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: 'Bearer SCREEN' },
    retryAttempts: 0,
  });
  const trusted = client.iterate({ query: '', extensions: hash(arrived!.id) });
  expect((await trusted.next()).value).toMatchObject({ data: ARRIVAL });
  const refused = client.iterate({ query: 'subscription { arrived { cursor } }' });
  await expect(refused.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await client.dispose();
});
