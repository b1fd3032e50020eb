import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Every input is hostile: a clear error, nothing changed, and the process lives. */
const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
const [one, another] = world.persons;

let graph: TestSystem;
beforeAll(async () => {
  graph = await startTestSystem();
}, 120_000);
afterAll(() => graph?.stop());

const post = async (
  body: string,
  headers: Record<string, string> = {},
): Promise<{
  status: number;
  body: { errors?: { message: string; locations?: unknown; extensions: { code: string } }[] };
}> => {
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(await graph.bearer({ role: 'HANDLER', region: '31' })),
      ...headers,
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as never };
};

test('an unknown person is null', async () => {
  expect(await graph.data(`{ person(id: "00000000-0000-7000-8000-000000000000") { id } }`)).toEqual({
    person: null,
  });
  expect(await graph.data(`{ person(id: "no such id") { id } }`)).toEqual({ person: null });
});

test.each([
  ['a malformed id card', `{ personByIdCard(idCard: "310000") { id } }`, 'idCard'],
  [
    'an id card with a wrong check digit',
    `{ personByIdCard(idCard: "31000019870512000A") { id } }`,
    'idCard',
  ],
  [
    'a date that does not exist',
    `query ($id: ID!) { person(id: $id) { waitingPeriod(asOf: "2026-02-30") { state } } }`,
    'asOf',
  ],
  ['a made-up cursor', `{ persons(first: 1, after: "bm9uc2Vuc2Vub25zZW5zZQ") { nodes { id } } }`, 'after'],
  ['a page over 200', `{ persons(first: 201) { nodes { id } } }`, 'first'],
  ['a page of none', `{ persons(first: 0) { nodes { id } } }`, 'first'],
])('%s is BAD_USER_INPUT and the field is named', async (_, query, field) => {
  const answer = await graph.query(query, query.includes('$id') ? { id: one!.id } : {});
  expect(answer.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  expect(Object.keys(answer.errors?.[0]?.extensions['fields']).join()).toContain(field);
});

test('a body over 1 MB is 413, broken JSON is 400', async () => {
  expect((await post('x'.repeat(1_000_001))).status).toBe(413);
  expect((await post('{"query": ')).status).toBe(400);
});

test('broken GraphQL is answered as GraphQL over HTTP says for the accepted media type, with a location', async () => {
  const body = JSON.stringify({ query: '{ persons( }' });
  const modern = await post(body, { accept: 'application/graphql-response+json' });
  expect(modern.status).toBe(400);
  expect(modern.body.errors?.[0]).toMatchObject({
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    locations: [{ line: 1 }],
  });
  const legacy = await post(body, { accept: 'application/json' });
  expect(legacy).toMatchObject({
    status: 200,
    body: { errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] },
  });
  const unknownField = await post(JSON.stringify({ query: '{ nothing }' }), {
    accept: 'application/graphql-response+json',
  });
  expect(unknownField.status).toBe(400);
  expect(unknownField.body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('the GraphQL-over-HTTP audit finds nothing that MUST or SHOULD be otherwise', async () => {
  const headers = await graph.bearer({ role: 'HANDLER', region: '31' });
  const results = await auditServer({
    url: `${graph.url}/graphql`,
    fetchFn: (url: string, request: RequestInit = {}) =>
      fetch(url, { ...request, headers: { ...(request.headers as Record<string, string>), ...headers } }),
  });
  const failed = results.filter(({ status }) => status === 'error' || status === 'warn');
  expect(failed.map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  expect(results.length).toBeGreaterThan(50);
});

test('without a token, or with a false one, it is UNAUTHENTICATED', async () => {
  const none = await graph.query(`{ persons(first: 1) { nodes { id } } }`, {}, null);
  expect(none.errors?.map(error => error.extensions['code'])).toEqual(['UNAUTHENTICATED']);
  const forged = await post(JSON.stringify({ query: '{ __typename }' }), {
    authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.',
  });
  expect(forged).toMatchObject({
    status: 401,
    body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  });
});

test("another person's data are FORBIDDEN, on every path", async () => {
  const asker = { role: 'PERSON', person: one!.id } as const;
  const direct = await graph.query(`query ($id: ID!) { person(id: $id) { id } }`, { id: another!.id }, asker);
  expect(direct.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect(
    (await graph.data(`query ($id: ID!) { person(id: $id) { id } }`, { id: one!.id }, asker)).person.id,
  ).toBe(one!.id);
});

test('an operation that is too deep is QUERY_TOO_COMPLEX and says by how much', async () => {
  const deep = `{ person(id: "x") { ${'settlements(first: 1) { nodes { person { '.repeat(9)} id ${'} } }'.repeat(9)} } }`;
  expect((await graph.query(deep)).errors?.[0]?.extensions).toMatchObject({
    code: 'QUERY_TOO_COMPLEX',
    limit: 'depth',
    allowed: 20,
  });
});

test('a subscription that cannot be opened says why', async () => {
  const stream = await graph.overWebSocket(`subscription { nothing { cursor } }`);
  await expect(stream.next()).rejects.toMatchObject([{ message: expect.stringContaining('nothing') }]);
  const unauthenticated = await graph.overWebSocket(`subscription { gpuTelemetry { cursor } }`, {}, null);
  await expect(unauthenticated.next()).rejects.toMatchObject({ code: 4403 });
});

test('a token that expires closes its subscriptions with 4403', async () => {
  const asker = { role: 'SCREEN', lifetimeSeconds: 1 } as const;
  const stream = await graph.overWebSocket(`subscription { claimSettled { cursor } }`, {}, asker);
  await expect(stream.next()).rejects.toMatchObject({ code: 4403 });
});

test('a subgraph that is away costs the fields it owns and nothing else', async () => {
  const pharmacy = graph.system.gateway.links.get('pharmacy') as { execute: unknown };
  const execute = pharmacy.execute;
  pharmacy.execute = () => Promise.reject(new Error('connect ECONNREFUSED'));
  const answer = await graph.query(
    `query ($id: ID!) { person(id: $id) { id } drugs(first: 1) { nodes { id } } }`,
    { id: one!.id },
  );
  pharmacy.execute = execute;
  expect(answer.data.person.id).toBe(one!.id);
  expect(answer.data.drugs).toBeNull();
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'SUBGRAPH_UNAVAILABLE',
    service: 'pharmacy',
    retryable: true,
  });
});

test('after all of this the system is ready and the data are there', async () => {
  expect((await fetch(`${graph.url}/readyz`)).status).toBe(200);
  expect((await graph.data(`query ($id: ID!) { person(id: $id) { id } }`, { id: one!.id })).person.id).toBe(
    one!.id,
  );
});
