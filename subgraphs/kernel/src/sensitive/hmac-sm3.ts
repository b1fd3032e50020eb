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

  /**
   * The code of the first `length` bytes of a message, as eight words that stand until the next code is asked. A short
   * message in `room` is hashed where it lies: its padding is written behind it.
   */
  wordsOf(message: Uint8Array, length: number): Int32Array {
    if (length > LONG) {
      const key = createSecretKey(this.#key);
      const code = createHmac('sm3', key).update(message.subarray(0, length)).digest();
      for (let word = 0; word < state.length; word++) state[word] = code.readInt32BE(WORD * word);
      return state;
    }
    if (message !== room) room.set(message.subarray(0, length));
    const end = pad(length);
    state.set(this.#inner);
    for (let from = 0; from < end; from += BLOCK) compress(state, roomView, from);
    for (let word = 0; word < state.length; word++) outerView.setInt32(WORD * word, state[word]!);
    state.set(this.#outer);
    compress(state, outerView, 0);
    return state;
  }

  /** The code of a message, 32 bytes. */
  digest(message: Uint8Array): Buffer {
    const code = Buffer.allocUnsafe(DIGEST);
    const words = this.wordsOf(message, message.length);
    for (let word = 0; word < words.length; word++) code.writeInt32BE(words[word]!, WORD * word);
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

/** Room for one short message at a time and its padding: nothing here waits, so nobody else comes between. */
export const room = Buffer.alloc(LONG + 2 * BLOCK);
const roomView = new DataView(room.buffer, room.byteOffset, room.length);
const state = new Int32Array(INITIAL.length);
const words = new Int32Array(ROUNDS + 4);
/** What the outer hash takes in behind its key: a digest, a one, zeros and the length of both in bits. */
const outerView = new DataView(new ArrayBuffer(BLOCK));
outerView.setUint8(DIGEST, 0x80);
outerView.setUint32(BLOCK - WORD, 8 * (BLOCK + DIGEST));

function takeIn(into: Int32Array, key: Uint8Array, mask: number): void {
  for (let index = 0; index < BLOCK; index++) room[index] = mask ^ (key[index] ?? 0);
  compress(into, roomView, 0);
}

/** Writes a one, zeros and the length in bits (that of the key's block too) behind a message; gives where the last block ends. */
function pad(length: number): number {
  const end = BLOCK * Math.ceil((length + 1 + 8) / BLOCK);
  room[length] = 0x80;
  for (let index = length + 1; index < end - WORD; index++) room[index] = 0;
  roomView.setUint32(end - WORD, 8 * (BLOCK + length));
  return end;
}

/** Takes one block into the state. The letters are those of the standard; the first rounds have functions of their own. */
function compress(into: Int32Array, bytes: DataView, from: number): void {
  for (let index = 0; index < 16; index++) words[index] = bytes.getInt32(from + WORD * index);
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
  for (let round = 0; round < FIRST_ROUNDS; round++) {
    const turned = turn(a, 12);
    const ss1 = turn((((turned + e) | 0) + CONSTANTS[round]!) | 0, 7);
    const word = words[round]!;
    const tt1 = ((((a ^ b ^ c) + d) | 0) + (((ss1 ^ turned) + (word ^ words[round + 4]!)) | 0)) | 0;
    const tt2 = ((((e ^ f ^ g) + h) | 0) + ((ss1 + word) | 0)) | 0;
    d = c;
    c = turn(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = turn(f, 19);
    f = e;
    e = tt2 ^ turn(tt2, 9) ^ turn(tt2, 17);
  }
  for (let round = FIRST_ROUNDS; round < ROUNDS; round++) {
    const turned = turn(a, 12);
    const ss1 = turn((((turned + e) | 0) + CONSTANTS[round]!) | 0, 7);
    const word = words[round]!;
    const ff = (a & b) | ((a | b) & c);
    const gg = ((f ^ g) & e) ^ g;
    const tt1 = (((ff + d) | 0) + (((ss1 ^ turned) + (word ^ words[round + 4]!)) | 0)) | 0;
    const tt2 = (((gg + h) | 0) + ((ss1 + word) | 0)) | 0;
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
