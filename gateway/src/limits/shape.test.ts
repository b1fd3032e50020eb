import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { limitsWith } from './limits.ts';
import { shapeRule } from './shape.ts';

const schema = buildSchema('type Query { a: Query b: Int }');
const rule = shapeRule(limitsWith({ depth: 4, rootFields: 3, aliases: 2 }));

function refused(query: string): unknown[] {
  return validate(schema, parse(query), [rule]).map(({ extensions }) => [
    extensions['limit'],
    extensions['actual'],
  ]);
}

test.each([
  ['{ a { a { a { b } } } }', []],
  ['{ a { a { a { a { b } } } } }', [['depth', 5]]],
  ['{ a { ...F } } fragment F on Query { a { a { a { b } } } }', [['depth', 5]]],
  ['{ a { ... { a { ... { a { a { b } } } } } } }', [['depth', 5]]],
  ['{ b a { b } ...F } fragment F on Query { b }', []],
  ['{ b a { b } ...F } fragment F on Query { b a { b } }', [['rootFields', 4]]],
  ['{ x: b a { y: b } }', []],
  ['{ x: b a { y: b z: b } }', [['aliases', 3]]],
  ['{ a { ...F } ...F } fragment F on Query { x: b y: b }', [['aliases', 4]]],
  ['{ x: __typename y: __typename z: __typename }', [['aliases', 3]]],
  ['{ __schema { types { fields { type { ofType { ofType { name } } } } } } }', []],
])('%s', (query, expected) => {
  expect(refused(query)).toEqual(expected);
});

test('fragments that double each other, or go in a circle, are measured in the time of their text', () => {
  const doubling = Array.from(
    { length: 300 },
    (_, n) => `fragment F${n} on Query { x: b ...F${n + 1} ...F${n + 1} }`,
  );
  const [first] = refused(`{ ...F0 } ${doubling.join(' ')} fragment F300 on Query { b }`) as [
    string,
    number,
  ][];
  expect(first?.[0]).toBe('rootFields');
  expect(refused('{ ...F } fragment F on Query { b ...F }')).toEqual([]);
});
