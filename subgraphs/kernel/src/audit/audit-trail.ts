import type { KeyObject } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import { redactText } from '../logging/logger.ts';
import { transaction, type EntityManager, type Row } from '../persistence/database.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { currentAsking } from './asking.ts';
import { type AuditRecord, type AuditKind } from './audit-record.entity.ts';
import { faultsOf, GENESIS, hashOf, sealOfHead, type ChainFault, type Head, type Link } from './chain.ts';

/** One act to be kept. Who did it, for which purpose and in which request is taken from the request itself. */
export interface AuditEntry {
  readonly kind?: AuditKind;
  /** `Type.field`, or the operation. */
  readonly action: string;
  readonly rowId?: string | null;
  readonly personId?: string | null;
  /** Facts beyond that; keys and states, never a sensitive value. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ChainReport {
  readonly records: number;
  readonly faults: readonly ChainFault[];
}

const BATCH = 500;
const POLL_MS = 1000;
const COLUMNS = `id, kind, subject, role, action, row_id, person_id, purpose, request_id, occurred_at, details`;

/**
 * The audit trail of one subgraph. A record is written in the transaction of its cause, without waiting for
 * any other; one writer at a time numbers and chains what is committed (advisory lock), so that acts do not
 * queue on the chain.
 */
export class AuditTrail {
  readonly #name: string;
  readonly #orm: MikroORM;
  readonly #key: KeyObject;
  readonly #clock: Clock;
  readonly #log: Logger;
  #chaining: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(name: string, orm: MikroORM, key: KeyObject, clock: Clock, log: Logger) {
    this.#name = name;
    this.#orm = orm;
    this.#key = key;
    this.#clock = clock;
    this.#log = log;
  }

  /** Writes records in the transaction of their cause: one statement, however many. */
  async record(tx: EntityManager, ...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const asking = currentAsking();
    const purpose = asking?.purpose ? redactText(`${asking.purpose.code}: ${asking.purpose.text}`) : null;
    const rows = entries.map(entry => ({
      kind: entry.kind ?? 'CHANGE',
      action: entry.action.slice(0, 300),
      row_id: entry.rowId ?? null,
      person_id: entry.personId ?? null,
      details: entry.details ? JSON.stringify(entry.details) : null,
    }));
    await tx.execute(
      `insert into "${this.#name}".audit_record
         (kind, action, row_id, person_id, details, subject, role, purpose, request_id, occurred_at)
       select kind, action, row_id, person_id, details, ?::varchar, ?::varchar, ?::varchar, ?::varchar, ?::timestamptz
       from jsonb_to_recordset(?::jsonb)
         as entry (kind varchar, action varchar, row_id varchar, person_id varchar, details text)`,
      [
        asking?.principal?.subject.slice(0, 200) ?? null,
        asking?.principal?.role ?? null,
        purpose,
        asking?.requestId.slice(0, 100) ?? null,
        this.#clock.now().toISOString(),
        JSON.stringify(rows),
      ],
    );
  }

  /** Writes records whose cause changes nothing, in a transaction of their own. */
  async recordAlone(
    entries: readonly AuditEntry[],
    alongside?: (tx: EntityManager) => Promise<void>,
  ): Promise<void> {
    if (entries.length === 0) return;
    await transaction(this.#em(), async tx => {
      await alongside?.(tx);
      await this.record(tx, ...entries);
    });
    void this.chain();
  }

  start(): void {
    this.#timer = setInterval(() => void this.chain(), POLL_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    while (this.#chaining) await this.#chaining;
  }

  /** Chains what is committed; calls during a run are folded into one more run. */
  chain(): Promise<void> {
    if (this.#chaining) {
      this.#again = true;
      return this.#chaining;
    }
    this.#chaining = this.#chainAll()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'audit records could not be chained yet'))
      .finally(() => {
        this.#chaining = null;
        if (this.#again) {
          this.#again = false;
          void this.chain();
        }
      });
    return this.#chaining;
  }

  /** Reads the whole chain and says what is wrong with it, record by record. */
  async verify(): Promise<ChainReport> {
    await this.chain();
    const links: Link[] = [];
    let head = await this.#head();
    for (;;) {
      const rows = await this.#execute(
        `select ${COLUMNS}, sequence, previous_hash, hash from "${this.#name}".audit_record
         where sequence > ? order by sequence limit ${BATCH * 4}`,
        [links.at(-1)?.sequence ?? 0],
      );
      links.push(...rows.map(linkOf));
      if (rows.length > 0) continue;
      // Records chained meanwhile are no insertions: the end is reached when the head has stood still.
      const now = await this.#head();
      if (now.hash === head.hash) return { records: links.length, faults: faultsOf(links, now) };
      head = now;
    }
  }

  async #chainAll(): Promise<void> {
    for (;;) {
      const [pending] = await this.#execute(
        `select 1 from "${this.#name}".audit_record where sequence is null limit 1`,
      );
      if (!pending) return;
      await transaction(this.#em(), tx => this.#chainBatch(tx));
    }
  }

  async #chainBatch(tx: EntityManager): Promise<void> {
    await tx.execute(`select pg_advisory_xact_lock(hashtext('audit:${this.#name}'))`);
    const head = await this.#head(tx);
    const rows: Row[] = await tx.execute(
      `select ${COLUMNS} from "${this.#name}".audit_record where sequence is null order by id limit ${BATCH}`,
    );
    if (rows.length === 0) return;
    let { sequence, hash } = head;
    const chained = rows.map(row => {
      const previous_hash = hash;
      hash = hashOf(previous_hash, recordOf(row));
      return { id: String(row['id']), sequence: ++sequence, previous_hash, hash };
    });
    await tx.execute(
      `update "${this.#name}".audit_record r
       set sequence = c.sequence, previous_hash = c.previous_hash, hash = c.hash
       from jsonb_to_recordset(?::jsonb) as c (id bigint, sequence bigint, previous_hash varchar, hash varchar)
       where r.id = c.id`,
      [JSON.stringify(chained)],
    );
    await tx.execute(
      `insert into "${this.#name}".audit_head (id, sequence, hash, seal) values (1, ?, ?, ?)
       on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal`,
      [sequence, hash, sealOfHead(this.#key, this.#name, sequence, hash)],
    );
  }

  async #head(tx?: EntityManager): Promise<Head> {
    const [row] = await this.#execute(`select sequence, hash, seal from "${this.#name}".audit_head`, [], tx);
    if (!row) return { sequence: 0, hash: GENESIS, sealed: true };
    const [sequence, hash] = [Number(row['sequence']), String(row['hash'])];
    return { sequence, hash, sealed: row['seal'] === sealOfHead(this.#key, this.#name, sequence, hash) };
  }

  #execute(sql: string, parameters: unknown[] = [], tx?: EntityManager): Promise<Row[]> {
    return (tx ?? this.#em()).execute(sql, parameters);
  }

  #em(): EntityManager {
    return this.#orm.em.fork() as EntityManager;
  }
}

function recordOf(row: Row): Omit<AuditRecord, 'sequence' | 'previousHash' | 'hash'> {
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

function linkOf(row: Row): Link {
  const [previousHash, hash] = [String(row['previous_hash']), String(row['hash'])];
  return {
    id: String(row['id']),
    sequence: Number(row['sequence']),
    previousHash,
    hash,
    sound: hash === hashOf(previousHash, recordOf(row)),
  };
}
