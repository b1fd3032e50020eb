import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { holdsText } from './literals.ts';

test.each([
  ['an argument', '{ person(name: "张三") { id } }', true],
  ['a text inside an input', '{ persons(filter: { names: ["张三"] }) { id } }', true],
  ['the default of a variable', 'query ($name: String = "张三") { person(name: $name) { id } }', true],
  ['an identity number without quotes', '{ person(id: 310101199001011234) { id } }', true],
  [
    'variables, numbers, names of values',
    'query ($id: ID!) { person(id: $id, first: 200, state: ACTIVE) { id } }',
    false,
  ],
])('a document is remembered only without what may tell of somebody: %s', (_what, source, held) => {
  expect(holdsText(parse(source))).toBe(held);
});
