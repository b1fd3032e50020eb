import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import type { SubgraphLink } from '../../src/links/link.ts';
import { startSmallGraph, PEOPLE, type SmallGraph } from '../support/small-graph.ts';

/** What is too much is refused before anything is fetched, and the refusal says which limit and by how much. */
const fetched: string[] = [];
const link = (name: string): SubgraphLink => ({
  execute: async () => {
    fetched.push(name);
    return { data: {} };
  },
  subscribe: () => Promise.reject(new Error('no streams here')),
});

let graph: SmallGraph;
beforeAll(async () => {
  graph = await startSmallGraph([PEOPLE], {
    supergraphSdl: readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8'),
    links: new Map(SUBGRAPHS.map(name => [name, link(name)])),
    limits: { requestsPerSecond: 1, burst: 40 },
  });
});
afterAll(() => graph?.stop());

const times = (count: number, text: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => text(number)).join(' ');
const circles = (rounds: number): string =>
  `{ persons(first: 1) { nodes ${'{ settlements(first: 1) { nodes { person '.repeat(rounds)}{ id }${' } } }'.repeat(rounds)} } }`;
const doubling = (levels: number): string =>
  `{ persons(first: 1) { nodes { ...F0 } } }
   ${times(levels, level => `fragment F${level} on InsuredPerson { id ...F${level + 1} ...F${level + 1} }`)}
   fragment F${levels} on InsuredPerson { account { __typename } }`;
const pages = (first: number | string): string =>
  `persons(first: ${first}) { nodes { settlements(first: ${first}) { nodes { institution { name } } } } }`;

test.each([
  ['a question that goes round in circles', circles(8), 'depth'],
  [
    'the same field under many names',
    `{ persons(first: 1) { nodes { ${times(101, n => `a${n}: id`)} } } }`,
    'aliases',
  ],
  ['very many questions in one', `{ ${times(51, () => '__typename')} ${pages(1)} }`, 'rootFields'],
  ['pages within pages', `{ ${pages(200)} }`, 'cost'],
  ['a document that doubles itself', doubling(60), 'cost'],
  [
    'the schema asked round in circles',
    `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
    null,
  ],
  [
    'a fragment that holds itself by way of another',
    `{ persons(first: 1) { nodes { ...A } } }
     fragment A on InsuredPerson { id ...B } fragment B on InsuredPerson { id ...A }`,
    null,
  ],
  ['a mutation many times over', `mutation { ${times(51, n => `m${n}: __typename`)} }`, 'rootFields'],
])('%s is refused', async (_, query, limit) => {
  const { status, body } = await graph.ask({ query }, { accept: 'application/graphql-response+json' });
  expect([status, body.data]).toEqual([400, undefined]);
  const [refusal, ...others] = body.errors?.map(({ extensions }) => extensions!) ?? [];
  expect(others).toEqual([]);
  expect(fetched).toEqual([]);
  if (limit === null) return void expect(refusal).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  expect(refusal).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit });
  expect(Number(refusal?.['actual'])).toBeGreaterThan(Number(refusal?.['allowed']));
});

test.each(['', 'Nobody', null])('no operation slips past its cost by the name “%s”', async operationName => {
  const { body } = await graph.ask({ query: `{ ${pages(200)} }`, operationName });
  expect([body.data, body.errors?.length, fetched]).toEqual([undefined, 1, []]);
});

test('a page size in a variable counts as in the text', async () => {
  const query = `query ($n: Int!) { ${pages('$n')} }`;
  const refused = await graph.ask({ query, variables: { n: 200 } });
  expect(refused.body.errors?.[0]?.extensions?.['limit']).toBe('cost');
  const served = await graph.ask({ query, variables: { n: 2 } });
  expect(served.body.errors).toBeUndefined();
  expect(fetched).toEqual(['insured']);
});

test('a document of too many tokens is not read to its end', async () => {
  const { body } = await graph.ask({ query: `{ ${'persons(first: 1) { nodes { id } } '.repeat(1000)} }` });
  expect(body.errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_PARSE_FAILED');
});

test('whoever asks too often is told when to come again, and nobody else feels it', async () => {
  const ask = (role: string): Promise<Response> => {
    const headers = { 'apollo-require-preflight': 'yes', authorization: `Bearer ${role}` };
    return fetch(`${graph.url}/graphql?query={__typename}`, { headers });
  };
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask('AGENCY')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(40);
  expect(refused.length).toBeGreaterThan(0);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await refused[0]!.json()).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED', limit: 'requestsPerSecond', allowed: 1, retryAfter: 1 } }],
  });
  expect((await ask('PERSON')).status).toBe(200);
});
