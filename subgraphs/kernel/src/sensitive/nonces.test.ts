import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { lengthPrefixed, seal, sealKeys } from './envelope.ts';

const SEALS = 1_000_000;

test('a million seals under one key use no nonce twice', () => {
  const keys = sealKeys(randomBytes(16), randomBytes(16));
  const context = lengthPrefixed(['310000', 'Card.name', 'row-1']);
  const nonces = new Set<string>();
  for (let count = 0; count < SEALS; count++) {
    nonces.add(seal('张三', 1, keys, context).toString('latin1', 4, 20));
  }
  expect(nonces.size).toBe(SEALS);
}, 120_000);
