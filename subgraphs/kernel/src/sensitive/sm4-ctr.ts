import { createCipheriv, createSecretKey } from 'node:crypto';
import { LONG } from './hmac-sm3.ts';

/**
 * SM4 in counter mode with one key, for values that are short as a rule: setting a cipher up in OpenSSL costs more than
 * fifteen blocks of this. Its only table is the S-box, 256 bytes: no more can be told from the cache than of OpenSSL's own,
 * which looks up four kilobytes where the processor has no instructions for SM4.
 * Source: GB/T 32907-2016 (SM4), GB/T 17964-2021 (CTR).
 */
export class Sm4Ctr {
  readonly #roundKeys = new Int32Array(ROUNDS);
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    if (key.length !== BLOCK) throw new RangeError('a key of SM4 has 16 bytes');
    this.#key = key;
    let k0 = wordAt(key, 0) ^ 0xa3b1bac6;
    let k1 = wordAt(key, 4) ^ 0x56aa3350;
    let k2 = wordAt(key, 8) ^ 0x677d9197;
    let k3 = wordAt(key, 12) ^ 0xb27022dc;
    for (let round = 0; round < ROUNDS; round++) {
      const mixed = substitute(k1 ^ k2 ^ k3 ^ CONSTANTS[round]!);
      const next = k0 ^ mixed ^ turn(mixed, 13) ^ turn(mixed, 23);
      this.#roundKeys[round] = next;
      k0 = k1;
      k1 = k2;
      k2 = k3;
      k3 = next;
    }
  }

  /**
   * Encrypts or decrypts, which is the same, in place: of `bytes` from `at` on the first 16 are the counter of the first
   * block, and what follows them up to `end` is the text.
   */
  apply(bytes: Uint8Array, at: number, end: number): void {
    const start = at + BLOCK;
    if (end - start > LONG) {
      const cipher = createCipheriv('sm4-ctr', createSecretKey(this.#key), bytes.subarray(at, start));
      bytes.set(cipher.update(bytes.subarray(start, end)), start);
      return;
    }
    for (let word = 0; word < 4; word++) counter[word] = wordAt(bytes, at + 4 * word);
    for (let from = start; from < end; from += BLOCK) {
      encrypt(this.#roundKeys);
      const length = Math.min(BLOCK, end - from);
      for (let index = 0; index < length; index++) bytes[from + index]! ^= stream[index]!;
      for (let word = 3; word >= 0 && ++counter[word]! === 0; word--);
    }
  }
}

const BLOCK = 16;
const ROUNDS = 32;
/** CK: the byte j of round i is (4i + j) × 7. */
const CONSTANTS = Int32Array.from({ length: ROUNDS }, (_, round) =>
  wordAt(
    [0, 1, 2, 3].map(byte => ((4 * round + byte) * 7) & 0xff),
    0,
  ),
);
const S_BOX: Uint8Array = Buffer.from(
  'd690e9fecce13db716b614c228fb2c052b679a762abe04c3aa441326498606999c4250f491ef987a33540b43edcfac62' +
    'e4b31ca9c908e89580df94fa758f3fa64707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35' +
    '1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89eeabf8ad240c738b5a3f7f2cef96115a1' +
    'e0ae5da49b341a55ad933230f58cb1e31df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51' +
    '8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b08969974a0c96777e65b9f109c56ec684' +
    '18f07dec3adc4d2079ee5f3ed7cb3948',
  'hex',
);

/** Room for one block at a time: nothing here waits, so nobody else comes between. */
const counter = new Int32Array(4);
const stream = new Uint8Array(BLOCK);

/** Encrypts the counter to the next bytes of the stream. */
function encrypt(roundKeys: Int32Array): void {
  let x0 = counter[0]!;
  let x1 = counter[1]!;
  let x2 = counter[2]!;
  let x3 = counter[3]!;
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = substitute(x1 ^ x2 ^ x3 ^ roundKeys[round]!);
    const next = x0 ^ mixed ^ turn(mixed, 2) ^ turn(mixed, 10) ^ turn(mixed, 18) ^ turn(mixed, 24);
    x0 = x1;
    x1 = x2;
    x2 = x3;
    x3 = next;
  }
  put(x3, 0);
  put(x2, 4);
  put(x1, 8);
  put(x0, 12);
}

function substitute(word: number): number {
  return (
    (S_BOX[word >>> 24]! << 24) |
    (S_BOX[(word >>> 16) & 0xff]! << 16) |
    (S_BOX[(word >>> 8) & 0xff]! << 8) |
    S_BOX[word & 0xff]!
  );
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function wordAt(bytes: ArrayLike<number>, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function put(word: number, at: number): void {
  stream[at] = word >>> 24;
  stream[at + 1] = word >>> 16;
  stream[at + 2] = word >>> 8;
  stream[at + 3] = word;
}
