import { createHmac } from 'node:crypto';
import { MASKS, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import { lengthPrefixed, open, seal, SealBroken } from './envelope.ts';
import type { KeyRing } from './keys.ts';
import { Sealed } from './sealed.ts';
import { indexPropertyOf, sensitiveFieldsOf, type SensitiveDeclaration } from './sensitive.decorator.ts';

/** Where a value belongs; authenticated, so that it opens nowhere else. */
export interface SealedRow {
  readonly rowId: string;
  /** The person whose data it is; the row itself where the row is the person. */
  readonly personId?: string | null;
}

/** Which version of a class's key seals, and which opens nothing any more. */
export interface KeyVersions {
  currentOf(sensitiveClass: SensitiveClass): number;
  isRetired(sensitiveClass: SensitiveClass, version: number): boolean;
}

type StoredType = abstract new (...args: never[]) => object;

/** Bytes kept of a blind index: 64 bits, so that false matches are rare and a leak says little more than equality. */
const BLIND_INDEX_BYTES = 8;

/** Seals, opens, masks and indexes the sensitive fields of one deployment (统筹区). */
export class Sealer {
  readonly #keys: KeyRing;
  readonly #area: string;
  readonly #versions: KeyVersions;

  constructor(keys: KeyRing, area: string, versions: KeyVersions) {
    this.#keys = keys;
    this.#area = area;
    this.#versions = versions;
  }

  /**
   * Seals clear values of a row: the columns to assign or to insert in bulk,
   * blind indexes included. A `null` clears the field and its index.
   */
  async seal(
    type: StoredType,
    row: SealedRow,
    values: Readonly<Record<string, string | null | undefined>>,
  ): Promise<Record<string, Sealed | string | Buffer | null>> {
    const columns: Record<string, Sealed | string | Buffer | null> = {};
    for (const [field, clear] of Object.entries(values)) {
      if (clear === undefined) continue;
      const declaration = this.#declarationOf(type.name, field);
      columns[field] = clear === null ? null : this.#store(type.name, field, declaration, row, clear);
      if (declaration.searchable !== 'NONE') {
        columns[indexPropertyOf(field)] = clear === null ? null : this.blindIndex(type, field, clear);
      }
    }
    return columns;
  }

  /** The blind index under which a clear value of a searchable field is found. */
  blindIndex(type: StoredType, field: string, clear: string): Buffer {
    const declaration = this.#declarationOf(type.name, field);
    if (declaration.searchable === 'NONE') throw new TypeError(`${type.name}.${field} is not searchable`);
    const searched =
      declaration.searchable === 'LAST4' ? [...clear].slice(-4).join('') : clear.trim().toUpperCase();
    return createHmac('sm3', this.#keys.blindIndexKey(declaration.class))
      .update(lengthPrefixed([this.#area, `${type.name}.${field}`, searched]))
      .digest()
      .subarray(0, BLIND_INDEX_BYTES);
  }

  /** Opens one field of a row; for rules that need the clear value, never for output. */
  async open(typeName: string, field: string, row: object): Promise<string | null> {
    const value = (row as Record<string, unknown>)[field];
    if (value === null || value === undefined) return null;
    if (!(value instanceof Sealed)) return String(value);
    const declaration = this.#declarationOf(typeName, field);
    return open(
      value.envelope,
      keyId => {
        if (this.#versions.isRetired(declaration.class, keyId)) throw new SealBroken('its key is retired');
        return this.#keys.sealKeys(declaration.class, keyId);
      },
      this.#context(typeName, field, placeOf(row)),
    );
  }

  /** What a viewer without the right sees. */
  mask(sensitiveClass: SensitiveClass, clear: string): string {
    return MASKS[sensitiveClass](clear);
  }

  #store(typeName: string, field: string, declaration: SensitiveDeclaration, row: SealedRow, clear: string) {
    if (declaration.store === 'PLAIN') return clear;
    const keyId = this.#versions.currentOf(declaration.class);
    const context = this.#context(typeName, field, row);
    return new Sealed(seal(clear, keyId, this.#keys.sealKeys(declaration.class, keyId), context));
  }

  #context(typeName: string, field: string, row: SealedRow): Buffer {
    return lengthPrefixed([this.#area, `${typeName}.${field}`, row.rowId, row.personId ?? row.rowId, '1']);
  }

  #declarationOf(typeName: string, field: string): SensitiveDeclaration {
    const declaration = sensitiveFieldsOf(typeName).get(field);
    if (!declaration) throw new TypeError(`${typeName}.${field} is not declared @Sensitive`);
    return declaration;
  }
}

/** The place of a stored row: its `id`, and its `personId` or `person.id` where it belongs to somebody. */
export function placeOf(row: object): SealedRow {
  const { id, personId, person } = row as {
    id: string;
    personId?: string | null;
    person?: { id: string } | null;
  };
  return { rowId: id, personId: personId ?? person?.id ?? null };
}
