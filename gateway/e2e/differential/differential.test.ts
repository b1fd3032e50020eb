import { beforeAll, expect, test } from '@jest/globals';
import { difference, MISPLACED } from './compare.ts';
import { compareGateways, type Comparison } from './differential.ts';
import { describeDifference } from './describe.ts';
import { Federation } from './federation.ts';
import { NO_FAULTS } from './faults.ts';

/** The full form is `npm run differential`. */
const OPERATIONS = 1000;

/** Its faults make `__typename` of an entity null. */
const NULL_TYPENAME_SEED = 1_003_181;

let comparison: Comparison;
beforeAll(async () => {
  comparison = await compareGateways(OPERATIONS, 1);
}, 300_000);

test('our executor answers as @apollo/gateway does: data, errors with their paths, and nulls', () => {
  const unexpected = comparison.differences.filter(({ what }) => what !== MISPLACED);
  expect(unexpected.map(describeDifference)).toEqual([]);
  expect(comparison.executions).toBe(3 * OPERATIONS);
  expect(comparison.unanswered).toBeLessThan(comparison.executions / 5);
});

test('every feature of federation was asked at every position, nullable and not', () => {
  expect(comparison.coverage.empty).toEqual([]);
});

test('a type that a subgraph answers as null stays what it was known to be', async () => {
  const { differences } = await compareGateways(1, NULL_TYPENAME_SEED);
  expect(differences.map(describeDifference)).toEqual([]);
});

test('equal representations are fetched once', () => {
  const { ours, apollo } = comparison.representations;
  expect(ours).toBeLessThan(apollo);
});

test('an error of an entity stands at that entity, also when others at its path were not asked for', async () => {
  const federation = new Federation();
  const operation = {
    source: '{ nodes { id ... on Gadget { volumeNonNull } } }',
    operationName: undefined,
    variables: {},
  };
  federation.faults = { ...NO_FAULTS, errors: 1, fails: coordinate => coordinate === 'Gadget.volumeNonNull' };
  const answer = await federation.askOurs(operation);
  // The gadgets are the second, the fourth and the sixth of the nodes.
  expect('threw' in answer ? answer : answer.errors?.map(({ path }) => path)).toEqual([
    ['nodes', 1, 'volumeNonNull'],
    ['nodes', 3, 'volumeNonNull'],
    ['nodes', 5, 'volumeNonNull'],
  ]);
  expect(difference(answer, await federation.askApollo(operation))).toBe(MISPLACED);
});
