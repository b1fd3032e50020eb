import { currentAsking } from '../audit/asking.ts';
import { insertAtCommit } from '../persistence/at-commit.ts';
import type { EntityManager } from '../persistence/database.ts';
import { newId } from '../persistence/id.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { DocumentSignature } from './document-signature.entity.ts';
import { canonicalBytes, type SignedFacts, type SignedKind } from './signed-kind.ts';
import type { SigningKey, TrustedKeys } from './signing-key.ts';
import { isGenuineStamp, type TimeStamper } from './time-stamp.ts';
import { verdictOf, type Verification } from './verdict.ts';

/** What somebody holds in their hands; what is left open is taken from what is stored. */
export interface Presented {
  readonly signature?: string | null;
  readonly keyId?: string | null;
  readonly facts?: SignedFacts | null;
}

/** What is known of a document's signature: its worth, and with what anybody can verify it again. */
export interface VerifiedDocument extends Verification {
  readonly signature: DocumentSignature | null;
  readonly canonicalBytes: Buffer | null;
  readonly publicKey: string | null;
  /** Whether the stored time stamp is of these bytes; null where nothing was signed. */
  readonly stampGenuine: boolean | null;
}

const UNSIGNED: VerifiedDocument = {
  verdict: 'UNSIGNED',
  altered: [],
  signature: null,
  canonicalBytes: null,
  publicKey: null,
  stampGenuine: null,
};

/** Signs documents of one subgraph, and says what their signatures are worth. */
export class DocumentSignatures {
  readonly #key: SigningKey;
  readonly #trusted: TrustedKeys;
  readonly #stamper: TimeStamper;
  readonly #clock: Clock;

  constructor(key: SigningKey, trusted: TrustedKeys, stamper: TimeStamper, clock: Clock) {
    this.#key = key;
    this.#trusted = trusted;
    this.#stamper = stamper;
    this.#clock = clock;
  }

  /** Signs a document in the transaction that makes it, in the name of whoever asks. */
  async sign<Row extends object>(
    tx: EntityManager,
    kind: SignedKind<Row>,
    documentId: string,
    row: Row,
  ): Promise<void> {
    const document = {
      kind: kind.name,
      documentId,
      facts: kind.facts(row),
      signedBy: currentAsking()?.principal?.subject.slice(0, 200) ?? null,
      signedAt: this.#clock.now(),
      keyId: this.#key.keyId,
    };
    const bytes = canonicalBytes(document);
    const signature = this.#key.sign(bytes);
    const stamp = this.#stamper.stamp(bytes);
    await insertAtCommit(tx, DocumentSignature, [{ id: newId(), ...document, signature, stamp }]);
  }

  /**
   * Says what the signature of a stored document is worth. The copy is what somebody presents, else the document as it
   * is stored now: a row that was altered behind the back of this system is found.
   */
  async verify<Row extends object>(
    em: EntityManager,
    kind: SignedKind<Row>,
    documentId: string,
    row: Row,
    presented: Presented = {},
  ): Promise<VerifiedDocument> {
    const stored = await em.findOne(DocumentSignature, { kind: kind.name, documentId });
    if (!stored) return UNSIGNED;
    const publicKey = this.#trusted.publicKeyOf(presented.keyId ?? stored.keyId);
    const copy = presented.facts ?? kind.facts(row);
    const bytes = canonicalBytes(stored);
    return {
      ...verdictOf(stored, presented.signature ?? stored.signature, publicKey, copy),
      signature: stored,
      canonicalBytes: bytes,
      publicKey,
      stampGenuine: isGenuineStamp(stored.stamp, bytes, this.#trusted),
    };
  }
}
