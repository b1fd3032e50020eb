import { expect, test } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse, specifiedRules } from 'graphql';
import { PlannedSupergraph } from '../planning.ts';
import { Operations, type AskedOperation } from './operations.ts';

const SDL = `type Query { person(id: ID!): Person persons(first: Int!): [Person!]! }  type Person { name: String }`;
const { supergraphSdl } = composeServices([{ name: 'persons', url: '', typeDefs: parse(SDL) }]);
const SUPERGRAPH = new PlannedSupergraph(supergraphSdl!);

const RULES = { rules: specifiedRules, maxTokens: 100 };

function operations(): Operations {
  return new Operations(SUPERGRAPH);
}

function asked(of: Operations, source: string, operationName?: string): AskedOperation {
  const operation = of.ofSource(source, operationName, RULES);
  if (!('prepared' in operation)) throw new Error(operation.join('\n'));
  return operation;
}

function codes(of: Operations, source: string, operationName?: string): unknown {
  const operation = of.ofSource(source, operationName, RULES);
  return 'prepared' in operation ? null : operation.map(({ extensions }) => extensions['code']);
}

test('operations that differ only in a text are one, whatever their layout', () => {
  const of = operations();
  const first = asked(of, '{ person(id: "1") { name } }');
  const second = asked(of, '{\n  person(id: "2") {\n    name # of the person\n  }\n}');
  expect(second.prepared).toBe(first.prepared);
  expect([first.literals, second.literals]).toEqual([{ id: '1' }, { id: '2' }]);
});

test('nothing that is remembered holds a text of the asker', () => {
  const of = operations();
  const { prepared } = asked(of, '{ person(id: "310101199001011234") { name } }');
  expect(JSON.stringify([prepared.document, prepared.plan])).not.toContain('310101199001011234');
});

test('an operation whose text cannot be taken out is prepared each time', () => {
  const of = operations();
  const source = 'query ($id: ID! = "310101199001011234") { person(id: $id) { name } }';
  expect(asked(of, source).prepared).not.toBe(asked(of, source).prepared);
});

test('an operation of several is found by its name only', () => {
  const of = operations();
  const both = 'query A { persons(first: 1) { name } } query B { person(id: "1") { name } }';
  expect(asked(of, both, 'B').prepared).toBe(asked(of, 'query B { person(id: "2") { name } }').prepared);
  expect(codes(of, both)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(codes(of, both, 'C')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

test('a document that was valid with one text is refused with one that does not fit, and with too many tokens', () => {
  const of = operations();
  asked(of, '{ person(id: "1") { name } }');
  expect(codes(of, '{ person(id: 1.5) { name } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(codes(of, '{ person(id: "1") { nam } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(codes(of, `{ persons(first: 1) { ${'name '.repeat(100)} } }`)).toEqual(['GRAPHQL_PARSE_FAILED']);
});

test('a document is known again by what it is, not by the object', () => {
  const of = operations();
  const document = parse('{ person(id: "1") { name } }');
  const operation = of.ofDocument(document);
  expect(of.ofDocument(document)).toBe(operation);
  expect(operation.prepared).toBe(asked(of, '{ person(id: "3") { name } }').prepared);
});

test('lookups tell what was at hand from what had to be prepared', () => {
  const of = operations();
  for (const source of ['{ person(id: "1") { name } }', '{ persons(first: 1) { name } }']) asked(of, source);
  expect(of.lookups).toEqual({ hits: 0, misses: 2 });
  for (const source of ['{ person(id: "2") { name } }', '{ persons(first: 1) { name } }']) asked(of, source);
  expect(of.lookups).toEqual({ hits: 2, misses: 2 });
});
