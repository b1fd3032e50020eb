import { expect, test } from '@jest/globals';
import { SigningKey, TrustedKeys } from '../signing/signing-key.ts';
import { newPrivateKey } from '../signing/sm2.ts';
import { GENESIS, hashOf, type AuditFacts } from './chain.ts';
import { ExportVerification, lineOf, signStatement, type ExportFault, type Statement } from './export.ts';

const key = new SigningKey(newPrivateKey());
const trusted = new TrustedKeys([key.publicKey]);

const facts = (id: number, action: string): AuditFacts => ({
  id: String(id),
  kind: 'CHANGE',
  subject: 'somebody',
  role: 'HANDLER',
  action,
  rowId: null,
  personId: null,
  purpose: 'REVIEW: 核对',
  requestId: 'request',
  occurredAt: new Date('2026-03-16T02:00:00Z'),
  details: '{"to":"DONE"}',
});

/** Lines of a chain as they are exported, and their statement. */
function exported(actions: readonly string[], chain = 'insured', start = { sequence: 0, hash: GENESIS }) {
  let { sequence, hash } = start;
  const lines = actions.map(action => {
    const previousHash = hash;
    const record = facts(++sequence + 100, action);
    hash = hashOf(previousHash, record);
    return lineOf(chain, {
      facts: record,
      link: { id: record.id, sequence, previousHash, hash, sound: true },
    });
  });
  const upTo = { sequence, hash };
  const statement = signStatement(key, { chain, after: start, upTo, exportedAt: '2026-03-16T04:00:00.000Z' });
  return { lines, statement, upTo };
}

function verified(lines: readonly string[], statements: readonly Statement[], keys = trusted): ExportFault[] {
  const verification = new ExportVerification();
  for (const line of lines) verification.read(line);
  return verification.faults(statements, keys);
}

const { lines, statement } = exported(['a', 'b', 'c', 'd', 'e']);
const [a, b, c, d, e] = lines as [string, string, string, string, string];

test('an export verifies by the public key alone, from the beginning or from somewhere', () => {
  const later = exported(['f', 'g'], 'compute', { sequence: 41, hash: 'ab'.repeat(32) });
  expect(verified([...lines, ...later.lines], [statement, later.statement])).toEqual([]);
});

/** A forger who knows how hashes are reckoned, but not the key. */
const { lines: anew } = exported(['a', 'b', 'x', 'd', 'e']);
const twin = exported(['a', 'b', 'x']).lines[2]!;

test.each<[string, readonly string[], Partial<ExportFault>]>([
  ['an altered line', [a, b, c.replace('"c"', '"x"'), d, e], { fault: 'ALTERED', line: 3, sequence: 3 }],
  ['an altered line with its own hash', [a, b, twin, d, e], { fault: 'ALTERED', line: 3, sequence: 3 }],
  ['a line with something added', [a, b, c.replace('{', '{"x":1,'), d, e], { fault: 'UNREADABLE', line: 3 }],
  ['a blank line', [a, b, '', c, d, e], { fault: 'UNREADABLE', line: 3 }],
  ['a removed line', [a, b, d, e], { fault: 'REMOVED', line: null, sequence: 3, upTo: 3 }],
  ['a removed first line', [b, c, d, e], { fault: 'REMOVED', line: null, sequence: 1, upTo: 1 }],
  ['a removed end', [a, b, c], { fault: 'REMOVED', line: null, sequence: 4, upTo: 5 }],
  ['an inserted line', [a, b, twin, c, d, e], { fault: 'INSERTED', line: 3, sequence: 3 }],
  ['a line that stands twice', [a, b, b, c, d, e], { fault: 'INSERTED', line: 3, sequence: 2 }],
  ['an appended line', [...lines, exported(['a', 'b', 'c', 'd', 'e', 'f']).lines[5]!], { fault: 'INSERTED' }],
  ['reordered lines', [a, c, b, d, e], { fault: 'REORDERED', line: 3, sequence: 2 }],
  ['a chain reckoned anew', anew, { fault: 'ALTERED', sequence: 5 }],
])('%s is found and named', (_, forged, fault) => {
  expect(verified(forged, [statement])).toContainEqual(expect.objectContaining(fault));
});

test('only what was touched is named', () => {
  expect(verified([a, b, c.replace('"c"', '"x"'), d, e], [statement])).toHaveLength(1);
  expect(verified([a, c, b, d, e], [statement])).toHaveLength(1);
  expect(verified([a, b, twin, c, d, e], [statement])).toHaveLength(1);
});

test('a statement that was changed, or that a stranger signed, proves nothing', () => {
  const shorter = { ...statement, upTo: exported(['a', 'b']).upTo };
  const stranger = new TrustedKeys([new SigningKey(newPrivateKey()).publicKey]);
  const fault = [{ chain: 'insured', line: null, fault: 'SIGNATURE_FALSE' }];
  expect(verified([a, b], [shorter])).toEqual(fault);
  expect(verified(lines, [statement], stranger)).toEqual(fault);
});

test('lines of a chain that nobody signed are named', () => {
  expect(verified(lines, [])).toEqual([{ chain: 'insured', line: null, fault: 'UNSIGNED' }]);
});
