import type { Outbox } from '../events/outbox.ts';
import type { EntityManager } from '../persistence/database.ts';
import type { Sealer } from '../sensitive/sealer.ts';
import type { Clock } from '../vocabulary/calendar.ts';

/** Kinds of real input that can be loaded. */
export const IMPORT_KINDS = ['drugs', 'rules', 'codes', 'policy', 'claims', 'gpu'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** One file on its way in; it is streamed, and may be read once. */
export interface ImportFile {
  /** Base name, such as `catalogue.csv`. */
  readonly name: string;
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

export type Verdict = 'ACCEPTED' | 'REFUSED' | 'DUPLICATE' | 'UNCHANGED';

export interface RowVerdict {
  /** Line of the file, from 1; the header is line 1. */
  readonly line: number;
  readonly verdict: Verdict;
  /** Why it was refused, or what was noticed; names no personal value. */
  readonly reason?: string;
}

export interface ImportScope {
  /** The one transaction of the file: all its rows are kept, or none. */
  readonly tx: EntityManager;
  readonly outbox: Outbox;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly report: (verdict: RowVerdict) => void;
}

/** Brings files of one kind into a subgraph. */
export interface Importer {
  readonly kind: ImportKind;
  /** Whether this importer understands a file, by its name. */
  accepts(fileName: string): boolean;
  /** Files that must be loaded together (a folder of tables) come in one call, in name order. */
  load(files: readonly ImportFile[], scope: ImportScope): Promise<void>;
  /** How files are grouped into transactions; each file is one by default. */
  readonly together?: boolean;
}

/** A file that cannot be imported as a whole; nothing of it is kept. */
export class FileRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'FileRefused';
  }
}
