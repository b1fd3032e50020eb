import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
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
const VERSIONS = [1, 2] as const;
const CURRENT_VERSION = 2;
const ALGORITHM_SM4_CTR_HMAC_SM3 = 1;
const HEADER = 4;
const NONCE = 16;
const TAG = 16;
export const SHORTEST_ENVELOPE = HEADER + NONCE + TAG;

/** What is stored in place of a value whose person was erased: an envelope that holds nothing. */
export const ERASED_ENVELOPE = Buffer.of(0);

export interface SealKeys {
  readonly encryption: KeyObject;
  readonly authentication: KeyObject;
}

/** What an envelope says of itself; proven only once it has opened. */
export interface EnvelopeHeader {
  readonly version: (typeof VERSIONS)[number];
  readonly keyId: number;
}

/** Thrown when an envelope does not open; says nothing about the value. */
export class SealBroken extends Error {
  constructor(reason: string) {
    super(`sealed value does not open: ${reason}`);
    this.name = 'SealBroken';
  }
}

export function seal(clear: string, keyId: number, keys: SealKeys, context: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(CURRENT_VERSION, 0);
  header.writeUInt8(ALGORITHM_SM4_CTR_HMAC_SM3, 1);
  header.writeUInt16BE(keyId, 2);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('sm4-ctr', keys.encryption, nonce);
  const ciphertext = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()]);
  return Buffer.concat([header, nonce, ciphertext, tagOf(header, nonce, ciphertext, keys, context)]);
}

/** Which key an envelope says it was sealed with. */
export function readHeader(envelope: Buffer): EnvelopeHeader {
  if (envelope.length < SHORTEST_ENVELOPE) throw new SealBroken('too short');
  const version = VERSIONS.find(known => known === envelope.readUInt8(0));
  if (version === undefined) throw new SealBroken('unknown version');
  if (envelope.readUInt8(1) !== ALGORITHM_SM4_CTR_HMAC_SM3) throw new SealBroken('unknown algorithm');
  return { version, keyId: envelope.readUInt16BE(2) };
}

/** The clear value of an envelope whose header was read. */
export function open(envelope: Buffer, keys: SealKeys, context: Buffer): string {
  const header = envelope.subarray(0, HEADER);
  const nonce = envelope.subarray(HEADER, HEADER + NONCE);
  const ciphertext = envelope.subarray(HEADER + NONCE, envelope.length - TAG);
  const tag = envelope.subarray(envelope.length - TAG);
  if (!timingSafeEqual(tag, tagOf(header, nonce, ciphertext, keys, context)))
    throw new SealBroken('tag differs');
  const decipher = createDecipheriv('sm4-ctr', keys.encryption, nonce);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

function tagOf(header: Buffer, nonce: Buffer, ciphertext: Buffer, keys: SealKeys, context: Buffer): Buffer {
  return createHmac('sm3', keys.authentication)
    .update(header)
    .update(lengthPrefixed([context]))
    .update(nonce)
    .update(ciphertext)
    .digest()
    .subarray(0, TAG);
}

/** Parts joined so that no two different lists give the same bytes. */
export function lengthPrefixed(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap(part => {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
