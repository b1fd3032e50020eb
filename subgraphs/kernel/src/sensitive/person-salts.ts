import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/sql';
import { conflict } from '../graphql/errors.ts';
import { arrayLiteral } from '../persistence/array-literal.ts';
import type { Database, EntityManager, Row } from '../persistence/database.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import type { SealKeys } from './envelope.ts';
import type { ClassKeys } from './keys.ts';

const SALT_BYTES = 32;
const ERASURES_CHANNEL = 'medical_insurance_erasures';
/** Persons whose salts a process remembers; beyond it the process begins anew. */
const REMEMBERED_PERSONS = 20_000;
/** How long a process trusts what it remembers, should the announcement of an erasure not reach it. */
const REMEMBERED_MS = 60_000;

/** The salt of a living person, and the keys that were derived with it. */
export class PersonSalt {
  readonly bytes: Buffer;
  readonly #keys = new Map<ClassKeys, SealKeys>();

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes);
  }

  keysOf(classKeys: ClassKeys): SealKeys {
    let keys = this.#keys.get(classKeys);
    if (!keys) this.#keys.set(classKeys, (keys = classKeys.ofPerson(this.bytes)));
    return keys;
  }
}

/** What is known of a person: the salt, or that it was destroyed. */
export type SaltState = PersonSalt | 'ERASED';

/**
 * The salts of one subgraph, one per person, made with the first value that is sealed for the person. They are
 * remembered once they are committed, and forgotten in every process when a person is erased.
 */
export class PersonSalts {
  readonly #table: string;
  readonly #orm: MikroORM;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, SaltState>();
  /** What open transactions have made; nobody else may seal with it before it is committed. */
  readonly #made = new WeakMap<EntityManager, Map<string, SaltState>>();
  #rememberedSince = 0;
  /** Counts what was forgotten, so that a reading that began before is not remembered after. */
  #forgotten = 0;
  #stopListening: (() => Promise<void>) | null = null;

  constructor(name: string, orm: MikroORM, database: Database, clock: Clock) {
    this.#table = `"${name}".person_salt`;
    this.#orm = orm;
    this.#database = database;
    this.#clock = clock;
  }

  async open(): Promise<void> {
    this.#stopListening = await this.#database.listen(ERASURES_CHANNEL, personId => this.#forget(personId));
  }

  async close(): Promise<void> {
    await this.#stopListening?.();
  }

  /** What this process remembers of a person, without asking the database. */
  known(personId: string): SaltState | undefined {
    this.#forgetOld();
    return this.#remembered.get(personId);
  }

  /**
   * The salts of these persons, in one statement for those that are not remembered; without an entry for whom none was
   * ever made. Inside a transaction its entity manager must be given.
   */
  async ofAll(
    personIds: Iterable<string>,
    em: EntityManager = this.#orm.em.fork() as EntityManager,
  ): Promise<ReadonlyMap<string, SaltState>> {
    const found = new Map<string, SaltState>();
    const missing = new Set<string>();
    for (const personId of personIds) {
      const state = this.#made.get(em)?.get(personId) ?? this.known(personId);
      if (state) found.set(personId, state);
      else missing.add(personId);
    }
    if (missing.size === 0) return found;
    const forgotten = this.#forgotten;
    const rows = await em.execute<Row[]>(
      `select person_id, salt from ${this.#table} where person_id = any(?::uuid[])`,
      [arrayLiteral([...missing])],
    );
    const read = statesIn(rows);
    if (forgotten === this.#forgotten && !em.isInTransaction()) this.#remember(read);
    for (const [personId, state] of read) found.set(personId, state);
    return found;
  }

  /**
   * The salts with which a transaction may seal, in one statement; those that are missing are made. The persons cannot
   * be erased before the transaction ends; CONFLICT when one of them has been.
   */
  async ensure(tx: EntityManager, personIds: Iterable<string>): Promise<ReadonlyMap<string, PersonSalt>> {
    const made = this.#madeIn(tx);
    const missing = [...new Set(personIds)].filter(personId => !made.has(personId));
    if (missing.length > 0) {
      const fresh = missing.map(personId => ({
        person_id: personId,
        salt: randomBytes(SALT_BYTES).toString('hex'),
      }));
      // The update changes nothing: it holds the row of whoever has a salt already, in one order for everybody.
      const rows = await tx.execute<Row[]>(
        `insert into ${this.#table} as kept (person_id, salt, created_at)
         select person_id, decode(salt, 'hex'), ? from jsonb_to_recordset(?::jsonb) as fresh (person_id uuid, salt text)
         order by person_id
         on conflict (person_id) do update set created_at = kept.created_at
         returning person_id, salt`,
        [this.#clock.now(), JSON.stringify(fresh)],
      );
      for (const [personId, state] of statesIn(rows)) {
        if (state === 'ERASED') throw personErased();
        made.set(personId, state);
      }
    }
    return made as ReadonlyMap<string, PersonSalt>;
  }

  /** Destroys a person's salt for good; when the transaction is committed, every process forgets it. Again is nothing. */
  async destroy(tx: EntityManager, personId: string, at: Date): Promise<void> {
    await tx.execute(
      `insert into ${this.#table} as kept (person_id, salt, created_at, erased_at) values (?, null, ?, ?)
       on conflict (person_id) do update set salt = null, erased_at = coalesce(kept.erased_at, excluded.erased_at)`,
      [personId, at, at],
    );
    this.#made.get(tx)?.delete(personId);
    tx.getEventManager().registerSubscriber({
      afterTransactionCommit: async () => {
        this.#forget(personId);
        // A process that does not hear of it forgets by itself before long.
        await this.#database.notify(ERASURES_CHANNEL, personId).catch(() => undefined);
      },
    });
  }

  async isErased(personId: string, em?: EntityManager): Promise<boolean> {
    return (await this.ofAll([personId], em)).get(personId) === 'ERASED';
  }

  #madeIn(tx: EntityManager): Map<string, SaltState> {
    let made = this.#made.get(tx);
    if (!made) {
      const states = (made = new Map<string, SaltState>());
      this.#made.set(tx, states);
      tx.getEventManager().registerSubscriber({
        afterTransactionCommit: async () => this.#remember(states),
      });
    }
    return made;
  }

  #remember(states: ReadonlyMap<string, SaltState>): void {
    this.#forgetOld();
    if (this.#remembered.size + states.size > REMEMBERED_PERSONS) this.#remembered.clear();
    for (const [personId, state] of states) this.#remembered.set(personId, state);
  }

  #forgetOld(): void {
    const now = this.#clock.now().getTime();
    if (Math.abs(now - this.#rememberedSince) <= REMEMBERED_MS) return;
    this.#remembered.clear();
    this.#rememberedSince = now;
  }

  #forget(personId: string): void {
    this.#remembered.delete(personId);
    this.#forgotten += 1;
  }
}

/** The refusal of anything that would need the data of an erased person. */
export function personErased(): Error {
  return conflict('该参保人的数据已抹除');
}

function statesIn(rows: readonly Row[]): Map<string, SaltState> {
  return new Map(
    rows.map(({ person_id, salt }) => [
      String(person_id),
      salt === null ? 'ERASED' : new PersonSalt(salt as Uint8Array),
    ]),
  );
}
