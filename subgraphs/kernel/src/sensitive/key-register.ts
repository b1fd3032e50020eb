import type { MikroORM } from '@mikro-orm/sql';
import type { SensitiveClass } from '#schema/sensitive/sensitive.law';
import type { Database, EntityManager, Row } from '../persistence/database.ts';
import { UnfitKey } from './keys.ts';
import type { KeyVersions } from './sealer.ts';

const KEYS_CHANNEL = 'medical_insurance_keys';
const FIRST_VERSION = 1;

/** The tables of versions: of the keys that seal, and of those of blind indexes. */
export type KeyTable = 'sealing_key' | 'index_key';

/**
 * Which version of each class's key a subgraph seals (or indexes) with, opens, and opens no more. The keys
 * themselves are derived from the root key; the database knows their numbers only.
 */
export class KeyRegister implements KeyVersions {
  readonly #name: string;
  readonly #orm: MikroORM;
  readonly #database: Database;
  readonly #checkValue: string;
  readonly #table: string;
  readonly #current = new Map<string, number>();
  readonly #retired = new Map<string, Set<number>>();
  #stopListening: (() => Promise<void>) | null = null;

  constructor(
    name: string,
    orm: MikroORM,
    database: Database,
    checkValue: string,
    table: KeyTable = 'sealing_key',
  ) {
    this.#name = name;
    this.#orm = orm;
    this.#database = database;
    this.#checkValue = checkValue;
    this.#table = `"${name}".${table}`;
  }

  /** Makes sure that this process holds the key of this database; remembers it at the very first start. */
  async open(): Promise<void> {
    const table = `"${this.#name}".key_check`;
    let [row] = await this.#execute(`select value from ${table}`);
    if (!row) {
      await this.#execute(`insert into ${table} (id, value) values (1, ?) on conflict do nothing`, [
        this.#checkValue,
      ]);
      [row] = await this.#execute(`select value from ${table}`);
    }
    if (row?.['value'] !== this.#checkValue) {
      throw new UnfitKey(
        `the root key (or POOLING_AREA) is not the one with which “${this.#name}” was sealed: ` +
          `start with the key that belongs to this database; nothing was overwritten`,
      );
    }
    await this.reload();
    // Another process of the same subgraph may rotate.
    this.#stopListening = await this.#database.listen(
      KEYS_CHANNEL,
      () => void this.reload().catch(() => undefined),
    );
  }

  async close(): Promise<void> {
    await this.#stopListening?.();
  }

  currentOf(sensitiveClass: SensitiveClass): number {
    return this.#current.get(sensitiveClass) ?? FIRST_VERSION;
  }

  isRetired(sensitiveClass: SensitiveClass, version: number): boolean {
    return this.#retired.get(sensitiveClass)?.has(version) ?? false;
  }

  /** Every version that has not been retired, oldest first; the last one seals. */
  versionsOf(sensitiveClass: SensitiveClass): number[] {
    const current = this.currentOf(sensitiveClass);
    return Array.from({ length: current }, (_, index) => index + FIRST_VERSION).filter(
      version => !this.isRetired(sensitiveClass, version),
    );
  }

  /** From the commit on, new values are sealed with the next version; values of the old ones still open. */
  async begin(tx: EntityManager, sensitiveClass: SensitiveClass, at: Date): Promise<number> {
    const version = this.currentOf(sensitiveClass) + 1;
    await this.#put(tx, sensitiveClass, version - 1, 'OLD', at);
    await this.#put(tx, sensitiveClass, version, 'CURRENT', at);
    return version;
  }

  async retire(tx: EntityManager, sensitiveClass: SensitiveClass, version: number, at: Date): Promise<void> {
    await this.#put(tx, sensitiveClass, version, 'RETIRED', at);
  }

  /** Makes a change known to every process, this one first. */
  async announce(): Promise<void> {
    await this.reload();
    await this.#database.notify(KEYS_CHANNEL, this.#name);
  }

  async reload(): Promise<void> {
    const rows = await this.#execute(`select class, version, state from ${this.#table}`);
    this.#current.clear();
    this.#retired.clear();
    for (const row of rows) {
      const [sensitiveClass, version] = [String(row['class']), Number(row['version'])];
      if (row['state'] === 'CURRENT') this.#current.set(sensitiveClass, version);
      if (row['state'] === 'RETIRED') {
        this.#retired.set(sensitiveClass, (this.#retired.get(sensitiveClass) ?? new Set()).add(version));
      }
    }
  }

  async #put(
    tx: EntityManager,
    sensitiveClass: string,
    version: number,
    state: string,
    at: Date,
  ): Promise<void> {
    await tx.execute(
      `insert into ${this.#table} (class, version, state, since) values (?, ?, ?, ?)
       on conflict (class, version) do update set state = excluded.state, since = excluded.since`,
      [sensitiveClass, version, state, at.toISOString()],
    );
  }

  #execute(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (this.#orm.em.fork() as EntityManager).execute(sql, parameters);
  }
}
