import { expect, test } from '@jest/globals';
import { faultsOf, GENESIS, hashOf, type ChainFault, type Head, type Link } from './chain.ts';

const record = (id: number, action: string) => ({
  id: String(id),
  kind: 'CHANGE' as const,
  subject: 'somebody',
  role: 'HANDLER',
  action,
  rowId: null,
  personId: null,
  purpose: null,
  requestId: 'request',
  occurredAt: new Date('2026-03-16T02:00:00Z'),
  details: null,
});

/** A chain of records 1…n; each link knows its facts, so that a tamperer can reckon hashes anew. */
function chain(actions: readonly string[], previous = GENESIS, first = 1): Link[] {
  let hash = previous;
  return actions.map((action, index) => {
    const previousHash = hash;
    hash = hashOf(previousHash, record(first + index, action));
    return { id: String(first + index), sequence: first + index, previousHash, hash, sound: true };
  });
}

const headOf = (links: readonly Link[]): Head => ({
  sequence: links.length,
  hash: links.at(-1)?.hash ?? GENESIS,
  sealed: true,
});
const whole = chain(['a', 'b', 'c', 'd', 'e']);
const renumbered = (links: readonly Link[]): Link[] =>
  links.map((link, index) => ({ ...link, sequence: index + 1 }));
const [a, b, c, d, e] = whole as [Link, Link, Link, Link, Link];

test('a whole chain and an empty one have no fault', () => {
  expect(faultsOf(whole, headOf(whole))).toEqual([]);
  expect(faultsOf([], headOf([]))).toEqual([]);
});

const forged = { ...c, hash: hashOf(c.previousHash, record(3, 'forged')) };
const [inserted] = chain(['x'], b.hash, 99) as [Link];

test.each<[string, readonly Link[], Head, Partial<ChainFault>]>([
  ['an altered record', [a, b, { ...c, sound: false }, d, e], headOf(whole), { fault: 'ALTERED', id: '3' }],
  ['an altered record with a new hash', [a, b, forged, d, e], headOf(whole), { fault: 'ALTERED', id: '3' }],
  ['a removed record', [a, b, d, e], headOf(whole), { fault: 'REMOVED', sequence: 3, upTo: 3 }],
  ['a removed first record', [b, c, d, e], headOf(whole), { fault: 'REMOVED', sequence: 1, upTo: 1 }],
  ['a removed end', [a, b, c], headOf(whole), { fault: 'REMOVED', sequence: 4, upTo: 5 }],
  [
    'an inserted record',
    renumbered([a, b, inserted, c, d, e]),
    headOf(whole),
    { fault: 'INSERTED', id: '99' },
  ],
  [
    'an appended record',
    [...whole, ...chain(['x'], e.hash, 6)],
    headOf(whole),
    { fault: 'INSERTED', id: '6' },
  ],
  ['reordered records', renumbered([a, c, b, d, e]), headOf(whole), { fault: 'REORDERED', id: '3' }],
  [
    'a chain reckoned anew',
    chain(['a', 'b', 'x', 'd', 'e']),
    headOf(whole),
    { fault: 'ALTERED', sequence: 5 },
  ],
  ['a forged head', whole, { ...headOf(whole), sealed: false }, { fault: 'HEAD_FORGED' }],
])('%s is found and named', (_what, links, head, fault) => {
  expect(faultsOf(links, head)).toContainEqual(expect.objectContaining(fault));
});

test('every fact of a record counts', () => {
  const original = record(1, 'a');
  for (const fact of Object.keys(original)) {
    const other = { ...original, [fact]: fact === 'occurredAt' ? new Date(0) : 'other' };
    expect(hashOf(GENESIS, other)).not.toBe(hashOf(GENESIS, original));
  }
});
