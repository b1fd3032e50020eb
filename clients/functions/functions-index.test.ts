import { parse, validate } from 'graphql';
import { readApiSchema } from '#schema/api-schema';
import { loadFunctionList } from '../../schema/checks/functions.ts';
import { functionsIndex } from './functions-index.ts';

const schema = readApiSchema();
const entry = { test: [], file: 'insured.yaml', shows: 'A person is found by their identity number.' };
const example = (title: string, query: string) => ({ title, query, variables: '{"id": "{{person}}"}' });

function indexOf(examples: readonly ReturnType<typeof example>[]) {
  const served = [{ ...entry, id: 'SH-ST-GOAL-01', operations: ['InsuredPerson.name', 'Query.person'] }];
  const outside = [{ id: 'BJ-OFFICE-01', outside: 'Office software is bought.', file: 'gateway.yaml' }];
  return functionsIndex({ list: { served, outside, problems: [] }, counts: [], examples, schema });
}

test('a function is shown with its subgraph, and its operations with the terms of the graph', () => {
  const { functions, operations } = indexOf([]);
  expect(functions).toEqual([
    {
      id: 'BJ-OFFICE-01',
      name: expect.any(String),
      owner: 'gateway',
      shows: 'Office software is bought.',
      operations: [],
    },
    {
      id: 'SH-ST-GOAL-01',
      name: '政策条款规则引擎（“两个激励”“两个等待期”）',
      owner: 'insured',
      shows: entry.shows,
      operations: ['InsuredPerson.name', 'Query.person'],
    },
  ]);
  expect(operations['Query.person']?.term).toBe('参保人');
  expect(operations['InsuredPerson.name']?.term).toBe('参保人 · 姓名');
});

test('an operation opens the smallest example that asks for it, or one that is made for it', () => {
  const large = example('全貌', 'query A($id: ID!) { person(id: $id) { name phone idCard } }');
  const small = example('一人', 'query B($id: ID!) { person(id: $id) { name } }');
  const { operations } = indexOf([large, small]);
  expect(operations['Query.person']).toMatchObject({ example: '一人', query: small.query });
  expect(indexOf([]).operations['InsuredPerson.name']).toMatchObject({
    example: '',
    query: expect.stringContaining('query InsuredPersonName($id: ID!)'),
  });
});

test('every function of the committed list opens with operations that the graph accepts', () => {
  const list = loadFunctionList(`${import.meta.dirname}/../..`);
  const { functions, operations } = functionsIndex({ list, counts: [], examples: [], schema });
  expect(functions).toHaveLength(list.served.length + list.outside.length);
  expect(functions.filter(({ name }) => name === '')).toEqual([]);
  for (const [coordinate, { query, term }] of Object.entries(operations)) {
    expect([coordinate, validate(schema, parse(query))]).toEqual([coordinate, []]);
    expect([coordinate, term]).toEqual([coordinate, expect.stringMatching(/\p{Script=Han}/u)]);
  }
});
