import { describe, expect, test } from '@jest/globals';
import { canonicalBytes, type SignedDocument } from './signed-kind.ts';
import { SigningKey, TrustedKeys } from './signing-key.ts';
import { sign } from './sm2.ts';
import { isGenuineStamp, localTimeStamps } from './time-stamp.ts';
import { verdictOf } from './verdict.ts';

/** The key of GB/T 32918.5, A.2. */
const PRIVATE = '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8';
const key = new SigningKey(PRIVATE);
const FACTS = { approved: '27450', month: '2026-01', note: null };
const DOCUMENT: SignedDocument = {
  kind: 'MonthlySettlement',
  documentId: 'm1',
  facts: FACTS,
  signedBy: 'wang',
  signedAt: new Date('2026-02-05T02:00:00Z'),
  keyId: key.keyId,
};
const signature = key.sign(canonicalBytes(DOCUMENT));
const verdict = (overrides: Partial<SignedDocument> = {}, copy: object = FACTS) =>
  verdictOf({ ...DOCUMENT, ...overrides }, signature, key.publicKey, copy as typeof FACTS);

test('a document as it was signed is valid', () => {
  expect(verdict()).toEqual({ verdict: 'VALID', altered: [] });
});

test('the signed bytes are those that the README describes', () => {
  const text = (part: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(part));
    return Buffer.concat([length, Buffer.from(part)]);
  };
  const parts = ['document', 'MonthlySettlement', 'm1', 'wang', '2026-02-05T02:00:00.000Z', key.keyId];
  const facts = ['approved', '=', '27450', 'month', '=', '2026-01', 'note', '-'];
  expect(canonicalBytes(DOCUMENT)).toEqual(Buffer.concat([...parts, ...facts].map(text)));
});

test.each([
  ['a changed amount', { ...FACTS, approved: '27451' }, ['approved']],
  ['a fact that was open', { ...FACTS, note: 'paid' }, ['note']],
  ['a fact that is missing', { approved: '27450' }, ['month']],
  ['a fact that was added', { ...FACTS, bonus: '1' }, ['bonus']],
])('a copy with %s is named', (_, copy, altered) => {
  expect(verdict({}, copy)).toEqual({ verdict: 'ALTERED', altered });
});

test.each<[string, Partial<SignedDocument>]>([
  ['another document', { documentId: 'm2' }],
  ['another kind', { kind: 'Settlement' }],
  ['another signer', { signedBy: 'li' }],
  ['another instant', { signedAt: new Date('2026-02-05T02:00:01Z') }],
  ['another key name', { keyId: '0'.repeat(16) }],
  ['facts that were altered together with the copy', { facts: { ...FACTS, approved: '27451' } }],
])('a signature does not serve for %s', (_, overrides) => {
  expect(verdict(overrides).verdict).toBe('FALSE_SIGNATURE');
});

describe('a signature that is none of ours', () => {
  test('by a key that nobody trusts', () => {
    expect(verdictOf(DOCUMENT, signature, null, FACTS).verdict).toBe('UNKNOWN_KEY');
  });

  test('by the right key under no identity, as OpenSSL signs', () => {
    const elsewhere = sign(PRIVATE, canonicalBytes(DOCUMENT), { id: '' });
    expect(verdictOf(DOCUMENT, elsewhere, key.publicKey, FACTS).verdict).toBe('OTHER_IDENTITY');
  });

  test.each(['', 'f'.repeat(128), `${'0'.repeat(64)}${signature.slice(64)}`])(
    'out of range: %.8s',
    broken => {
      expect(verdictOf(DOCUMENT, broken, key.publicKey, FACTS).verdict).toBe('FALSE_SIGNATURE');
    },
  );
});

test('a name and a value cannot be shifted into each other', () => {
  const other = { ...DOCUMENT, facts: { approve: 'd=27450', month: '2026-01', note: null } };
  expect(canonicalBytes(other)).not.toEqual(canonicalBytes(DOCUMENT));
});

test('a time stamp holds for its bytes, its instant and its key', () => {
  const clock = { now: () => new Date('2026-02-05T02:00:00Z') };
  const stamp = localTimeStamps(key, clock).stamp(Buffer.from('a'));
  const trusted = new TrustedKeys([key.publicKey]);
  expect(isGenuineStamp(stamp, Buffer.from('a'), trusted)).toBe(true);
  expect(isGenuineStamp(stamp, Buffer.from('b'), trusted)).toBe(false);
  expect(isGenuineStamp({ ...stamp, stampedAt: '2026-02-04T02:00:00.000Z' }, Buffer.from('a'), trusted)).toBe(
    false,
  );
  expect(isGenuineStamp(stamp, Buffer.from('a'), new TrustedKeys([]))).toBe(false);
});
