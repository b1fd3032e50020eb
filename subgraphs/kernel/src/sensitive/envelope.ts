import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomFillSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';

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
export const SHORTEST_ENVELOPE = HEADER + NONCE + TAG;

/** What is stored in place of a value whose person was erased: an envelope that holds nothing. */
export const ERASED_ENVELOPE = Buffer.of(0);

export interface SealKeys {
  readonly encryption: KeyObject;
  readonly authentication: KeyObject;
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
  const nonce = nextNonce();
  // CTR has no padding, so nothing is left for a final call.
  const ciphertext = createCipheriv('sm4-ctr', keys.encryption, nonce).update(clear, 'utf8');
  const end = HEADER + NONCE + ciphertext.length;
  const envelope = Buffer.allocUnsafe(end + TAG);
  envelope[0] = CURRENT_VERSION;
  envelope[1] = ALGORITHM_SM4_CTR_HMAC_SM3;
  envelope.writeUInt16BE(keyId, 2);
  envelope.set(nonce, HEADER);
  envelope.set(ciphertext, HEADER + NONCE);
  envelope.set(tagOf(envelope, end, keys, context), end);
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
  if (!timingSafeEqual(envelope.subarray(end), tagOf(envelope, end, keys, context))) {
    throw new SealBroken('tag differs');
  }
  const nonce = envelope.subarray(HEADER, HEADER + NONCE);
  const decipher = createDecipheriv('sm4-ctr', keys.encryption, nonce);
  return decipher.update(envelope.subarray(HEADER + NONCE, end)).toString('utf8');
}

/** The tag over header, context (with its length), nonce and ciphertext; one buffer, because each call into OpenSSL counts. */
function tagOf(envelope: Buffer, end: number, { authentication }: SealKeys, context: Buffer): Buffer {
  const authenticated = Buffer.allocUnsafe(end + LENGTH + context.length);
  authenticated.set(envelope.subarray(0, HEADER));
  authenticated.writeUInt32BE(context.length, HEADER);
  authenticated.set(context, HEADER + LENGTH);
  authenticated.set(envelope.subarray(HEADER, end), HEADER + LENGTH + context.length);
  return createHmac('sm3', authentication).update(authenticated).digest().subarray(0, TAG);
}

/** Random bytes for the next nonces: drawing them one by one costs as much as the cipher. */
const nonces = Buffer.alloc(NONCE * 256);
let noncesUsed = nonces.length;

function nextNonce(): Buffer {
  if (noncesUsed === nonces.length) {
    randomFillSync(nonces);
    noncesUsed = 0;
  }
  noncesUsed += NONCE;
  return nonces.subarray(noncesUsed - NONCE, noncesUsed);
}

/** Parts joined so that no two different lists give the same bytes. */
export function lengthPrefixed(parts: readonly (string | Buffer)[]): Buffer {
  let most = 0;
  for (const part of parts) most += LENGTH + MOST_BYTES_PER_UNIT * part.length;
  const joined = Buffer.allocUnsafe(most);
  let at = 0;
  for (const part of parts) {
    const length =
      typeof part === 'string' ? joined.write(part, at + LENGTH) : part.copy(joined, at + LENGTH);
    joined.writeUInt32BE(length, at);
    at += LENGTH + length;
  }
  return joined.subarray(0, at);
}
