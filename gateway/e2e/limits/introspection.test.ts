import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import { committedEdition } from '../support/edition.ts';

const open = committedEdition();
const production = committedEdition({}, false);

function refusal(edition: typeof open, query: string, role: string | null): unknown {
  const principal = role === null ? null : ({ role } as Principal);
  const asker = { authorization: null, principal, purpose: null, requestId: 'schema' };
  return edition.refusal({ document: parse(query) }, asker)?.extensions['code'] ?? null;
}

test.each([
  '{ __schema { queryType { name } } }',
  '{ persons(first: 1) { nodes { id } } ...F } fragment F on Query { schema: __type(name: "Query") { name } }',
])('in production only an analyst reads the schema: %s', query => {
  expect(refusal(production, query, 'ANALYST')).toBeNull();
  expect(refusal(production, query, 'HANDLER')).toBe('FORBIDDEN');
  expect(refusal(production, query, null)).toBe('FORBIDDEN');
  expect(refusal(open, query, null)).toBeNull();
});

test('the name of a type is no secret', () => {
  expect(
    refusal(production, '{ __typename persons(first: 1) { nodes { __typename } } }', 'HANDLER'),
  ).toBeNull();
});
