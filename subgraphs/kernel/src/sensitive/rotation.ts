import type { SensitiveClass } from '#schema/sensitive/sensitive.law';
import { transaction, type EntityManager, type Row } from '../persistence/database.ts';
import type { Kernel } from '../server/subgraph.ts';
import { ERASED_ENVELOPE, SealBroken, SHORTEST_ENVELOPE } from './envelope.ts';
import { Sealed } from './sealed.ts';
import { sensitiveColumnsOf, type SensitiveColumn } from './sensitive-columns.ts';

export interface RotationProgress {
  readonly subgraph: string;
  readonly class: SensitiveClass;
  readonly version: number;
  readonly done: number;
  readonly total: number;
}

export interface KeyUse {
  readonly subgraph: string;
  readonly class: SensitiveClass;
  readonly version: number;
  readonly current: boolean;
  /** Values that are sealed with it. */
  readonly values: number;
}

const BATCH = 500;
/** Version of the key in the header of an envelope. */
const KEY_ID = (column: string): string => `(get_byte("${column}", 2) * 256 + get_byte("${column}", 3))`;
/** What is long enough to have been sealed; what stands in place of an erased value is not. */
const SEALED = (column: string): string => `octet_length("${column}") >= ${SHORTEST_ENVELOPE}`;

/** Moves the sealed values of one subgraph from one version of a class's key to the next, while it works. */
export class KeyRotation {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** How many values every living version of a class's key seals. */
  async use(sensitiveClass: SensitiveClass): Promise<KeyUse[]> {
    const counts = new Map<number, number>();
    for (const column of this.#columns(sensitiveClass)) {
      const rows = await this.#execute(
        `select ${KEY_ID(column.column)} as version, count(*) as values from ${column.table}
         where ${SEALED(column.column)} group by 1`,
      );
      for (const row of rows) {
        const version = Number(row['version']);
        counts.set(version, (counts.get(version) ?? 0) + Number(row['values']));
      }
    }
    const current = this.#kernel.keyRegister.currentOf(sensitiveClass);
    const versions = new Set([...this.#kernel.keyRegister.versionsOf(sensitiveClass), ...counts.keys()]);
    return [...versions]
      .sort((a, b) => a - b)
      .map(version => ({
        subgraph: this.#kernel.name,
        class: sensitiveClass,
        version,
        current: version === current,
        values: counts.get(version) ?? 0,
      }));
  }

  /**
   * Re-seals batch by batch; old and new values are readable all the while. Called again after it was broken
   * off, it goes on where it stood instead of beginning another version. Answers how many values were left on
   * old keys, counted at the end: none, or those that do not open.
   */
  async rotate(sensitiveClass: SensitiveClass, tell: (progress: RotationProgress) => void): Promise<number> {
    const columns = this.#columns(sensitiveClass);
    if (columns.length === 0) return 0;
    if ((await this.#left(sensitiveClass)) === 0 && !(await this.#unused(sensitiveClass))) {
      await this.#begin(sensitiveClass);
    }
    const version = this.#kernel.keyRegister.currentOf(sensitiveClass);
    const total = await this.#left(sensitiveClass);
    let done = 0;
    const report = (): void =>
      tell({ subgraph: this.#kernel.name, class: sensitiveClass, version, done, total });
    report();
    for (const column of columns) {
      for await (const moved of this.#resealColumn(column, version)) {
        done += moved;
        report();
      }
    }
    return this.#left(sensitiveClass);
  }

  /** Closes the old versions for good; the caller has seen that nothing is left on them. */
  async retire(sensitiveClass: SensitiveClass): Promise<number[]> {
    const { keyRegister, audit, clock } = this.#kernel;
    const current = keyRegister.currentOf(sensitiveClass);
    const old = keyRegister.versionsOf(sensitiveClass).filter(version => version !== current);
    await this.#kernel.transaction(async tx => {
      for (const version of old) {
        await keyRegister.retire(tx, sensitiveClass, version, clock.now());
        await audit.record(tx, {
          kind: 'ADMINISTRATION',
          action: 'keys.retire',
          details: { class: sensitiveClass, version },
        });
      }
    });
    await keyRegister.announce();
    return old;
  }

  async #begin(sensitiveClass: SensitiveClass): Promise<void> {
    const { keyRegister, audit, clock } = this.#kernel;
    await this.#kernel.transaction(async tx => {
      const version = await keyRegister.begin(tx, sensitiveClass, clock.now());
      await audit.record(tx, {
        kind: 'ADMINISTRATION',
        action: 'keys.rotate',
        details: { class: sensitiveClass, version },
      });
    });
    await keyRegister.announce();
  }

  /** Values that are not sealed with the current version. */
  async #left(sensitiveClass: SensitiveClass): Promise<number> {
    const uses = await this.use(sensitiveClass);
    return uses.reduce((sum, { current, values }) => sum + (current ? 0 : values), 0);
  }

  /** A rotation that begins while the newest version seals nothing at all would only count numbers up. */
  async #unused(sensitiveClass: SensitiveClass): Promise<boolean> {
    return (await this.use(sensitiveClass)).every(({ values }) => values === 0);
  }

  async *#resealColumn(column: SensitiveColumn, version: number): AsyncGenerator<number> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await this.#execute(
        `select id, ${column.personColumn ? `"${column.personColumn}"` : 'null'} as person_id, "${column.column}" as value
         from ${column.table}
         where ${SEALED(column.column)} and ${KEY_ID(column.column)} <> ? and id > ? order by id limit ${BATCH}`,
        [version, after],
      );
      if (rows.length === 0) return;
      after = String(rows.at(-1)!['id']);
      await transaction(this.#kernel.em(), tx => this.#resealRows(tx, column, rows));
      yield rows.length;
    }
  }

  async #resealRows(tx: EntityManager, column: SensitiveColumn, rows: readonly Row[]): Promise<void> {
    const { salts, sealer } = this.#kernel;
    const personIds = new Set(rows.flatMap(({ person_id: id }) => (id === null ? [] : [String(id)])));
    const states = await salts.ofAll(personIds, tx);
    const erased = (row: Row): boolean => states.get(String(row['person_id'])) === 'ERASED';
    await sealer.prepare(
      tx,
      [...personIds].filter(id => states.get(id) !== 'ERASED'),
    );
    const moves = [];
    for (const row of rows) {
      const fresh = erased(row) ? ERASED_ENVELOPE : await this.#reseal(tx, column, row);
      if (!fresh) continue;
      const old = Buffer.from(row['value'] as Uint8Array);
      moves.push({ id: row['id'], old: old.toString('hex'), fresh: fresh.toString('hex') });
    }
    // Whoever changed a value meanwhile has sealed it with the current version already.
    await tx.execute(
      `update ${column.table} t set "${column.column}" = decode(m.fresh, 'hex')
       from jsonb_to_recordset(?::jsonb) as m (id uuid, old text, fresh text)
       where t.id = m.id and t."${column.column}" = decode(m.old, 'hex')`,
      [JSON.stringify(moves)],
    );
  }

  /** One value sealed anew; null when it does not open, so that it stays as it is for whoever looks into it. */
  async #reseal(
    tx: EntityManager,
    { type, field, personColumn }: SensitiveColumn,
    row: Row,
  ): Promise<Buffer | null> {
    const id = String(row['id']);
    const personId = personColumn && row['person_id'] !== null ? String(row['person_id']) : null;
    const sealed = new Sealed(row['value'] as Uint8Array);
    const { sealer, log } = this.#kernel;
    try {
      const clear = await sealer.open(tx, type.name, field, { id, personId, [field]: sealed });
      const columns = await sealer.seal(tx, type, { rowId: id, personId }, { [field]: clear });
      return (columns[field] as Sealed).envelope;
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      log.error({ alert: 'TAMPER', typeName: type.name, field, rowId: id }, 'a sealed value does not open');
      return null;
    }
  }

  #columns(sensitiveClass: SensitiveClass): SensitiveColumn[] {
    return sensitiveColumnsOf(this.#kernel.orm, this.#kernel.name).filter(
      ({ declaration }) => declaration.class === sensitiveClass && declaration.store === 'SEALED',
    );
  }

  #execute(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.#kernel.em().execute(sql, parameters);
  }
}
