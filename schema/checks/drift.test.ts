import { compareSchemas, strays } from './drift.ts';

test('equal schemas have no drift', () => {
  expect(compareSchemas('a.graphql', 'type A\n', 'type A\n', 'compose')).toEqual([]);
});

test('drift names the first line that parts and what to do', () => {
  expect(compareSchemas('a.graphql', 'type A\ntype B\n', 'type A\ntype C\n', 'compose')).toEqual([
    'a.graphql:2 is not what the code says; compose',
    '    committed: type B',
    '    code:      type C',
  ]);
});

test('a schema that ends early is drift', () => {
  expect(compareSchemas('a.graphql', 'type A', 'type A\ntype B', 'compose')[2]).toBe('    code:      type B');
});

test('a subgraph without a committed schema is drift', () => {
  expect(compareSchemas('a.graphql', undefined, 'type A', 'compose')).toEqual([
    'a.graphql is not committed; compose',
  ]);
});

test('a committed schema without a subgraph is drift', () => {
  expect(strays(['insured.graphql', 'ghost.graphql'], ['insured'])).toEqual([
    'schema/subgraphs/ghost.graphql belongs to no subgraph of rover.yaml; remove it',
  ]);
});
