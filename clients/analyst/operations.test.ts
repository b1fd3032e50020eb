import { parse, validate } from 'graphql';
import { readApiSchema } from '#schema/api-schema';
import { readOperations } from './operations.ts';
import { fillVariables, operationOfAddress } from './page/operation.ts';

const groups = readOperations();
const operations = groups.flatMap(group => group.operations);
const schema = readApiSchema();

test.each(operations)('$path asks only for what the graph has', ({ query }) => {
  expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
});

test('every domain has an example, and there are at least twelve, each with a Chinese title of its own', () => {
  expect(groups.filter(group => group.operations.length === 0)).toEqual([]);
  expect(operations.length).toBeGreaterThanOrEqual(12);
  const titles = operations.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.filter(title => !/\p{Script=Han}/u.test(title))).toEqual([]);
});

test('queries, mutations and live subscriptions are all shown', () => {
  expect(new Set(operations.map(({ kind }) => kind))).toEqual(new Set(['query', 'mutation', 'subscription']));
  const live = operations.filter(({ kind }) => kind === 'subscription').map(({ query }) => query);
  expect(live.some(query => query.includes('agentRunEvents'))).toBe(true);
  expect(live.some(query => query.includes('gpuTelemetry'))).toBe(true);
});

test('the example variables give every required variable', () => {
  for (const operation of operations) {
    const required = [...operation.query.matchAll(/\$(\w+): [^=,)]*!(?=[,)\s])/g)].map(
      match => match[1] ?? '',
    );
    const given = Object.keys(JSON.parse(fillVariables(operation, {}) || '{}') as object);
    expect([operation.path, required.filter(name => !given.includes(name))]).toEqual([operation.path, []]);
  }
});

test('a placeholder takes the value that the page knows, an unknown one stays empty', () => {
  const operation = {
    path: 'insured/one.graphql',
    title: '一人',
    kind: 'query',
    query: 'query One($id: ID!, $code: ID!) { a }',
    variables: '{"id": "{{person}}", "code": "{{institution}}"}',
  } as const;
  expect(JSON.parse(fillVariables(operation, { person: '0199' }))).toEqual({ id: '0199', code: '' });
});

test('an address names an operation in its fragment', () => {
  const fragment = new URLSearchParams({ query: '{ a(b: "c&d") }', variables: '{"e": "{{person}}"}' });
  expect(operationOfAddress(`#${fragment}`)).toEqual({
    query: '{ a(b: "c&d") }',
    variables: '{"e": "{{person}}"}',
  });
  expect(operationOfAddress('#query=%7Ba%7D')).toEqual({ query: '{a}', variables: '' });
  expect(operationOfAddress('#query=%7Ba%7D&variables=%7B')).toEqual({ query: '{a}', variables: '' });
  expect(operationOfAddress('')).toBeNull();
});
