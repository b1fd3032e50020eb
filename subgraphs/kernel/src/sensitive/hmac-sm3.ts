import { createHmac, createSecretKey } from 'node:crypto';

/**
 * HMAC-SM3 with one key, for messages that are short as a rule: what a call into OpenSSL costs before it has hashed
 * anything is ten blocks of this. SM3 looks nothing up in tables, so its time tells nothing of what is hashed.
 * Source: GB/T 32905-2016 (SM3), GB/T 15852.2 (HMAC).
 */
export class HmacSm3 {
  /** The states of the inner and of the outer hash once each has taken in the key. */
  readonly #inner = Int32Array.from(INITIAL);
  readonly #outer = Int32Array.from(INITIAL);
  readonly #key: Uint8Array;

  /** A key of at most a block, as all of ours are; a longer one would have to be hashed first. */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK) throw new RangeError('a key of HMAC-SM3 has at most 64 bytes');
    this.#key = key;
    takeIn(this.#inner, key, 0x36);
    takeIn(this.#outer, key, 0x5c);
  }

  /** Writes the first `bytes` (whole words) of the code of a message, that is of `message` up to `end`, to `out`. */
  write(message: Uint8Array, end: number, out: Uint8Array, at: number, bytes: number): void {
    if (end > LONG) {
      const key = createSecretKey(this.#key);
      const code = createHmac('sm3', key).update(message.subarray(0, end)).digest();
      out.set(code.subarray(0, bytes), at);
      return;
    }
    state.set(this.#inner);
    const whole = end - (end % BLOCK);
    for (let from = 0; from < whole; from += BLOCK) compress(state, message, from);
    for (let index = whole; index < end; index++) tail[index - whole] = message[index]!;
    finish(end - whole, BLOCK + end);
    writeWords(state, tail, 0, DIGEST);
    state.set(this.#outer);
    finish(DIGEST, BLOCK + DIGEST);
    writeWords(state, out, at, bytes);
  }

  /** The code of a message, 32 bytes. */
  digest(message: Uint8Array): Buffer {
    const code = Buffer.allocUnsafe(DIGEST);
    this.write(message, message.length, code, 0, DIGEST);
    return code;
  }
}

const BLOCK = 64;
const DIGEST = 32;
const WORD = 4;
/** From here on OpenSSL is faster, its calls included. */
export const LONG = 2048;
const INITIAL = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;
const FIRST_ROUNDS = 16;
const ROUNDS = 64;
/** T of each round, turned left by the number of the round. */
const CONSTANTS = Int32Array.from({ length: ROUNDS }, (_, round) =>
  turn(round < FIRST_ROUNDS ? 0x79cc4519 : 0x7a879d8a, round % 32),
);

/** Room for one message at a time: nothing here waits, so nobody else comes between. */
const words = new Int32Array(ROUNDS + 4);
const state = new Int32Array(INITIAL.length);
const tail = new Uint8Array(2 * BLOCK);

function takeIn(into: Int32Array, key: Uint8Array, pad: number): void {
  for (let index = 0; index < BLOCK; index++) tail[index] = pad ^ (key[index] ?? 0);
  compress(into, tail, 0);
}

/** Takes in the last `used` bytes of a message of `bytes`, which lie in `tail`, behind them a one, zeros and the length. */
function finish(used: number, bytes: number): void {
  const end = used + 1 + 8 > BLOCK ? 2 * BLOCK : BLOCK;
  tail[used] = 0x80;
  tail.fill(0, used + 1, end - 3);
  const bits = 8 * bytes;
  tail[end - 3] = bits >>> 16;
  tail[end - 2] = bits >>> 8;
  tail[end - 1] = bits;
  for (let from = 0; from < end; from += BLOCK) compress(state, tail, from);
}

/** Takes one block into the state. The letters are those of the standard. */
function compress(into: Int32Array, bytes: Uint8Array, from: number): void {
  for (let index = 0; index < 16; index++, from += WORD) {
    words[index] =
      (bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!;
  }
  for (let index = 16; index < ROUNDS + 4; index++) {
    const mixed = words[index - 16]! ^ words[index - 9]! ^ turn(words[index - 3]!, 15);
    const spread = mixed ^ turn(mixed, 15) ^ turn(mixed, 23);
    words[index] = spread ^ turn(words[index - 13]!, 7) ^ words[index - 6]!;
  }
  let a = into[0]!;
  let b = into[1]!;
  let c = into[2]!;
  let d = into[3]!;
  let e = into[4]!;
  let f = into[5]!;
  let g = into[6]!;
  let h = into[7]!;
  for (let round = 0; round < ROUNDS; round++) {
    const first = round < FIRST_ROUNDS;
    const turned = turn(a, 12);
    const ss1 = turn((((turned + e) | 0) + CONSTANTS[round]!) | 0, 7);
    const ff = first ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = first ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (((((ff + d) | 0) + (ss1 ^ turned)) | 0) + (words[round]! ^ words[round + 4]!)) | 0;
    const tt2 = (((((gg + h) | 0) + ss1) | 0) + words[round]!) | 0;
    d = c;
    c = turn(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = turn(f, 19);
    f = e;
    e = tt2 ^ turn(tt2, 9) ^ turn(tt2, 17);
  }
  into[0]! ^= a;
  into[1]! ^= b;
  into[2]! ^= c;
  into[3]! ^= d;
  into[4]! ^= e;
  into[5]! ^= f;
  into[6]! ^= g;
  into[7]! ^= h;
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function writeWords(from: Int32Array, to: Uint8Array, at: number, bytes: number): void {
  for (let index = 0; index < bytes; index += WORD, at += WORD) {
    const word = from[index / WORD]!;
    to[at] = word >>> 24;
    to[at + 1] = word >>> 16;
    to[at + 2] = word >>> 8;
    to[at + 3] = word;
  }
}
