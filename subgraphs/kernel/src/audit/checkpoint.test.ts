import { expect, test } from '@jest/globals';
import { SigningKey, TrustedKeys } from '../signing/signing-key.ts';
import { newPrivateKey } from '../signing/sm2.ts';
import { GENESIS, type Link } from './chain.ts';
import { CHECKPOINT_AFTER_MINUTES, CHECKPOINT_AFTER_RECORDS } from './checkpoint.terms.ts';
import { checkpointDue, faultsOfCheckpoints, signCheckpoint, type Checkpoint } from './checkpoint.ts';

const NOON = new Date('2026-03-16T04:00:00Z');
const before = (minutes: number): Date => new Date(NOON.getTime() - minutes * 60_000);

test.each<[string, number, Date | null, boolean]>([
  ['a chain without new records', 0, null, false],
  ['one new record', 1, NOON, false],
  ['almost as many records as it takes', CHECKPOINT_AFTER_RECORDS - 1, NOON, false],
  ['as many records as it takes', CHECKPOINT_AFTER_RECORDS, NOON, true],
  ['one record that has waited almost long enough', 1, before(CHECKPOINT_AFTER_MINUTES - 1), false],
  ['one record that has waited long enough', 1, before(CHECKPOINT_AFTER_MINUTES), true],
])('%s: a checkpoint is due or not', (_, records, since, due) => {
  expect(checkpointDue({ records, since }, NOON)).toBe(due);
});

const key = new SigningKey(newPrivateKey());
const trusted = new TrustedKeys([key.publicKey]);
const link = (sequence: number, hash = `hash ${sequence}`): Link => ({
  id: String(sequence + 10),
  sequence,
  previousHash: `hash ${sequence - 1}`,
  hash,
  sound: true,
});
const chain = [link(1), link(2), link(3)];
const at = (sequence: number, hash = `hash ${sequence}`): Checkpoint =>
  signCheckpoint(key, { chain: 'insured', sequence, hash, madeAt: NOON.toISOString() });

test('a chain that still is what its checkpoints say has no fault', () => {
  expect(faultsOfCheckpoints(chain, [at(0, GENESIS), at(2), at(3)], trusted)).toEqual([]);
});

test.each<[string, Checkpoint, object]>([
  ['a history written anew', at(2, 'hash of before'), { fault: 'REWRITTEN', sequence: 2, id: '12' }],
  ['a chain set back', at(5), { fault: 'SET_BACK', sequence: 4, upTo: 5, id: null }],
  ['another hash', { ...at(2), hash: 'hash 9' }, { fault: 'CHECKPOINT_FORGED', sequence: 2, id: null }],
  ['another place', { ...at(2), sequence: 1 }, { fault: 'CHECKPOINT_FORGED', sequence: 1, id: null }],
  ['another chain', { ...at(2), chain: 'compute' }, { fault: 'CHECKPOINT_FORGED', sequence: 2, id: null }],
  ['another instant', { ...at(2), madeAt: '' }, { fault: 'CHECKPOINT_FORGED', sequence: 2, id: null }],
  ['another key', { ...at(2), keyId: '0' }, { fault: 'CHECKPOINT_FORGED', sequence: 2, id: null }],
])('%s is found', (_, checkpoint, fault) => {
  expect(faultsOfCheckpoints(chain, [checkpoint], trusted)).toEqual([fault]);
});

test('a record that is missing inside is left to the chain to name', () => {
  expect(faultsOfCheckpoints([link(1), link(3)], [at(2)], trusted)).toEqual([]);
});
