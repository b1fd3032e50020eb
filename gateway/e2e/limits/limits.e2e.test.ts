import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** What is too much is refused before anything is fetched, and the refusal says which limit and by how much. */
let graph: TestSystem;
beforeAll(async () => {
  graph = await startTestSystem({
    LIMITS: { fetchMilliseconds: 1000, requestsPerSecond: 1, burst: 40 },
  });
});
afterAll(() => graph?.stop());

const nested = (depth: number): string =>
  `{ persons(first: 1) { nodes ${'{ settlements(first: 1) { nodes { person '.repeat(depth)}{ id }${' } } }'.repeat(depth)} } }`;
const doubling = (levels: number): string =>
  `{ persons(first: 1) { nodes { ...F0 } } } ${Array.from({ length: levels }, (_, level) => `fragment F${level} on InsuredPerson { id ...F${level + 1} ...F${level + 1} }`).join(' ')} fragment F${levels} on InsuredPerson { account { __typename } }`;
const page = (first: number | string): string =>
  `persons(first: ${first}) { nodes { settlements(first: ${first}) { nodes { id institution { name } } } } }`;

test.each([
  ['a question that goes round in circles', nested(8), 'depth'],
  [
    'the same field under many names',
    `{ persons(first: 1) { nodes { ${Array.from({ length: 101 }, (_, n) => `a${n}: id`).join(' ')} } } }`,
    'aliases',
  ],
  [
    'very many questions in one',
    `{ ${Array.from({ length: 51 }, () => '__typename').join(' ')} persons(first: 1) { nodes { id } } }`,
    'rootFields',
  ],
  ['pages within pages', `{ ${page(200)} }`, 'cost'],
  ['a document that doubles itself', doubling(60), 'cost'],
])('%s is refused', async (_, query, limit) => {
  const { errors, data } = await graph.query(query, {}, { role: 'HANDLER', subject: limit });
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  const { code, ...facts } = errors![0]!.extensions as {
    code: string;
    limit: string;
    allowed: number;
    actual: number;
  };
  expect([code, facts.limit]).toEqual(['QUERY_TOO_COMPLEX', limit]);
  expect(facts.actual).toBeGreaterThan(facts.allowed);
});

test('a page size in a variable counts as in the text', async () => {
  const query = `query ($n: Int!) { ${page('$n')} }`;
  expect((await graph.query(query, { n: 200 })).errors?.[0]?.extensions['limit']).toBe('cost');
  expect((await graph.query(query, { n: 2 })).errors).toBeUndefined();
});

test('a document of too many tokens is not read to its end', async () => {
  const { errors } = await graph.query(`{ ${'persons(first: 1) { nodes { id } } '.repeat(1000)} }`);
  expect(errors?.[0]?.extensions['code']).toBe('GRAPHQL_PARSE_FAILED');
});

test('whoever asks too often is told when to come again, and nobody else feels it', async () => {
  const ask = async (subject: string) => {
    const headers = await graph.headers({ role: 'HANDLER', subject });
    return fetch(`${graph.url}/graphql?query={__typename}`, {
      headers: { 'apollo-require-preflight': 'yes', ...headers },
    });
  };
  const headers = await graph.headers({ role: 'HANDLER', subject: 'eager' });
  const eager = Array.from({ length: 60 }, () =>
    fetch(`${graph.url}/graphql?query={__typename}`, {
      headers: { 'apollo-require-preflight': 'yes', ...headers },
    }),
  );
  const answers = await Promise.all(eager);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(40);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(
    ((await refused[0]!.json()) as { errors: { extensions: object }[] }).errors[0]?.extensions,
  ).toMatchObject({
    code: 'RATE_LIMITED',
    limit: 'requestsPerSecond',
    allowed: 1,
  });
  expect((await ask('patient')).status).toBe(200);
});

test('a subgraph that does not answer costs its fields after its time', async () => {
  const pharmacy = graph.system.gateway.links.get('pharmacy') as { execute: unknown };
  const { execute } = pharmacy;
  try {
    pharmacy.execute = () => new Promise(() => undefined);
    const slow = await graph.query('{ drugs(first: 1) { nodes { id } } persons(first: 1) { nodes { id } } }');
    expect(slow.data).toMatchObject({ drugs: null, persons: { nodes: [{}] } });
    expect(slow.errors?.map(({ extensions }) => [extensions['code'], extensions['service']])).toEqual([
      ['SUBGRAPH_UNAVAILABLE', 'pharmacy'],
    ]);
  } finally {
    pharmacy.execute = execute;
  }
});

test('an answer shows its cost to whoever asks for it with a token', async () => {
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-show-cost': 'true', ...headers },
      body: JSON.stringify({ query: '{ persons(first: 3) { nodes { id account { __typename } } } }' }),
    });
    return (await response.json()) as { extensions?: { cost?: unknown } };
  };
  const shown = await ask(await graph.bearer({ role: 'HANDLER', region: '31', subject: 'curious' }));
  expect(shown.extensions?.cost).toMatchObject({ estimated: 7, allowed: 30_000 });
  expect((await ask({})).extensions).toBeUndefined();
});
