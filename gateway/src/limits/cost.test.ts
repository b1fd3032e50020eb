import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { CostEstimates } from './cost-estimates.ts';
import { CostModel } from './cost-model.ts';
import { actualCost, estimatedCost } from './cost.ts';

const SDL = /* GraphQL */ `
  directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT | SCALAR | ENUM
  directive @listSize(
    assumedSize: Int
    slicingArguments: [String!]
    sizedFields: [String!]
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
  type Query {
    person(id: ID): Person
    persons(first: Int! = 5): PersonPage @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
    newest(first: Int, last: Int): [Person] @listSize(slicingArguments: ["first", "last"], assumedSize: 7)
    somebody: Anybody
    report: Report @cost(weight: 40)
  }
  type Mutation {
    enrol(id: ID): Person
  }
  interface Named {
    name: String
  }
  union Anybody = Person | Clinic
  type PersonPage {
    nodes: [Person]
    total: Int
    info: PageInfo
  }
  type PageInfo {
    more: Boolean
  }
  type Person implements Named {
    name: String
    friends: [Person]
    visits(first: Int!): VisitPage @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
    home: Clinic
  }
  type VisitPage {
    nodes: [Visit]
  }
  type Visit @cost(weight: 3) {
    at: Clinic
  }
  type Clinic implements Named {
    name: String
  }
  type Report {
    text: String
  }
`;
const model = new CostModel(buildSchema(SDL), SDL);

function estimate(query: string, variables: Record<string, unknown> = {}): number {
  return estimatedCost(model, parse(query), null, variables);
}

test.each([
  ['an object costs one, its leaves nothing', '{ person { name } }', 1],
  ['what hangs below is added', '{ person { home { name } } }', 2],
  ['a list without a declared size counts ten times', '{ person { friends { home { name } } } }', 1 + 10 * 2],
  [
    'a page counts itself, and each entry that was asked for',
    '{ persons(first: 20) { nodes { name } total } }',
    21,
  ],
  ['what stands beside the entries counts once', '{ persons(first: 20) { info { more } } }', 2],
  ['an argument that is left out has its default', '{ persons { nodes { name } } }', 6],
  [
    'pages within pages multiply',
    '{ persons(first: 20) { nodes { visits(first: 30) { nodes { at { name } } } } } }',
    1 + 20 * (1 + 1 + 30 * 4),
  ],
  ['the larger of two slicing arguments counts', '{ newest(first: 3, last: 9) { name } }', 9],
  ['without a slicing argument the assumed size counts', '{ newest { name } }', 7],
  ['a negative page costs no more than an empty one', '{ persons(first: -5) { nodes { name } } }', 1],
  ['a declared weight replaces the default', '{ report { text } }', 40],
  ['a mutation costs ten', 'mutation { enrol { name } }', 10],
  ['an inline fragment counts where it stands', '{ somebody { ... on Person { home { name } } } }', 2],
  [
    'a fragment counts at each place',
    '{ a: person { ...F } b: person { ...F } } fragment F on Person { home { name } }',
    4,
  ],
  [
    'a fragment within a page is multiplied',
    '{ persons(first: 9) { ...F } } fragment F on PersonPage { nodes { name } }',
    10,
  ],
  [
    'the same fragment costs what each page asks',
    '{ a: persons(first: 2) { ...F } b: persons(first: 9) { ...F } } fragment F on PersonPage { nodes { name } }',
    13,
  ],
  [
    'what is skipped costs nothing',
    '{ person { home @skip(if: true) { name } friends @include(if: false) { name } } }',
    1,
  ],
])('%s', (_statement, query, cost) => {
  expect(estimate(query)).toBe(cost);
});

test('variables count as what they are, or as their defaults', () => {
  const query =
    'query ($n: Int! = 4, $all: Boolean = false) { persons(first: $n) { nodes { home @include(if: $all) { name } } } }';
  expect(estimate(query)).toBe(5);
  expect(estimate(query, { n: 50 })).toBe(51);
  expect(estimate(query, { n: 50, all: true })).toBe(101);
});

test('an estimate that is remembered is the same, whatever the variables', () => {
  const query =
    'query ($n: Int = 4, $all: Boolean, $id: ID) { persons(first: $n) { nodes { home @include(if: $all) { name } } } person(id: $id) { name } }';
  const document = parse(query);
  const estimates = new CostEstimates(model);
  const sizes = [undefined, null, 0, 7, 50, 'many', [1, 2]];
  const conditions = [undefined, null, true, false, 'yes'];
  // Twice, and the second time from memory.
  for (const n of [...sizes, ...sizes]) {
    for (const all of conditions) {
      const variables = { ...(n !== undefined && { n }), ...(all !== undefined && { all }), id: String(n) };
      expect([variables, estimates.of(document, null, variables)]).toEqual([
        variables,
        estimatedCost(model, document, null, variables),
      ]);
    }
  }
});

test('a document that doubles itself fragment by fragment is measured in the time of its text', () => {
  const levels = 400;
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on Person { a: home { name } ...F${level + 1} ...F${level + 1} }`,
  );
  const bomb = `{ person { ...F0 } } ${fragments.join(' ')} fragment F${levels} on Person { home { name } }`;
  expect(estimate(bomb)).toBe(Number.MAX_SAFE_INTEGER);
});

test('fragments that go in a circle end', () => {
  expect(estimate('{ person { ...F } } fragment F on Person { home { name } ...F }')).toBe(2);
});

test('the actual cost is what the answer holds', () => {
  const query =
    '{ persons(first: 20) { nodes { name visits(first: 30) { nodes { at { name } } } } } s: somebody { ... on Person { home { name } } ... on Clinic { name } } }';
  const data = {
    persons: {
      nodes: [
        { name: 'a', visits: { nodes: [{ at: { name: 'x' } }, { at: null }] } },
        { name: 'b', visits: null },
        null,
      ],
    },
    s: { name: 'x' },
  };
  // The page, two persons, one page of visits, two visits of weight three, one clinic; and somebody.
  expect(actualCost(model, parse(query), null, {}, data)).toBe(1 + 2 + 1 + 6 + 1 + 1);
  expect(actualCost(model, parse(query), null, {}, null)).toBe(0);
});
