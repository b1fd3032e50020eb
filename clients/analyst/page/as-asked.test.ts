import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { asAsked } from './as-asked.ts';

const before = { documentAST: parse('query Before { a }') };

test('a document with one operation asks for that one, whatever stood in the editor a moment ago', () => {
  const query = 'subscription Now { b }';
  const asked = asAsked({ query, operationName: 'Before' }, before);
  expect(asked.parameters).toEqual({ query, operationName: 'Now' });
  expect(asked.options.documentAST).toMatchObject({ definitions: [{ operation: 'subscription' }] });
  expect(
    asAsked({ query: '{ b }', operationName: 'Before' }, before).parameters.operationName,
  ).toBeUndefined();
});

test('of several operations the chosen one is asked for', () => {
  const query = 'query One { a } query Two { a }';
  expect(asAsked({ query, operationName: 'Two' }, before).parameters.operationName).toBe('Two');
});

test('what cannot be read goes out as it is', () => {
  const parameters = { query: 'query {', operationName: 'Before' };
  expect(asAsked(parameters, before)).toEqual({ parameters, options: before });
});
