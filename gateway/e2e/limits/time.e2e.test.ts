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

test('an operation that is given up ends the fetch that runs for it, and begins no other', async () => {
  const limits = { operationMilliseconds: 20 };
  const given = await startSmallGraph([PEOPLE, HOMES], { limits });
  const people = given.links.get('people')!;
  let answered: Promise<unknown> = Promise.resolve();
  people.execute = request => {
    const ended = new Promise<void>(resolve => request.givenUp!.endBy(resolve));
    return (answered = ended.then(() => ({
      data: { people: [{ __typename: 'Person', id: '0' }] },
    }))) as never;
  };
  const { body } = await given.ask({ query: '{ people(first: 1) { id home } }' });
  expect(body.errors?.[0]?.extensions).toMatchObject({ limit: 'operationMilliseconds' });
  await answered;
  await new Promise(setImmediate);
  expect(given.links.get('homes')!.requests).toEqual([]);
  await given.stop();
});
