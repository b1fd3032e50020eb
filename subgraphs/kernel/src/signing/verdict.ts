import { alteredFacts, canonicalBytes, type SignedDocument, type SignedFacts } from './signed-kind.ts';
import { verify } from './sm2.ts';

/** What a signature is worth. */
export type SignatureVerdict =
  'VALID' | 'ALTERED' | 'UNKNOWN_KEY' | 'OTHER_IDENTITY' | 'FALSE_SIGNATURE' | 'UNSIGNED';

export interface Verification {
  readonly verdict: SignatureVerdict;
  /** Facts in which the copy differs from what was signed. */
  readonly altered: readonly string[];
}

/** Identities that others sign under where they have not agreed on the standard one: OpenSSL takes none at all. */
const OTHER_IDENTITIES = [''];

/**
 * Decides what a signature of a document is worth, and in which facts a copy departs from what was signed. The key comes
 * first, then the signature, and the copy last: only a genuine signature can tell what was altered.
 */
export function verdictOf(
  signed: SignedDocument,
  signature: string,
  publicKey: string | null,
  copy: SignedFacts,
): Verification {
  if (publicKey === null) return { verdict: 'UNKNOWN_KEY', altered: [] };
  const bytes = canonicalBytes(signed);
  if (!verify(publicKey, bytes, signature)) {
    const elsewhere = OTHER_IDENTITIES.some(identity => verify(publicKey, bytes, signature, identity));
    return { verdict: elsewhere ? 'OTHER_IDENTITY' : 'FALSE_SIGNATURE', altered: [] };
  }
  const altered = alteredFacts(signed.facts, copy);
  return { verdict: altered.length > 0 ? 'ALTERED' : 'VALID', altered };
}
