import { expect, test } from '@jest/globals';
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { lengthPrefixed, open as openBody, readHeader, seal, sealKeys } from './envelope.ts';

const keys = sealKeys(Buffer.from('0123456789abcdeffedcba9876543210', 'hex'), Buffer.alloc(32, 7));
const open = (envelope: Buffer, context: Buffer): string => {
  readHeader(envelope);
  return openBody(envelope, keys, context);
};
const here = lengthPrefixed(['310000', 'Person.name', 'row-1']);

test('SM4, SM3 and HMAC-SM3 of this Node give the published answers', () => {
  // Source: GB/T 32907-2016 A.1, GB/T 32905-2016 A.1, GM/T 0042.
  const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
  const cipher = createCipheriv('sm4-ecb', block, null).setAutoPadding(false);
  expect(cipher.update(block).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  expect(createHash('sm3').update('abc').digest('hex')).toBe(
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  );
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 1));
  const message = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2);
  expect(createHmac('sm3', key).update(message).digest('hex')).toBe(
    'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
  );
});

test('what was sealed opens in its place, and two seals of one value differ', () => {
  const one = seal('张三', 1, keys, here);
  expect(open(one, here)).toBe('张三');
  expect(one.equals(seal('张三', 1, keys, here))).toBe(false);
  expect(one.includes(Buffer.from('张三'))).toBe(false);
});

test('a value opens whatever its length, and shut it stays where one byte of it differs', () => {
  const aroundTheBorder = Array.from({ length: 80 }, (_, more) => 1960 + more);
  for (const length of [0, 1, 15, 16, 17, 500, ...aroundTheBorder, 9000]) {
    const clear = 'x'.repeat(length);
    const envelope = seal(clear, 1, keys, here);
    expect(open(envelope, here)).toBe(clear);
    envelope[envelope.length - 17]! ^= 1;
    expect(() => open(envelope, here)).toThrow('tag differs');
  }
});

test('a context is its parts together, however it is cut', () => {
  const envelope = seal('张三', 1, keys, here);
  expect(openBody(envelope, keys, here.subarray(0, 10), here.subarray(10))).toBe('张三');
});

test('a value moved to another row does not open', () => {
  const there = lengthPrefixed(['310000', 'Person.name', 'row-2']);
  expect(() => open(seal('张三', 1, keys, here), there)).toThrow('tag differs');
});

test('flipping any byte, or cutting any off, keeps it shut', () => {
  const envelope = seal('13800138000', 1, keys, here);
  for (let index = 0; index < envelope.length; index++) {
    const flipped = Buffer.from(envelope);
    flipped[index]! ^= 1;
    expect(() => open(flipped, here)).toThrow();
    expect(() => open(envelope.subarray(0, index), here)).toThrow();
  }
});

test('the version byte is authenticated: what was sealed under one version opens under no other', () => {
  const downgraded = seal('张三', 1, keys, here);
  downgraded[0] = 1;
  expect(() => open(downgraded, here)).toThrow('tag differs');
});

test('no two lists of parts give the same context', () => {
  expect(lengthPrefixed(['ab', 'c']).equals(lengthPrefixed(['a', 'bc']))).toBe(false);
});
