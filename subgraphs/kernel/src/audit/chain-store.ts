import type { KeyObject } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/sql';
import type { EntityManager, Row } from '../persistence/database.ts';
import type { AuditKind } from './audit-record.entity.ts';
import { GENESIS, hashOf, sealOfHead, type AuditFacts, type Head, type Link } from './chain.ts';
import type { Checkpoint, Progress } from './checkpoint.ts';

/** A record with its place in the chain. */
export interface ChainedRecord {
  readonly link: Link;
  readonly facts: AuditFacts;
}

const COLUMNS = `id, kind, subject, role, action, row_id, person_id, purpose, request_id, occurred_at, details`;

/** The tables of one audit chain as they are read: records, head, checkpoints. */
export class ChainStore {
  readonly #name: string;
  readonly #orm: MikroORM;
  readonly #seal: KeyObject;

  constructor(name: string, orm: MikroORM, seal: KeyObject) {
    this.#name = name;
    this.#orm = orm;
    this.#seal = seal;
  }

  async head(tx?: EntityManager): Promise<Head> {
    const [row] = await this.#read(`select sequence, hash, seal from "${this.#name}".audit_head`, [], tx);
    if (!row) return { sequence: 0, hash: GENESIS, sealed: true };
    const [sequence, hash] = [Number(row['sequence']), String(row['hash'])];
    return { sequence, hash, sealed: row['seal'] === sealOfHead(this.#seal, this.#name, sequence, hash) };
  }

  /** Whether records wait to be chained, and how far the chain is ahead of its last checkpoint. */
  async progress(): Promise<Progress & { readonly pending: boolean }> {
    const [row] = await this.#read(
      `select exists (select 1 from "${this.#name}".audit_record where sequence is null) as pending,
         coalesce((select sequence from "${this.#name}".audit_head), 0) - last.sequence as records,
         (select occurred_at from "${this.#name}".audit_record r where r.sequence = last.sequence + 1) as since
       from (select coalesce(max(sequence), 0) as sequence from "${this.#name}".audit_checkpoint) last`,
    );
    const since = row!['since'] as string | Date | null;
    return {
      pending: row!['pending'] === true,
      records: Number(row!['records']),
      since: since === null ? null : new Date(since),
    };
  }

  /** Records that are committed and not chained yet, oldest first. */
  unchained(tx: EntityManager, limit: number): Promise<Row[]> {
    return this.#read(
      `select ${COLUMNS} from "${this.#name}".audit_record where sequence is null order by id limit ${limit}`,
      [],
      tx,
    );
  }

  /** Chained records behind a place in the chain. */
  async after(sequence: number, limit: number): Promise<ChainedRecord[]> {
    const rows = await this.#read(
      `select ${COLUMNS}, sequence, previous_hash, hash from "${this.#name}".audit_record
       where sequence > ? order by sequence limit ${limit}`,
      [sequence],
    );
    return rows.map(chainedRecordOf);
  }

  /** The place in the chain before the first record that was made at an instant or later. */
  async lastBefore(instant: Date): Promise<number> {
    const [row] = await this.#read(
      `select coalesce(
         (select min(sequence) - 1 from "${this.#name}".audit_record where occurred_at >= ?),
         (select max(sequence) from "${this.#name}".audit_record), 0) as sequence`,
      [instant.toISOString()],
    );
    return Number(row!['sequence']);
  }

  async checkpoints(): Promise<Checkpoint[]> {
    const rows = await this.#read(
      `select sequence, hash, made_at, key_id, signature from "${this.#name}".audit_checkpoint order by sequence`,
    );
    return rows.map(row => this.#checkpointOf(row));
  }

  async lastCheckpoint(): Promise<Checkpoint | null> {
    const [row] = await this.#read(
      `select sequence, hash, made_at, key_id, signature from "${this.#name}".audit_checkpoint
       order by sequence desc limit 1`,
    );
    return row ? this.#checkpointOf(row) : null;
  }

  #checkpointOf(row: Row): Checkpoint {
    return {
      chain: this.#name,
      sequence: Number(row['sequence']),
      hash: String(row['hash']),
      madeAt: new Date(row['made_at'] as string | Date).toISOString(),
      keyId: String(row['key_id']),
      signature: String(row['signature']),
    };
  }

  #read(sql: string, parameters: unknown[] = [], tx?: EntityManager): Promise<Row[]> {
    return (tx ?? (this.#orm.em.fork() as EntityManager)).execute(sql, parameters);
  }
}

/** What a stored record says, apart from its place in the chain. */
export function recordOf(row: Row): AuditFacts {
  const text = (column: string): string | null => (row[column] === null ? null : String(row[column]));
  return {
    id: String(row['id']),
    kind: row['kind'] as AuditKind,
    subject: text('subject'),
    role: text('role'),
    action: String(row['action']),
    rowId: text('row_id'),
    personId: text('person_id'),
    purpose: text('purpose'),
    requestId: text('request_id'),
    occurredAt: new Date(row['occurred_at'] as string | Date),
    details: text('details'),
  };
}

function chainedRecordOf(row: Row): ChainedRecord {
  const facts = recordOf(row);
  const [previousHash, hash] = [String(row['previous_hash']), String(row['hash'])];
  const sound = hash === hashOf(previousHash, facts);
  return { facts, link: { id: facts.id, sequence: Number(row['sequence']), previousHash, hash, sound } };
}
