import { createHash } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';

/** The identity that signer and verifier mix in where they have not agreed on another. Source: GB/T 35276-2017, 10. */
export const DEFAULT_ID = '1234567812345678';

/** Order of the curve's base point. Source: GB/T 32918.5-2017, 2. */
const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

export interface Signing {
  readonly id?: string;
  /** The public key of the private one; computed without it, which takes as long as the signature itself. */
  readonly publicKey?: string;
  /** For the known answers only: a nonce that is used twice, or known, gives the private key away. */
  readonly nonce?: string;
}

/** Signs bytes with SM2 and SM3: r and s as 128 hexadecimal digits. Source: GB/T 32918.2-2016, 6. */
export function sign(
  privateKey: string,
  bytes: Uint8Array,
  { id = DEFAULT_ID, publicKey, nonce }: Signing = {},
): string {
  const pointPool = nonce ? [{ k: BigInt(`0x${nonce}`), x1: abscissaOf(nonce) }] : undefined;
  return sm2.doSignature(bytes, privateKey, { hash: true, userId: id, publicKey, pointPool });
}

/**
 * Decides whether a signature of bytes is that of a public key's owner. What is malformed, out of range or not on the
 * curve is a false signature, not an error. Source: GB/T 32918.2-2016, 7.
 */
export function verify(publicKey: string, bytes: Uint8Array, signature: string, id = DEFAULT_ID): boolean {
  if (!/^[0-9a-f]{128}$/i.test(signature) || !isPublicKey(publicKey)) return false;
  const [r, s] = [signature.slice(0, 64), signature.slice(64)].map(half => BigInt(`0x${half}`));
  // The library does not bound them.
  if (![r!, s!].every(half => half >= 1n && half < ORDER)) return false;
  return sm2.doVerifySignature(bytes, signature, publicKey, { hash: true, userId: id });
}

/** Enciphers bytes for whoever has the private key (C1C3C2, in base64). Source: GB/T 32918.4-2016, 6. */
export function encipher(publicKey: string, bytes: Uint8Array): string {
  return Buffer.from(sm2.doEncrypt(bytes, publicKey, 1), 'hex').toString('base64');
}

/** The bytes that were enciphered for this private key; null for anything else. Source: GB/T 32918.4-2016, 7. */
export function decipher(privateKey: string, text: string): Buffer | null {
  try {
    const bytes = sm2.doDecrypt(Buffer.from(text, 'base64').toString('hex'), privateKey, 1, {
      output: 'array',
    });
    return bytes.length > 0 ? Buffer.from(bytes) : null;
  } catch {
    return null;
  }
}

/** A new private key as 64 hexadecimal digits. */
export function newPrivateKey(): string {
  return sm2.generateKeyPairHex().privateKey;
}

/** Whether 64 hexadecimal digits can be a private key: from 1 to the order less 2. */
export function isPrivateKey(text: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(text)) return false;
  const number = BigInt(`0x${text}`);
  return number >= 1n && number <= ORDER - 2n;
}

/** The public key of a private one: an uncompressed point, `04` and 128 hexadecimal digits. */
export function publicKeyOf(privateKey: string): string {
  return sm2.getPublicKeyFromPrivateKey(privateKey);
}

/** A short name of a public key: the first 64 bits of its SM3. */
export function keyIdOf(publicKey: string): string {
  return createHash('sm3').update(Buffer.from(publicKey, 'hex')).digest('hex').slice(0, 16);
}

/** Whether a text is an uncompressed point of the curve: `04` and 128 hexadecimal digits. */
export function isPublicKey(text: string): boolean {
  try {
    return /^04[0-9a-f]{128}$/i.test(text) && sm2.verifyPublicKey(text);
  } catch {
    return false;
  }
}

function abscissaOf(nonce: string): bigint {
  return BigInt(`0x${publicKeyOf(nonce).slice(2, 66)}`);
}
