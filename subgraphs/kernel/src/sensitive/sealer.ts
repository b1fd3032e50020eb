import type { SensitiveClass } from '#schema/sensitive/sensitive.law';
import type { EntityManager } from '../persistence/database.ts';
import { searchedPart, type BlindIndexes } from './blind-index.ts';
import { lengthPrefixed, open, readHeader, seal, SealBroken, type SealKeys } from './envelope.ts';
import type { KeyRing } from './keys.ts';
import { personErased, type PersonSalt, type PersonSalts } from './person-salts.ts';
import { Sealed } from './sealed.ts';
import {
  indexPropertyOf,
  isPersonItself,
  sensitiveFieldsOf,
  type SensitiveMember,
} from './sensitive.decorator.ts';

/** Where a value belongs; authenticated, so that it opens nowhere else. */
export interface SealedRow {
  readonly rowId: string;
  /** The person whose data it is and whose keys seal it; null where it is nobody's. The row itself where it is a person. */
  readonly personId?: string | null;
}

/** Which version of a class's key seals, and which opens nothing any more. */
export interface KeyVersions {
  currentOf(sensitiveClass: SensitiveClass): number;
  isRetired(sensitiveClass: SensitiveClass, version: number): boolean;
}

type StoredType = abstract new (...args: never[]) => object;

/** Seals, opens and indexes the sensitive fields of one deployment (统筹区). */
export class Sealer {
  readonly #keys: KeyRing;
  readonly #area: string;
  readonly #versions: KeyVersions;
  readonly #salts: Pick<PersonSalts, 'ofAll' | 'ensure'>;
  readonly #indexes: BlindIndexes;
  readonly #contexts = new Map<SensitiveMember, Buffer>();
  #latest: { readonly rowId: string; readonly person: string; readonly context: Buffer } | null = null;

  constructor(
    keys: KeyRing,
    area: string,
    versions: KeyVersions,
    salts: Pick<PersonSalts, 'ofAll' | 'ensure'>,
    indexes: BlindIndexes,
  ) {
    this.#keys = keys;
    this.#area = area;
    this.#versions = versions;
    this.#salts = salts;
    this.#indexes = indexes;
  }

  /** Gets the keys of many persons ready in one statement; sealing their values in this transaction then needs none. */
  async prepare(tx: EntityManager, personIds: Iterable<string>): Promise<void> {
    await this.#salts.ensure(tx, personIds);
  }

  /** Who of these persons was erased: nothing can be sealed for them, whatever else is taken. */
  async erasedAmong(tx: EntityManager, personIds: Iterable<string>): Promise<ReadonlySet<string>> {
    const states = await this.#salts.ofAll(new Set(personIds), tx);
    return new Set([...states].flatMap(([personId, state]) => (state === 'ERASED' ? [personId] : [])));
  }

  /**
   * Seals clear values of a row, in the transaction that stores them: the columns to assign or to insert in bulk, blind
   * indexes included. A `null` clears the field and its index. CONFLICT when the person was erased.
   */
  async seal(
    tx: EntityManager,
    type: StoredType,
    row: SealedRow,
    values: Readonly<Record<string, string | null | undefined>>,
  ): Promise<Record<string, Sealed | string | Buffer | null>> {
    const place = placeIn(type.name, row);
    const salt =
      place.personId === null ? null : (await this.#salts.ensure(tx, [place.personId])).get(place.personId)!;
    const columns: Record<string, Sealed | string | Buffer | null> = {};
    for (const [field, clear] of Object.entries(values)) {
      if (clear === undefined) continue;
      const declaration = this.#declarationOf(type.name, field);
      columns[field] = clear === null ? null : this.#store(declaration, place, salt, clear);
      if (declaration.searchable !== 'NONE') {
        columns[indexPropertyOf(field)] = clear === null ? null : this.blindIndex(type, field, clear);
      }
    }
    return columns;
  }

  /** The blind index with which a clear value of a searchable field is stored. */
  blindIndex(type: StoredType, field: string, clear: string): Buffer {
    const declaration = this.#declarationOf(type.name, field);
    return this.#indexes.stored(declaration.coordinate, declaration, clear);
  }

  /**
   * The blind indexes under which rows with a clear value may be found, others among them: leave those out by
   * `matching`. Several only while a rotation of the index key goes on.
   */
  blindIndexes(type: StoredType, field: string, clear: string): Buffer[] {
    const declaration = this.#declarationOf(type.name, field);
    return this.#indexes.candidates(declaration.coordinate, declaration, clear);
  }

  /** Those rows whose sealed fields hold what is sought, in their order: opened, since an index is no proof. */
  async matching<Row extends object>(
    em: EntityManager,
    type: StoredType,
    rows: readonly Row[],
    sought: Readonly<Record<string, string>>,
  ): Promise<Row[]> {
    const fields = Object.entries(sought).map(([field, clear]) => {
      const declaration = this.#declarationOf(type.name, field);
      return { field, declaration, part: searchedPart(declaration, clear) };
    });
    if (fields.length === 0) return [...rows];
    const personOf = (row: Row): string | null => placeOf(type.name, row).personId;
    const states = await this.#salts.ofAll(new Set(rows.map(personOf).filter(id => id !== null)), em);
    return rows.filter(row => {
      const personId = personOf(row);
      const state = personId === null ? null : (states.get(personId) ?? null);
      if (state === 'ERASED') return false;
      return fields.every(({ field, declaration, part }) => {
        const clear = this.#openIfSound(state, type.name, field, row);
        return clear !== null && searchedPart(declaration, clear) === part;
      });
    });
  }

  /**
   * Opens one field of a row; for rules that need the clear value, never for output. Inside a transaction its entity
   * manager must be given. CONFLICT when the person was erased.
   */
  async open(em: EntityManager, typeName: string, field: string, row: object): Promise<string | null> {
    const value = (row as Record<string, unknown>)[field];
    if (value === null || value === undefined) return null;
    if (!(value instanceof Sealed)) return String(value);
    const place = placeOf(typeName, row);
    const { personId } = place;
    const state =
      personId === null ? null : ((await this.#salts.ofAll([personId], em)).get(personId) ?? null);
    if (state === 'ERASED') throw personErased();
    return this.openWith(state, typeName, field, place, value);
  }

  /** Opens a value of a row with the salt of its person, which is null where the value is nobody's. */
  openWith(salt: PersonSalt | null, typeName: string, field: string, place: Place, value: Sealed): string {
    const declaration = this.#declarationOf(typeName, field);
    const { version, keyId } = readHeader(value.envelope);
    if (this.#versions.isRetired(declaration.class, keyId)) throw new SealBroken('its key is retired');
    const ofPerson = version > 1 && place.personId !== null;
    if (ofPerson && !salt) throw new SealBroken("its person's salt is missing");
    const keys = this.#keysOf(declaration.class, keyId, ofPerson ? salt : null);
    return open(value.envelope, keys, this.#contextOf(declaration), this.#contextOfRow(place));
  }

  /** A value that does not open matches nothing; whoever reads it is told that it may have been altered. */
  #openIfSound(salt: PersonSalt | null, typeName: string, field: string, row: object): string | null {
    const value = (row as Record<string, unknown>)[field];
    if (!(value instanceof Sealed)) return null;
    try {
      return this.openWith(salt, typeName, field, placeOf(typeName, row), value);
    } catch (error) {
      if (error instanceof SealBroken) return null;
      throw error;
    }
  }

  #store(
    declaration: SensitiveMember,
    place: Place,
    salt: PersonSalt | null,
    clear: string,
  ): Sealed | string {
    if (declaration.store === 'PLAIN') return clear;
    const keyId = this.#versions.currentOf(declaration.class);
    const keys = this.#keysOf(declaration.class, keyId, salt);
    return new Sealed(seal(clear, keyId, keys, this.#contextOf(declaration), this.#contextOfRow(place)));
  }

  #keysOf(sensitiveClass: SensitiveClass, keyId: number, salt: PersonSalt | null): SealKeys {
    const keys = this.#keys.classKeys(sensitiveClass, keyId);
    return salt ? salt.keysOf(keys) : keys.own;
  }

  /** What is authenticated with every value of a field, before what is with every value of a row. */
  #contextOf(declaration: SensitiveMember): Buffer {
    let context = this.#contexts.get(declaration);
    if (!context) {
      this.#contexts.set(declaration, (context = lengthPrefixed([this.#area, declaration.coordinate])));
    }
    return context;
  }

  /** The values of one row are sealed and opened one after the other. */
  #contextOfRow({ rowId, personId }: Place): Buffer {
    const person = personId ?? rowId;
    const latest = this.#latest;
    if (latest?.rowId === rowId && latest.person === person) return latest.context;
    const context = lengthPrefixed([rowId, person, '1']);
    this.#latest = { rowId, person, context };
    return context;
  }

  #declarationOf(typeName: string, field: string): SensitiveMember {
    const declaration = sensitiveFieldsOf(typeName).get(field);
    if (!declaration) throw new TypeError(`${typeName}.${field} is not declared @Sensitive`);
    return declaration;
  }
}

/** A row and its person; ids in lower case, as the database gives them back. */
export interface Place {
  readonly rowId: string;
  readonly personId: string | null;
}

/** The place of a stored row: its `id`, and the person that it is, or whose `personId` or `person.id` it names. */
export function placeOf(typeName: string, row: object): Place {
  const { id, personId, person } = row as {
    id: string;
    personId?: string | null;
    person?: { id: string } | null;
  };
  return placeIn(typeName, { rowId: id, personId: personId ?? person?.id ?? null });
}

function placeIn(typeName: string, { rowId, personId }: SealedRow): Place {
  const id = rowId.toLowerCase();
  return { rowId: id, personId: isPersonItself(typeName) ? id : (personId?.toLowerCase() ?? null) };
}
