import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from '../sensitive/envelope.ts';
import type { AuditRecord } from './audit-record.entity.ts';

/** What the first record of a chain follows. */
export const GENESIS = '0'.repeat(64);

/** What an audit record says, apart from its place in the chain. */
export type AuditFacts = Omit<AuditRecord, 'sequence' | 'previousHash' | 'hash'>;

/** SM3 over the hash of the record before and every fact of this one, in a fixed order. Source: GB/T 32905-2016. */
export function hashOf(previousHash: string, record: AuditFacts): string {
  const facts = [
    String(record.id),
    record.kind,
    record.subject,
    record.role,
    record.action,
    record.rowId,
    record.personId,
    record.purpose,
    record.requestId,
    record.occurredAt.toISOString(),
    record.details,
  ];
  const bytes = lengthPrefixed([Buffer.from(previousHash, 'hex'), JSON.stringify(facts)]);
  return createHash('sm3').update(bytes).digest('hex');
}

/** The seal of a chain's head: whoever holds the database but not the key cannot make another. */
export function sealOfHead(key: KeyObject, chain: string, sequence: number, hash: string): string {
  return createHmac('sm3', key)
    .update(lengthPrefixed([chain, String(sequence), hash]))
    .digest('hex');
}

/** One record as it stands in the chain. */
export interface Link {
  readonly id: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  /** Whether `hash` is the hash of what the record says now. */
  readonly sound: boolean;
}

export interface Head {
  readonly sequence: number;
  readonly hash: string;
  readonly sealed: boolean;
}

export interface ChainFault {
  readonly fault:
    | 'ALTERED'
    | 'REMOVED'
    | 'INSERTED'
    | 'REORDERED'
    | 'HEAD_FORGED'
    | 'CHECKPOINT_FORGED'
    | 'REWRITTEN'
    | 'SET_BACK';
  /** Place in the chain, or the places from–to that are missing. */
  readonly sequence: number;
  readonly upTo?: number;
  /** The record that is named; null where it is gone. */
  readonly id: string | null;
}

/** Where a chain, or the part of one that is looked at, begins. */
export interface Start {
  readonly sequence: number;
  readonly hash: string;
}

const BEGINNING: Start = { sequence: 0, hash: GENESIS };

/**
 * Decides whether a chain is whole, or a part of it behind `start`. Links come in the order of their sequence. An altered record does not
 * have its own hash; a removed one leaves a gap, or a follower without a predecessor; an inserted one shares
 * its predecessor with the record after it; a reordered one follows a record that stands elsewhere.
 */
export function faultsOf(links: readonly Link[], head: Head, start: Start = BEGINNING): ChainFault[] {
  const faults: ChainFault[] = [];
  const known = new Set(links.map(link => link.hash)).add(start.hash);
  let before: Link | null = null;
  for (const link of links) {
    const at = { sequence: link.sequence, id: link.id };
    if (!link.sound) faults.push({ fault: 'ALTERED', ...at });
    const expected: number = (before?.sequence ?? start.sequence) + 1;
    const follows = link.previousHash === (before?.hash ?? start.hash);
    if (link.sequence > expected) {
      faults.push({ fault: 'REMOVED', sequence: expected, upTo: link.sequence - 1, id: null });
    } else if (!follows && before) {
      if (before.previousHash === link.previousHash) {
        faults.push({ fault: 'INSERTED', sequence: before.sequence, id: before.id });
      } else if (known.has(link.previousHash)) {
        faults.push({ fault: 'REORDERED', ...at });
      } else if (before.sound) {
        faults.push({ fault: 'ALTERED', sequence: before.sequence, id: before.id });
      }
    } else if (!follows) {
      faults.push({ fault: known.has(link.previousHash) ? 'REORDERED' : 'REMOVED', ...at });
    }
    before = link;
  }
  const last = before ?? { ...start, id: null };
  if (!head.sealed) faults.push({ fault: 'HEAD_FORGED', sequence: head.sequence, id: null });
  else if (last.sequence < head.sequence) {
    faults.push({ fault: 'REMOVED', sequence: last.sequence + 1, upTo: head.sequence, id: null });
  } else if (last.sequence > head.sequence) {
    faults.push({ fault: 'INSERTED', sequence: head.sequence + 1, upTo: last.sequence, id: last.id });
  } else if (last.hash !== head.hash) faults.push({ fault: 'ALTERED', sequence: last.sequence, id: last.id });
  return faults;
}
