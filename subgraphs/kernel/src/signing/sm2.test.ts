import { describe, expect, test } from '@jest/globals';
import { DEFAULT_ID, isPrivateKey, keyIdOf, newPrivateKey, publicKeyOf, sign, verify } from './sm2.ts';

/** GB/T 32918.5-2017, A.2: message, keys, nonce and signature as published. */
const PUBLISHED = {
  message: Buffer.from('message digest'),
  privateKey: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  publicKey:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  nonce: '59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
  r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
  s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};
const { message, privateKey, publicKey, nonce, r, s } = PUBLISHED;
const ORDER = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123';

describe('the example of GB/T 32918.5, A.2', () => {
  test('its public key belongs to its private key', () => {
    expect(publicKeyOf(privateKey)).toBe(publicKey);
  });

  test('its nonce gives its signature', () => {
    expect(sign(privateKey, message, { nonce })).toBe(r + s);
    expect(sign(privateKey, message, { nonce, publicKey })).toBe(r + s);
  });

  test('its signature verifies', () => {
    expect(verify(publicKey, message, r + s)).toBe(true);
  });
});

test.each<[string, string, Buffer, string, string?]>([
  ['of other bytes', publicKey, Buffer.from('message digesu'), r + s],
  ['of no bytes', publicKey, Buffer.alloc(0), r + s],
  ['under another identity', publicKey, message, r + s, 'ALICE123@YAHOO.COM'],
  ['of another key', publicKeyOf(newPrivateKey()), message, r + s],
  ['with r of zero', publicKey, message, '0'.repeat(64) + s],
  ['with s of zero', publicKey, message, r + '0'.repeat(64)],
  ['with r of the order', publicKey, message, ORDER + s],
  ['with s of the order', publicKey, message, r + ORDER],
  ['with r beyond the order', publicKey, message, 'f'.repeat(64) + s],
  ['with r and s that add up to zero', publicKey, message, `${ORDER.slice(0, -1)}2${'1'.padStart(64, '0')}`],
  ['with r and s exchanged', publicKey, message, s + r],
  ['cut short', publicKey, message, (r + s).slice(2)],
  ['with something behind it', publicKey, message, `${r}${s}00`],
  ['of no digits', publicKey, message, 'z'.repeat(128)],
  ['of a point that is not on the curve', `${publicKey.slice(0, -1)}4`, message, r + s],
  ['of no key', '', message, r + s],
])('a signature %s is false', (_, key, bytes, signature, id = DEFAULT_ID) => {
  expect(verify(key, bytes, signature, id)).toBe(false);
});

test('each signature has a nonce of its own, and verifies for its key, its bytes and its identity only', () => {
  const mine = newPrivateKey();
  const [one, other] = [sign(mine, message, { id: 'somebody' }), sign(mine, message, { id: 'somebody' })];
  expect(one).not.toBe(other);
  for (const signature of [one, other])
    expect(verify(publicKeyOf(mine), message, signature, 'somebody')).toBe(true);
  expect(verify(publicKeyOf(mine), message, one)).toBe(false);
  expect(verify(publicKey, message, one, 'somebody')).toBe(false);
});

test.each([
  ['a new one', newPrivateKey(), true],
  ['zero', '0'.repeat(64), false],
  ['the order less one', `${ORDER.slice(0, -1)}2`, false],
  ['no digits', 'z'.repeat(64), false],
  ['too short', 'ab', false],
])('a private key: %s', (_, text, fit) => {
  expect(isPrivateKey(text)).toBe(fit);
});

test('a key has one short name, and another key another', () => {
  expect(keyIdOf(publicKey)).toMatch(/^[0-9a-f]{16}$/);
  expect(keyIdOf(publicKey)).not.toBe(keyIdOf(publicKeyOf(newPrivateKey())));
});
