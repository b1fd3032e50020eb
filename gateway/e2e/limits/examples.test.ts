import { expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { readFunctionsSources } from '../../../ops/pages/functions-sources.ts';
import { functionsIndex } from '../../../clients/functions/functions-index.ts';
import { readOperations } from '../../../clients/analyst/operations.ts';
import { fillVariables } from '../../../clients/analyst/page/operation.ts';
import { LIMIT_TABLE } from '../../src/limits/limits.ts';
import { committedEdition } from '../support/edition.ts';

// A fifth of what is allowed, half of the depth: whoever extends an example does not run into a limit.
const fifth = Object.entries(LIMIT_TABLE).map(([name, { allowed }]) => [name, allowed / 5]);
const edition = committedEdition({ ...Object.fromEntries(fifth), depth: LIMIT_TABLE.depth.allowed / 2 });
const operations = readOperations().flatMap(group => group.operations);

test.each(operations)('$path stays far below every limit', operation => {
  const document = parse(operation.query, { maxTokens: LIMIT_TABLE.tokens.allowed / 5 });
  const variables = JSON.parse(fillVariables(operation, {}) || '{}') as Record<string, unknown>;
  expect(validate(edition.schema, document, edition.rules)).toEqual([]);
  const asker = { authorization: null, principal: null, purpose: null, requestId: 'example' };
  expect(edition.refusal({ document, variables }, asker)).toBeNull();
});

test('whatever the function list opens in GraphiQL stays below every limit', () => {
  const { operations: opened } = functionsIndex(readFunctionsSources());
  const whole = committedEdition();
  const refused = Object.entries(opened).flatMap(([coordinate, { query }]) =>
    validate(whole.schema, parse(query), whole.rules).map(({ message }) => `${coordinate}: ${message}`),
  );
  expect(refused).toEqual([]);
  expect(Object.keys(opened).length).toBeGreaterThan(100);
});
