import type { Principal } from '../identity/principal.ts';
import type { EntityManager } from '../persistence/database.ts';
import { lengthPrefixed } from '../sensitive/envelope.ts';

/** What a document says, by the name of each fact; null for what it leaves open. Never a sensitive value. */
export type SignedFacts = Readonly<Record<string, string | null>>;

/** A kind of document that this deployment signs: which facts are signed, and where the document lies now. */
export interface SignedKind<Row extends object = object> {
  /** The name of the document's type in the graph; part of what is signed. */
  readonly name: string;
  /** The scope without which nobody may ask for the document. */
  readonly scope: string;
  /** What of a row is signed. A fact that may change later in the document's life does not belong here. */
  facts(row: Row): SignedFacts;
  /** The document as it is stored now; null when there is none in the asker's range. */
  find(em: EntityManager, id: string, asker: Principal): Promise<Row | null>;
}

/** Keeps the row type of a kind together, and forgets it for the registry. */
export function signedKind<Row extends object>(kind: SignedKind<Row>): SignedKind {
  return kind as unknown as SignedKind;
}

/** Everything that a signature covers. */
export interface SignedDocument {
  readonly kind: string;
  readonly documentId: string;
  readonly facts: SignedFacts;
  /** Subject of the token under which the document was made; null for the system itself. */
  readonly signedBy: string | null;
  readonly signedAt: Date;
  readonly keyId: string;
}

/**
 * The bytes that are signed: UTF-8 texts, each behind its length as four bytes, big end first. In this order:
 * `document`, kind, id, signer, instant (ISO 8601, UTC), key; then of each fact, sorted by name, its name, `=` and its
 * value, or its name and `-` where it is open. Two documents never share bytes, whatever their texts hold.
 */
export function canonicalBytes(document: SignedDocument): Buffer {
  const { kind, documentId, facts, signedBy, signedAt, keyId } = document;
  const said = Object.keys(facts)
    .sort()
    .flatMap(name => (facts[name] == null ? [name, '-'] : [name, '=', facts[name]]));
  return lengthPrefixed([
    'document',
    kind,
    documentId,
    signedBy ?? '',
    signedAt.toISOString(),
    keyId,
    ...said,
  ]);
}

/** The names of the facts in which a copy differs from what was signed; a fact that either lacks is one of them. */
export function alteredFacts(signed: SignedFacts, copy: SignedFacts): string[] {
  const names = new Set([...Object.keys(signed), ...Object.keys(copy)]);
  return [...names].filter(name => (signed[name] ?? null) !== (copy[name] ?? null)).sort();
}
