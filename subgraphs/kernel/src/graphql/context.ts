import DataLoader from 'dataloader';
import type { CursorCodec } from './cursor.ts';
import { unauthenticated } from './errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { RefusalRecords } from '../audit/refusal-records.ts';
import type { Readings } from '../audit/readings.ts';
import type { Purpose } from '../identity/purpose.ts';
import type { EntityManager } from '../persistence/database.ts';
import type { DocumentSignatures } from '../signing/document-signatures.ts';

/** What a resolver may use: who asks, the subgraph's services, and loaders that live as long as the request. */
export class SubgraphContext<Services = unknown> {
  readonly requestId: string;
  /** Why the asker reads personal data, stated once for the whole request or subscription; null when not stated. */
  readonly purpose: Purpose | null;
  readonly services: Services;
  /** A fork for reading in this request. */
  readonly em: EntityManager;
  /** What this request reads in the clear and what it is refused. */
  readonly readings: Readings;
  /** Acts of anybody that rules refused. */
  readonly attempts: RefusalRecords;
  readonly cursors: CursorCodec;
  readonly signatures: DocumentSignatures;
  /** For whom a service asks; null when the principal asks for itself. */
  readonly onBehalfOf: Principal | null;
  readonly #principal: Principal | null;
  readonly #loaders = new Map<string, DataLoader<never, unknown>>();

  constructor(options: {
    principal: Principal | null;
    onBehalfOf?: Principal | null;
    requestId: string;
    purpose?: Purpose | null;
    services: Services;
    em: EntityManager;
    readings: Readings;
    attempts: RefusalRecords;
    cursors: CursorCodec;
    signatures: DocumentSignatures;
  }) {
    this.#principal = options.principal;
    this.onBehalfOf = options.onBehalfOf ?? null;
    this.requestId = options.requestId;
    this.purpose = options.purpose ?? null;
    this.services = options.services;
    this.em = options.em;
    this.readings = options.readings;
    this.attempts = options.attempts;
    this.cursors = options.cursors;
    this.signatures = options.signatures;
  }

  /** Who asks; UNAUTHENTICATED without a token. */
  get principal(): Principal {
    if (!this.#principal) throw unauthenticated();
    return this.#principal;
  }

  get principalOrNull(): Principal | null {
    return this.#principal;
  }

  /**
   * The loader of a name, made on first use in this request: all keys asked in one tick are one
   * call of `load`, which answers in the order of the keys (null for what is not there).
   */
  loader<Key extends string, Value>(
    name: string,
    load: (keys: readonly Key[], context: this) => Promise<readonly (Value | null)[]>,
  ): DataLoader<Key, Value | null> {
    let loader = this.#loaders.get(name) as DataLoader<Key, Value | null> | undefined;
    if (!loader) {
      loader = new DataLoader<Key, Value | null>(keys => load(keys, this));
      this.#loaders.set(name, loader as unknown as DataLoader<never, unknown>);
    }
    return loader;
  }
}

/** Puts rows in the order of the keys that asked for them; null where there is none. */
export function inOrder<Key, Value>(
  keys: readonly Key[],
  rows: Iterable<Value>,
  keyOf: (row: Value) => Key,
): (Value | null)[] {
  const byKey = new Map<Key, Value>();
  for (const row of rows) byKey.set(keyOf(row), row);
  return keys.map(key => byKey.get(key) ?? null);
}

/** Groups rows under the keys that asked for them; an empty list where there are none. */
export function groupedBy<Key, Value>(
  keys: readonly Key[],
  rows: Iterable<Value>,
  keyOf: (row: Value) => Key,
): Value[][] {
  const byKey = new Map<Key, Value[]>(keys.map(key => [key, []]));
  for (const row of rows) byKey.get(keyOf(row))?.push(row);
  return keys.map(key => byKey.get(key) ?? []);
}
