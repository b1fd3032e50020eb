import { randomFillSync } from 'node:crypto';
import { HmacSm3 } from './hmac-sm3.ts';
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

/** Seals a value in its context. */
export function seal(clear: string, keyId: number, keys: SealKeys, context: Buffer): Buffer {
  const end = HEADER + NONCE + Buffer.byteLength(clear);
  const envelope = Buffer.allocUnsafe(end + TAG);
  envelope[0] = CURRENT_VERSION;
  envelope[1] = ALGORITHM_SM4_CTR_HMAC_SM3;
  envelope.writeUInt16BE(keyId, 2);
  putNonce(envelope, HEADER);
  envelope.write(clear, HEADER + NONCE);
  keys.encryption.apply(envelope, HEADER, end);
  const { bytes, length } = authenticatedBytes(envelope, end, context);
  keys.authentication.write(bytes, length, envelope, end, TAG);
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
export function open(envelope: Buffer, keys: SealKeys, context: Buffer): string {
  const end = envelope.length - TAG;
  const { bytes, length } = authenticatedBytes(envelope, end, context);
  keys.authentication.write(bytes, length, tag, 0, TAG);
  // Every byte is compared, so that the time does not tell which of them differs.
  let difference = 0;
  for (let index = 0; index < TAG; index++) difference |= tag[index]! ^ envelope[end + index]!;
  if (difference !== 0) throw new SealBroken('tag differs');
  const nonce = HEADER + LENGTH + context.length;
  keys.encryption.apply(bytes, nonce, length);
  return bytes.toString('utf8', nonce + NONCE, length);
}

/** Room for one value at a time: nothing here waits, so nobody else comes between. */
const room = Buffer.alloc(4096);
const tag = Buffer.alloc(TAG);

/** What the tag is over: header, context (behind its length), nonce and ciphertext. */
function authenticatedBytes(
  envelope: Buffer,
  end: number,
  context: Buffer,
): { readonly bytes: Buffer; readonly length: number } {
  const length = end + LENGTH + context.length;
  const bytes = length <= room.length ? room : Buffer.allocUnsafe(length);
  envelope.copy(bytes, 0, 0, HEADER);
  bytes.writeUInt32BE(context.length, HEADER);
  context.copy(bytes, HEADER + LENGTH);
  envelope.copy(bytes, HEADER + LENGTH + context.length, HEADER, end);
  return { bytes, length };
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
