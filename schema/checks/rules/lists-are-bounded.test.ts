import { findings } from '../test-support/harness.ts';
import { listsAreBounded } from './lists-are-bounded.ts';

const check = (supergraph: string) =>
  findings(listsAreBounded, {
    supergraph,
    subgraphs: { insured: 'type Person @key(fields: "id") { id: ID! }' },
  });

test('connections, top-n lists, reports of a span of days and value objects of one parent pass', () => {
  expect(
    check(`
      type Query { persons(first: Int!, after: Cursor): PersonConnection! best(first: Int!): [Person!]! days(from: Date!, to: Date!): [Line!]! }
      type PersonConnection { nodes: [Person!]! edges: [PersonEdge!]! }
      type PersonEdge { node: Person! }
      type Person { id: ID! tags: [String!]! lines: [Line!]! }
      type Line { text: String }
    `),
  ).toEqual([]);
});

test.each([
  ['a list of entities', 'type Person { children: [Person!]! }', 'Person.children is a list of Person'],
  [
    'any list of objects at the root',
    'type Query { lines: [Line!]! } type Line { text: String }',
    'Query.lines',
  ],
  [
    'a connection with an optional first',
    'type Query { p(first: Int, after: Cursor): PersonConnection }',
    'first: Int!',
  ],
  ['a connection that cannot go on', 'type Query { p(first: Int!): PersonConnection }', 'after: Cursor'],
])('%s is refused', (_, sdl, message) => {
  expect(check(sdl).join('\n')).toContain(message);
});
