import { randomFillSync } from 'node:crypto';
import { HmacSm3, LONG, room } from './hmac-sm3.ts';
import { Sm4Ctr } from './sm4-ctr.ts';

/**
 * The sealed form of one value: SM4-CTR, then HMAC-SM3 over header, context and ciphertext.
 *
 *   version 1 | algorithm 1 | key id 2 | nonce 16 | ciphertext n | tag 16
 *
 * The tag is HMAC-SM3 truncated to 128 bits. The context (where the value belongs) is
 * authenticated but not stored, so a value moved elsewhere does not open.
 * Version 1 was sealed with the keys of a class, version 2 is with those of a class and a person.
 * Source: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3), GB/T 15852.2 (HMAC).
 */
const CURRENT_VERSION = 2;
const ALGORITHM_SM4_CTR_HMAC_SM3 = 1;
const HEADER = 4;
const NONCE = 16;
const TAG = 16;
const LENGTH = 4;
const WORD = 4;
/** UTF-8 takes at most three bytes for one unit of a string. */
const MOST_BYTES_PER_UNIT = 3;
const SHORT_TEXT = 40;
const LAST_ASCII = 0x7f;
export const SHORTEST_ENVELOPE = HEADER + NONCE + TAG;

/** What is stored in place of a value whose person was erased: an envelope that holds nothing. */
export const ERASED_ENVELOPE = Buffer.of(0);

/** The two keys of a value, each ready for use. */
export interface SealKeys {
  readonly encryption: Sm4Ctr;
  readonly authentication: HmacSm3;
}

/** The keys that these bytes are. */
export function sealKeys(encryption: Uint8Array, authentication: Uint8Array): SealKeys {
  return { encryption: new Sm4Ctr(encryption), authentication: new HmacSm3(authentication) };
}

/** What an envelope says of itself; proven only once it has opened. */
export interface EnvelopeHeader {
  readonly version: 1 | 2;
  readonly keyId: number;
}

/** Thrown when an envelope does not open; says nothing about the value. */
export class SealBroken extends Error {
  constructor(reason: string) {
    super(`sealed value does not open: ${reason}`);
    this.name = 'SealBroken';
  }
}

/** Seals a value in its context, which is all its parts in their order. */
export function seal(clear: string, keyId: number, keys: SealKeys, ...context: readonly Buffer[]): Buffer {
  const end = HEADER + NONCE + Buffer.byteLength(clear);
  const envelope = Buffer.allocUnsafe(end + TAG);
  envelope[0] = CURRENT_VERSION;
  envelope[1] = ALGORITHM_SM4_CTR_HMAC_SM3;
  envelope.writeUInt16BE(keyId, 2);
  putNonce(envelope, HEADER);
  envelope.write(clear, HEADER + NONCE);
  keys.encryption.apply(envelope, HEADER, end);
  const { bytes, length } = authenticatedBytes(envelope, end, context);
  const code = keys.authentication.wordsOf(bytes, length);
  for (let word = 0; word < TAG / WORD; word++) envelope.writeInt32BE(code[word]!, end + WORD * word);
  return envelope;
}

/** Which key an envelope says it was sealed with. */
export function readHeader(envelope: Buffer): EnvelopeHeader {
  if (envelope.length < SHORTEST_ENVELOPE) throw new SealBroken('too short');
  const version = envelope[0];
  if (version !== 1 && version !== CURRENT_VERSION) throw new SealBroken('unknown version');
  if (envelope[1] !== ALGORITHM_SM4_CTR_HMAC_SM3) throw new SealBroken('unknown algorithm');
  return { version, keyId: envelope.readUInt16BE(2) };
}

/** The clear value of an envelope whose header was read. */
export function open(envelope: Buffer, keys: SealKeys, ...context: readonly Buffer[]): string {
  const end = envelope.length - TAG;
  const { bytes, nonce, length } = authenticatedBytes(envelope, end, context);
  const code = keys.authentication.wordsOf(bytes, length);
  // Every word is compared, so that the time does not tell which of them differs.
  let difference = 0;
  for (let word = 0; word < TAG / WORD; word++) {
    difference |= code[word]! ^ envelope.readInt32BE(end + WORD * word);
  }
  if (difference !== 0) throw new SealBroken('tag differs');
  keys.encryption.apply(bytes, nonce, length);
  return bytes.toString('utf8', nonce + NONCE, length);
}

/** What the tag is over: header, context (behind its length), nonce and ciphertext; where it is short, in `room`. */
function authenticatedBytes(
  envelope: Buffer,
  end: number,
  context: readonly Buffer[],
): { readonly bytes: Buffer; readonly nonce: number; readonly length: number } {
  let nonce = HEADER + LENGTH;
  for (const part of context) nonce += part.length;
  const length = nonce + end - HEADER;
  const bytes = length <= LONG ? room : Buffer.allocUnsafe(length + TAG);
  // Copied whole, its tag behind what is authenticated, and its header where the context is written next.
  bytes.set(envelope, nonce - HEADER);
  bytes.writeUInt32BE(envelope.readUInt32BE(0), 0);
  bytes.writeUInt32BE(nonce - HEADER - LENGTH, HEADER);
  let at = HEADER + LENGTH;
  for (const part of context) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, nonce, length };
}

/** Random bytes for the next nonces: drawing them one by one costs more than the cipher. */
const nonces = Buffer.alloc(NONCE * 256);
let noncesUsed = nonces.length;

function putNonce(into: Buffer, at: number): void {
  if (noncesUsed === nonces.length) {
    randomFillSync(nonces);
    noncesUsed = 0;
  }
  nonces.copy(into, at, noncesUsed, (noncesUsed += NONCE));
}

/** Parts joined so that no two different lists give the same bytes. */
export function lengthPrefixed(parts: readonly (string | Buffer)[]): Buffer {
  let most = 0;
  for (const part of parts) most += LENGTH + MOST_BYTES_PER_UNIT * part.length;
  const joined = Buffer.allocUnsafe(most);
  let at = 0;
  for (const part of parts) {
    const length =
      typeof part === 'string' ? writeText(part, joined, at + LENGTH) : part.copy(joined, at + LENGTH);
    joined.writeUInt32BE(length, at);
    at += LENGTH + length;
  }
  return joined.subarray(0, at);
}

/** Writes a text in UTF-8 and gives its length; the short ASCII of ids is written faster here than by a native call. */
function writeText(text: string, into: Buffer, at: number): number {
  if (text.length > SHORT_TEXT) return into.write(text, at);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > LAST_ASCII) return into.write(text, at);
    into[at + index] = unit;
  }
  return text.length;
}
