import { expect, test } from '@jest/globals';
import { manifestOf, sha256 } from './manifest.ts';
import { TrustedDocuments, type AskedDocument, type Trust } from './trusted-documents.ts';

const manifest = manifestOf([
  '# 参保人\nquery Persons { persons(first: 3) { nodes { id } } }',
  'subscription Fleet { gpuTelemetry { id } }',
]);
const [fleet, persons] = manifest.operations;

function asked(trust: Trust, document: AskedDocument): string | null {
  try {
    return new TrustedDocuments(manifest, trust, 100).text(document);
  } catch (error) {
    return String((error as { extensions: { code: string } }).extensions.code);
  }
}

test('a manifest lists each operation by the hash of its text, in one order', () => {
  expect(manifest.operations.map(({ name, type }) => [name, type])).toEqual([
    ['Fleet', 'subscription'],
    ['Persons', 'query'],
  ]);
  for (const { id, body } of manifest.operations) expect(id).toBe(sha256(body));
  expect(manifestOf(manifest.operations.map(({ body }) => body).reverse())).toEqual(manifest);
  expect(() => manifestOf(['{ persons(first: 3) { nodes { id } } }'])).toThrow('one named operation');
});

test.each([
  ['by document id', { documentId: persons!.id }],
  ['by document id with the name of the hash', { documentId: `sha256:${persons!.id}` }],
  [
    'by the hash of the persisted-query extension',
    { extensions: { persistedQuery: { version: 1, sha256Hash: persons!.id } } },
  ],
  ['by hash, with an empty text as graphql-ws wants one', { query: '', documentId: persons!.id }],
  ['by hash and text', { query: persons!.body, documentId: persons!.id }],
])('a trusted document is asked %s', (_, document) => {
  expect(asked('prefer', document)).toBe(persons!.body);
  expect(asked('only', document)).toBe(persons!.body);
});

test('strangers’ documents pass unless only trusted ones may', () => {
  const query = '{ persons(first: 200) { nodes { idCard } } }';
  expect(asked('off', { query })).toBe(query);
  expect(asked('prefer', { query })).toBe(query);
  expect(asked('only', { query })).toBe('FORBIDDEN');
  expect(asked('only', { query, documentId: sha256(query) })).toBe('FORBIDDEN');
});

test('a trusted text may be laid out as its client likes', () => {
  expect(asked('only', { query: fleet!.body })).toBe(fleet!.body);
  expect(asked('only', { query: '# 大屏\nsubscription Fleet{gpuTelemetry{id}}' })).toBe(fleet!.body);
});

test('nobody adds to the manifest by asking', () => {
  const query = 'query Mine { persons(first: 200) { nodes { idCard } } }';
  const documents = new TrustedDocuments(manifest, 'prefer', 100);
  expect(documents.text({ query, documentId: sha256(query) })).toBe(query);
  expect(() => documents.text({ documentId: sha256(query) })).toThrow('未找到');
});

test.each([
  ['a hash that nobody knows', { documentId: '0'.repeat(64) }, 'NOT_FOUND'],
  ['a hash that is none', { documentId: 'persons' }, 'BAD_USER_INPUT'],
  [
    'a text that is not what its hash says',
    { query: '{ __typename }', documentId: persons!.id },
    'BAD_USER_INPUT',
  ],
  ['a text that is no GraphQL', { query: '{ persons( }' }, 'GRAPHQL_PARSE_FAILED'],
  ['a text of too many tokens', { query: `{ ${'a '.repeat(200)} }` }, 'GRAPHQL_PARSE_FAILED'],
])('%s is refused', (_, document, code) => {
  expect(asked('only', document)).toBe(code);
});

test('without trusted documents a hash is unknown, and a request without a document is somebody else’s to refuse', () => {
  expect(asked('off', { documentId: persons!.id })).toBe('NOT_FOUND');
  expect(asked('only', {})).toBeNull();
});
