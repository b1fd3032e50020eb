import type { KeyObject } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import { redactText } from '../logging/logger.ts';
import { Paced } from '../events/paced.ts';
import { insertAtCommit } from '../persistence/at-commit.ts';
import { transaction, type EntityManager } from '../persistence/database.ts';
import { together } from '../persistence/statement.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { currentAsking } from './asking.ts';
import { TrustedKeys, type SigningKey } from '../signing/signing-key.ts';
import { AuditRecord, type AuditKind } from './audit-record.entity.ts';
import { ChainStore, recordOf, type ChainedRecord } from './chain-store.ts';
import { faultsOf, hashOf, sealOfHead, type ChainFault, type Link, type Start } from './chain.ts';
import { checkpointDue, faultsOfCheckpoints, signCheckpoint, type Checkpoint } from './checkpoint.ts';
import { signStatement, type Statement } from './export.ts';

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
  readonly checkpoints: number;
  readonly faults: readonly ChainFault[];
}

/** With what a chain is protected; the database holds neither. */
export interface AuditKeys {
  /** Seals the head, so that this process notices a chain that was made anew. */
  readonly seal: KeyObject;
  /** Signs checkpoints, so that everybody can. */
  readonly signing: SigningKey;
}

const BATCH = 500;
const POLL_MS = 1000;
/** Under load, records wait so long for others that are chained with them. */
const PAUSE_MS = 250;

/** The head was not sealed by this system: what is chained on it would cover up for whoever wrote it. */
class HeadForged extends Error {}

/**
 * The audit trail of one subgraph. A record is written in the transaction of its cause, without waiting for
 * any other; one writer at a time numbers and chains what is committed (advisory lock), so that acts do not
 * queue on the chain.
 */
export class AuditTrail {
  readonly #name: string;
  readonly #orm: MikroORM;
  readonly #keys: AuditKeys;
  readonly #trusted: TrustedKeys;
  readonly #store: ChainStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  #chaining: Promise<void> | null = null;
  #again = false;
  #alarmed = false;
  readonly #paced = new Paced(() => this.chain(), PAUSE_MS);
  #timer: NodeJS.Timeout | null = null;

  constructor(name: string, orm: MikroORM, keys: AuditKeys, clock: Clock, log: Logger) {
    this.#name = name;
    this.#orm = orm;
    this.#keys = keys;
    this.#trusted = new TrustedKeys([keys.signing.publicKey]);
    this.#store = new ChainStore(name, orm, keys.seal);
    this.#clock = clock;
    this.#log = log;
  }

  /** Writes records in the transaction of their cause, at its commit. */
  async record(tx: EntityManager, ...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const asking = currentAsking();
    const purpose = asking?.purpose ? redactText(`${asking.purpose.code}: ${asking.purpose.text}`) : null;
    const by = {
      subject: asking?.principal?.subject.slice(0, 200) ?? null,
      role: asking?.principal?.role ?? null,
      purpose,
      requestId: asking?.requestId.slice(0, 100) ?? null,
      occurredAt: this.#clock.now(),
    };
    const records = entries.map(entry => ({
      kind: entry.kind ?? 'CHANGE',
      action: entry.action.slice(0, 300),
      rowId: entry.rowId ?? null,
      personId: entry.personId ?? null,
      details: entry.details ? JSON.stringify(entry.details) : null,
      ...by,
    }));
    // A trail is not always that of the subgraph whose transaction it is.
    await insertAtCommit(tx, AuditRecord, records, this.#name);
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
    this.committed();
  }

  start(): void {
    this.#timer = setInterval(() => void this.chain(), POLL_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#paced.hurry();
    while (this.#chaining) await this.#chaining;
  }

  /** After a commit: chains soon. */
  committed(): void {
    this.#paced.ask();
  }

  /** Chains what is committed; calls during a run are folded into one more run. */
  chain(): Promise<void> {
    if (this.#chaining) {
      this.#again = true;
      return this.#chaining;
    }
    this.#chaining = this.#chainAll()
      .catch((error: unknown) => this.#notChained(error))
      .finally(() => {
        this.#chaining = null;
        if (this.#again) {
          this.#again = false;
          void this.chain();
        }
      });
    return this.#chaining;
  }

  /**
   * Reads the whole chain and says what is wrong with it, record by record. Checkpoints that were kept elsewhere also
   * find a database that was set back whole to an earlier day, head and checkpoints included.
   */
  async verify(kept: readonly Checkpoint[] = []): Promise<ChainReport> {
    await this.chain();
    const links: Link[] = [];
    let head = await this.#store.head();
    for (;;) {
      const records = await this.#store.after(links.at(-1)?.sequence ?? 0, BATCH * 4);
      links.push(...records.map(({ link }) => link));
      if (records.length > 0) continue;
      // Records chained meanwhile are no insertions: the end is reached when the head has stood still.
      const now = await this.#store.head();
      if (now.hash !== head.hash) {
        head = now;
        continue;
      }
      const checkpoints = await this.#store.checkpoints();
      const own = kept.filter(({ chain }) => chain === this.#name);
      const faults = [
        ...faultsOf(links, now),
        ...faultsOfCheckpoints(links, [...checkpoints, ...own], this.#trusted),
      ];
      return { records: links.length, checkpoints: checkpoints.length, faults };
    }
  }

  /** The signed checkpoint of all that is chained now; null while nothing is. */
  async checkpoint(): Promise<Checkpoint | null> {
    await this.chain();
    await transaction(this.#em(), tx => this.#addCheckpoint(tx));
    return this.#store.lastCheckpoint();
  }

  /**
   * Chained records in batches, in the order of the chain, from the first one at or after an instant; returns the
   * signed statement of them, null when there are none.
   */
  async *chained(from: Date | null): AsyncGenerator<readonly ChainedRecord[], Statement | null> {
    await this.chain();
    let after = from ? await this.#store.lastBefore(from) : 0;
    let start: Start | null = null;
    let end: Start | null = null;
    for (;;) {
      const records = await this.#store.after(after, BATCH);
      const [first, last] = [records[0], records.at(-1)];
      if (!first || !last) break;
      yield records;
      start ??= { sequence: first.link.sequence - 1, hash: first.link.previousHash };
      end = { sequence: last.link.sequence, hash: last.link.hash };
      after = end.sequence;
    }
    const exportedAt = this.#clock.now().toISOString();
    return start && end
      ? signStatement(this.#keys.signing, { chain: this.#name, after: start, upTo: end, exportedAt })
      : null;
  }

  async #chainAll(): Promise<void> {
    for (let more = true; more;) {
      const { pending, records, since } = await this.#store.progress();
      if (checkpointDue({ records, since }, this.#clock.now()))
        await transaction(this.#em(), tx => this.#addCheckpoint(tx));
      if (!pending) return;
      const chained = await transaction(this.#em(), tx => this.#chainBatch(tx));
      more = chained === BATCH;
    }
  }

  /** Chains a batch; how many records. */
  async #chainBatch(tx: EntityManager): Promise<number> {
    const head = await this.#lockedHead(tx);
    const rows = await this.#store.unchained(tx, BATCH);
    if (rows.length === 0) return 0;
    let { sequence, hash } = head;
    const chained = rows.map(row => {
      const previous_hash = hash;
      hash = hashOf(previous_hash, recordOf(row));
      return { id: String(row['id']), sequence: ++sequence, previous_hash, hash };
    });
    await together(tx, [
      {
        text: `update "${this.#name}".audit_record r
          set sequence = c.sequence, previous_hash = c.previous_hash, hash = c.hash
          from jsonb_to_recordset(?::jsonb) as c (id bigint, sequence bigint, previous_hash varchar, hash varchar)
          where r.id = c.id`,
        parameters: [JSON.stringify(chained)],
      },
      {
        text: `insert into "${this.#name}".audit_head (id, sequence, hash, seal) values (1, ?, ?, ?)
          on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal`,
        parameters: [sequence, hash, sealOfHead(this.#keys.seal, this.#name, sequence, hash)],
      },
    ]);
    return rows.length;
  }

  async #addCheckpoint(tx: EntityManager): Promise<void> {
    const { sequence, hash } = await this.#lockedHead(tx);
    if (sequence === 0) return;
    const madeAt = this.#clock.now().toISOString();
    const { keyId, signature } = signCheckpoint(this.#keys.signing, {
      chain: this.#name,
      sequence,
      hash,
      madeAt,
    });
    await tx.execute(
      `insert into "${this.#name}".audit_checkpoint (sequence, hash, made_at, key_id, signature)
       values (?, ?, ?, ?, ?) on conflict (sequence) do nothing`,
      [sequence, hash, madeAt, keyId, signature],
    );
  }

  /** The head, for one writer at a time; nothing is chained on one that this system did not seal. */
  async #lockedHead(tx: EntityManager) {
    await tx.execute(`select pg_advisory_xact_lock(hashtext('audit:${this.#name}'))`);
    const head = await this.#store.head(tx);
    if (!head.sealed) throw new HeadForged(`the head of the audit chain of ${this.#name} is not ours`);
    return head;
  }

  #notChained(error: unknown): void {
    if (!(error instanceof HeadForged)) {
      this.#log.warn({ err: error }, 'audit records could not be chained yet');
    } else if (!this.#alarmed) {
      this.#alarmed = true;
      this.#log.error({ alert: 'TAMPER', err: error }, 'the audit chain was written by somebody else');
    }
  }

  #em(): EntityManager {
    return this.#orm.em.fork() as EntityManager;
  }
}
