import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { breakingChanges } from './released.ts';

const supergraph = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
const released = readFileSync(new URL('../released/supergraph.graphql', import.meta.url), 'utf8');

const NAME =
  /( {2}name: String @join__field\(graph: INSURED\)) @sensitive\(class: NAME, searchable: EXACT, store: SEALED\)/;

/** The supergraph with one place changed; fails when the place is not there. */
function changed(place: RegExp | string, to: string): string {
  const result = supergraph.replace(place, to);
  expect(result === supergraph).toBe(false);
  return result;
}

test('a graph breaks nothing of itself, and nothing of what was released', () => {
  expect(breakingChanges(supergraph, supergraph)).toEqual([]);
  expect(breakingChanges(released, supergraph)).toEqual([]);
});

test.each([
  ['that lost its directive', '$1', 'InsuredPerson.name was released as @sensitive and is bare.'],
  [
    'of another class',
    '$1 @sensitive(class: MEDICAL, searchable: EXACT, store: SEALED)',
    'InsuredPerson.name changed its class from NAME to MEDICAL.',
  ],
  [
    'that lies open',
    '$1 @sensitive(class: NAME, searchable: EXACT, store: PLAIN)',
    'InsuredPerson.name was sealed and is stored PLAIN.',
  ],
  [
    'that is gone, directive and all',
    '  nameOfPerson: String @join__field(graph: INSURED)',
    'InsuredPerson.name was removed.',
  ],
])('a sensitive field %s is a breaking change', (_, to, message) => {
  expect(breakingChanges(supergraph, changed(NAME, to))).toEqual([message]);
});

test('a wider search than the released one weakens the promise, a narrower one does not', () => {
  const narrower = changed(NAME, '$1 @sensitive(class: NAME, searchable: NONE, store: SEALED)');
  expect(breakingChanges(supergraph, narrower)).toEqual([]);
  expect(breakingChanges(narrower, supergraph)).toEqual([
    'InsuredPerson.name is searched more widely: NONE became EXACT.',
  ]);
});

test('a new sensitive field is none', () => {
  const bare = changed(/ @sensitive\(class: PHONE[^)]*\)/, '');
  expect(breakingChanges(bare, supergraph)).toEqual([]);
});
