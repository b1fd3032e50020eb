import { expect, test } from '@jest/globals';
import { buildSchema, parse, print, validate } from 'graphql';
import { withoutLiterals } from './literals.ts';

const SCHEMA = buildSchema(`
  type Query {
    person(id: ID!, kind: Kind = PLAIN): Person
    persons(first: Int!, names: [String!], filter: Filter, day: Day): [Person!]!
  }
  type Person { name(style: String): String self(id: ID!): Person }
  input Filter { name: String kind: Kind ages: [Int!] inner: Filter }
  enum Kind { PLAIN RARE }
  scalar Day
`);

function normalised(source: string) {
  const document = parse(source);
  expect(validate(SCHEMA, document)).toEqual([]);
  const { document: without, literals, keepsText } = withoutLiterals(SCHEMA, document);
  expect(validate(SCHEMA, without)).toEqual([]);
  return { text: print(without).replaceAll(/\s+/g, ' '), literals, keepsText };
}

test('a text moves into a variable of the type of its place', () => {
  expect(normalised('{ person(id: "310101") { name } }')).toEqual({
    text: 'query ($id: ID!) { person(id: $id) { name } }',
    literals: { id: '310101' },
    keepsText: false,
  });
});

test('an argument without variables inside moves as a whole; what decides the plan stays', () => {
  expect(
    normalised(`query ($with: Boolean!) {
      persons(first: 5, filter: { name: "Zhang", kind: RARE, ages: [1, 2], inner: null }) { name @include(if: $with) }
      person(id: "1", kind: RARE) { name @skip(if: false) } }`),
  ).toEqual({
    text:
      'query ($with: Boolean!, $filter: Filter, $id: ID!) { persons(first: 5, filter: $filter) { name @include(if: $with) }' +
      ' person(id: $id, kind: RARE) { name @skip(if: false) } }',
    literals: { filter: { name: 'Zhang', kind: 'RARE', ages: [1, 2], inner: null }, id: '1' },
    keepsText: false,
  });
});

test('beside a variable only the text itself moves', () => {
  expect(
    normalised(
      'query ($kind: Kind) { persons(first: 1, filter: { kind: $kind, inner: { name: "Li" } }) { name } }',
    ),
  ).toMatchObject({
    text: 'query ($kind: Kind, $filter_inner: Filter) { persons(first: 1, filter: {kind: $kind, inner: $filter_inner}) { name } }',
    literals: { filter_inner: { name: 'Li' } },
  });
});

test('a list keeps its type, and a single value in place of a list its coercion', () => {
  expect(normalised('{ persons(first: 1, names: ["Li", "Wu"]) { name } }')).toMatchObject({
    text: 'query ($names: [String!]) { persons(first: 1, names: $names) { name } }',
    literals: { names: ['Li', 'Wu'] },
  });
  expect(normalised('{ persons(first: 1, names: "Li") { name } }').literals).toEqual({ names: 'Li' });
  expect(normalised('query ($n: String!) { persons(first: 1, names: ["Li", $n]) { name } }').text).toBe(
    'query ($n: String!, $names: String!) { persons(first: 1, names: [$names, $n]) { name } }',
  );
});

test('fields that could be merged still can: equal texts share a variable, others do not', () => {
  const { text, literals } = normalised(
    '{ person(id: "1") { name(style: "a") name(style: "a") self(id: "2") { name } } }',
  );
  expect(text).toBe(
    'query ($id: ID!, $style: String, $id_2: ID!) ' +
      '{ person(id: $id) { name(style: $style) name(style: $style) self(id: $id_2) { name } } }',
  );
  expect(literals).toEqual({ id: '1', style: 'a', id_2: '2' });
});

test('names that the client or the executor uses are not taken', () => {
  expect(
    normalised('query ($id: Int!) { person(id: "1") { name } persons(first: $id) { name } }').literals,
  ).toEqual({ id_2: '1' });
});

test('texts of fragments move too', () => {
  expect(
    normalised('{ person(id: "1") { ...F } } fragment F on Person { name(style: "b") }').literals,
  ).toEqual({
    id: '1',
    style: 'b',
  });
});

test.each([
  ['the default of a variable', 'query ($id: ID! = "310101") { person(id: $id) { name } }'],
  ['a number as long as an identity number', '{ person(id: 310101199001011234) { name } }'],
  [
    'an object inside a scalar beside a variable',
    'query ($d: Day) { persons(first: 1, day: { is: "x", or: $d }) { name } }',
  ],
])('text that cannot move is told: %s', (_name, source) => {
  expect(normalised(source).keepsText).toBe(true);
});

test('a text that does not fit its place stays, for the validation to refuse', () => {
  const document = parse('{ persons(first: "five") { name } }');
  expect(withoutLiterals(SCHEMA, document)).toMatchObject({ document, literals: {}, keepsText: true });
});
