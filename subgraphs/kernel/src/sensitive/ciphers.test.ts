import { createCipheriv, createHash, createHmac, createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { HmacSm3, LONG } from './hmac-sm3.ts';
import { Sm4Ctr } from './sm4-ctr.ts';

/** Bytes that look random and are the same in every run. */
function bytesOf(seed: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16))
    .update(bytes)
    .copy(bytes);
  return bytes;
}

/** Every length that is short, those around the border to the long ones, and some long ones. */
const LENGTHS = [
  ...Array.from({ length: 1001 }, (_, length) => length),
  ...[-65, -64, -1, 0, 1, 63, 64, 65, 4096].map(more => LONG + more),
];

test('SM3 and SM4 of our own give the published answers', () => {
  // Source: GM/T 0042 (HMAC-SM3), GB/T 32907-2016 A.1 and A.2 (SM4).
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 1));
  const message = Buffer.from('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2));
  expect(new HmacSm3(key).digest(message).toString('hex')).toBe(
    'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
  );
  const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
  const encrypt = blockCipher(block);
  expect(encrypt(block).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
  let often: Buffer = block;
  for (let round = 0; round < 1_000_000; round++) often = encrypt(often);
  expect(often.toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66');
});

/** One block encrypted by one key: what zeros turn into with that block as their counter. */
function blockCipher(key: Buffer): (block: Buffer) => Buffer {
  const cipher = new Sm4Ctr(key);
  const bytes = Buffer.alloc(32);
  return block => {
    block.copy(bytes);
    bytes.fill(0, 16);
    cipher.apply(bytes, 0, 32);
    return bytes.subarray(16);
  };
}

test('HMAC-SM3 of our own is that of OpenSSL, for messages of every length', () => {
  const messages = bytesOf('messages', LENGTHS.at(-1)!);
  for (const length of LENGTHS) {
    const key = bytesOf(`key ${length}`, length % 65);
    const message = messages.subarray(0, length);
    const native = createHmac('sm3', createSecretKey(key)).update(message).digest();
    if (!new HmacSm3(key).digest(message).equals(native)) throw new Error(`differs at ${length} bytes`);
  }
});

test('SM4-CTR of our own is that of OpenSSL, for texts of every length', () => {
  const texts = bytesOf('texts', LENGTHS.at(-1)!);
  for (const length of LENGTHS) {
    const key = bytesOf(`key ${length}`, 16);
    const counter = bytesOf(`counter ${length}`, 16);
    const text = texts.subarray(0, length);
    const native = createCipheriv('sm4-ctr', createSecretKey(key), counter).update(text);
    const ours = Buffer.concat([Buffer.from('before'), counter, text, Buffer.from('behind')]);
    new Sm4Ctr(key).apply(ours, 6, 22 + length);
    expect(ours.equals(Buffer.concat([Buffer.from('before'), counter, native, Buffer.from('behind')]))).toBe(
      true,
    );
  }
});

test.each([32, 64, 96, 128])('a counter whose last %d bits are full carries over', bits => {
  const key = bytesOf('key', 16);
  const counter = Buffer.concat([Buffer.alloc(16 - bits / 8, 7), Buffer.alloc(bits / 8, 0xff)]);
  const text = bytesOf('text', 40);
  const ours = Buffer.concat([counter, text]);
  new Sm4Ctr(key).apply(ours, 0, ours.length);
  expect(ours.subarray(16)).toEqual(createCipheriv('sm4-ctr', key, counter).update(text));
});

test('a key of the wrong length is none', () => {
  expect(() => new Sm4Ctr(Buffer.alloc(15))).toThrow('16 bytes');
  expect(() => new HmacSm3(Buffer.alloc(65))).toThrow('64 bytes');
});
