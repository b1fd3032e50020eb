import type { SensitiveClass } from '#schema/sensitive/sensitive.law';
import type { Row } from '../persistence/database.ts';
import type { Kernel } from '../server/subgraph.ts';
import { indexVersionIn } from './blind-index.ts';
import { SealBroken, SHORTEST_ENVELOPE } from './envelope.ts';
import type { RotationProgress } from './rotation.ts';
import { Sealed } from './sealed.ts';
import { placeOf } from './sealer.ts';
import { sensitiveColumnsOf, type SensitiveColumn } from './sensitive-columns.ts';

const BATCH = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

type SearchableField = SensitiveColumn & { readonly indexColumn: string };

/**
 * Moves the blind indexes of one subgraph to the next version of a class's index key, while it works: values are
 * looked up under both until none is left on the old one. Rows that have a value and no index get theirs.
 */
export class BlindIndexRotation {
  readonly #kernel: Kernel;
  readonly #class: SensitiveClass;
  readonly #fields: readonly SearchableField[];

  constructor(kernel: Kernel, sensitiveClass: SensitiveClass) {
    this.#kernel = kernel;
    this.#class = sensitiveClass;
    this.#fields = sensitiveColumnsOf(kernel.orm, kernel.name).filter(
      (field): field is SearchableField =>
        field.declaration.class === sensitiveClass && field.indexColumn !== null,
    );
  }

  /** Whether the subgraph has a searchable field of the class at all. */
  get searchable(): boolean {
    return this.#fields.length > 0;
  }

  /**
   * Writes indexes anew, batch by batch. Called again after it was broken off, it goes on where it stood. Answers how
   * many values have no index of the new version: none, or those that do not open; while one is left, the old
   * version is looked up as well.
   */
  async rotate(tell: (progress: RotationProgress) => void): Promise<number> {
    const { indexRegister, name } = this.#kernel;
    if (indexRegister.versionsOf(this.#class).length === 1) await this.#begin();
    const version = indexRegister.currentOf(this.#class);
    const total = await this.#left(version);
    let done = 0;
    const report = (): void => tell({ subgraph: name, class: this.#class, version, done, total });
    report();
    for (const field of this.#fields) {
      for await (const moved of this.#move(field, version)) {
        done += moved;
        report();
      }
    }
    const left = await this.#left(version);
    if (left === 0) await this.#close(version);
    return left;
  }

  async #begin(): Promise<void> {
    const { indexRegister, audit, clock } = this.#kernel;
    await this.#kernel.transaction(async tx => {
      const version = await indexRegister.begin(tx, this.#class, clock.now());
      await audit.record(tx, {
        kind: 'ADMINISTRATION',
        action: 'keys.rotate-index',
        details: { class: this.#class, version },
      });
    });
    await indexRegister.announce();
  }

  /** From now on nothing is looked up under the versions before. */
  async #close(version: number): Promise<void> {
    const { indexRegister, clock } = this.#kernel;
    const old = indexRegister.versionsOf(this.#class).filter(one => one !== version);
    await this.#kernel.transaction(async tx => {
      for (const one of old) await indexRegister.retire(tx, this.#class, one, clock.now());
    });
    await indexRegister.announce();
  }

  async #left(version: number): Promise<number> {
    let left = 0;
    for (const field of this.#fields) {
      const [row] = await this.#execute(
        `select count(*) as count from ${field.table} t where ${this.#stale(field)}`,
        [version],
      );
      left += Number(row!['count']);
    }
    return left;
  }

  /** A value that was not erased, with no index, or one of another version. */
  #stale({ column, indexColumn }: SearchableField): string {
    return `octet_length(t."${column}") >= ${SHORTEST_ENVELOPE}
      and ${indexVersionIn(`t."${indexColumn}"`)} is distinct from ?`;
  }

  async *#move(field: SearchableField, version: number): AsyncGenerator<number> {
    const { table, column, indexColumn, personColumn } = field;
    let after = FIRST_ID;
    for (;;) {
      const rows = await this.#execute(
        `select t.id, ${personColumn ? `t."${personColumn}"` : 'null'} as person_id, t."${column}" as value
         from ${table} t where ${this.#stale(field)} and t.id > ? order by t.id limit ${BATCH}`,
        [version, after],
      );
      if (rows.length === 0) return;
      after = String(rows.at(-1)!['id']);
      const moves = await this.#indexed(field, rows);
      // Whoever changed a value meanwhile has written its index already.
      await this.#execute(
        `update ${table} t set "${indexColumn}" = decode(m.index, 'hex')
         from jsonb_to_recordset(?::jsonb) as m (id uuid, value text, index text)
         where t.id = m.id and t."${column}" = decode(m.value, 'hex')`,
        [JSON.stringify(moves)],
      );
      yield rows.length;
    }
  }

  /** The new indexes of a batch; a value that does not open stays as it is for whoever looks into it. */
  async #indexed({ type, field }: SearchableField, rows: readonly Row[]): Promise<object[]> {
    const { sealer, salts, log } = this.#kernel;
    const ids = rows.flatMap(({ person_id: personId }) => (personId === null ? [] : [String(personId)]));
    const states = await salts.ofAll(new Set(ids));
    const moves: object[] = [];
    for (const { id, person_id: personId, value } of rows) {
      const salt = states.get(String(personId)) ?? null;
      if (salt === 'ERASED') continue;
      const sealed = new Sealed(value as Uint8Array);
      try {
        const clear = sealer.openWith(salt, type.name, field, placeOf(type.name, { id, personId }), sealed);
        const index = sealer.blindIndex(type, field, clear).toString('hex');
        moves.push({ id, value: sealed.envelope.toString('hex'), index });
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        log.error({ alert: 'TAMPER', typeName: type.name, field, rowId: id }, 'a sealed value does not open');
      }
    }
    return moves;
  }

  #execute(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.#kernel.em().execute(sql, parameters);
  }
}
