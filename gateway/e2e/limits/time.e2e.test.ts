import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOMES, PEOPLE, startSmallGraph, type SmallGraph } from '../support/small-graph.ts';

/** A subgraph that never answers: whoever waits for it is told, and soon. */
const NEVER = () => new Promise<never>(() => undefined);

let graph: SmallGraph;
let patient: SmallGraph;
beforeAll(async () => {
  graph = await startSmallGraph([PEOPLE, HOMES], { limits: { fetchMilliseconds: 20 } });
  patient = await startSmallGraph([PEOPLE, HOMES], { limits: { operationMilliseconds: 20 } });
  for (const { links } of [graph, patient]) links.get('homes')!.execute = NEVER;
});
afterAll(async () => {
  await graph?.stop();
  await patient?.stop();
});

test('a fetch that takes too long costs the fields of its subgraph, and nothing else', async () => {
  const { body } = await graph.ask({ query: '{ people(first: 1) { id name home } }' });
  expect(body.data).toEqual({ people: [{ id: '0', name: 'person 0', home: null }] });
  expect(body.errors?.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'SUBGRAPH_UNAVAILABLE', service: 'homes', retryable: true },
  ]);
});

test('an operation that takes too long is given up as a whole, and says how long it was given', async () => {
  const { body } = await patient.ask({ query: '{ people(first: 1) { id name home } }' });
  expect(body.data).toBeUndefined();
  expect(body.errors?.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'QUERY_TOO_COMPLEX', limit: 'operationMilliseconds', allowed: 20 },
  ]);
});
