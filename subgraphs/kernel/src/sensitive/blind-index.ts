import { createHmac } from 'node:crypto';
import { lengthPrefixed } from './envelope.ts';
import type { KeyRing } from './keys.ts';
import { PLANNED_ROWS, planBlindIndex, valueSpaceOf } from './blind-index.plan.ts';
import type { SensitiveDeclaration } from './sensitive.decorator.ts';

/** Which versions of a class's index key are looked up under, the last of which is written. */
export interface IndexVersions {
  versionsOf(sensitiveClass: SensitiveDeclaration['class']): readonly number[];
}

/** Indexes of version 1 are 64 bits without a header, as they were before they were planned. */
export const UNPLANNED = { version: 1, bytes: 8 } as const;
const HEADER_BYTES = 2;

/**
 * The keyed hashes under which sealed values are found: HMAC-SM3 of pooling area, `Type.field` and what is searched
 * of the value, cut to the planned bits, behind the number of the key's version. Equal values of different fields
 * have different indexes.
 */
export class BlindIndexes {
  readonly #keys: KeyRing;
  readonly #area: string;
  readonly #versions: IndexVersions;

  constructor(keys: KeyRing, area: string, versions: IndexVersions) {
    this.#keys = keys;
    this.#area = area;
    this.#versions = versions;
  }

  /** The index with which a value is stored. */
  stored(coordinate: string, declaration: SensitiveDeclaration, clear: string): Buffer {
    return this.candidates(coordinate, declaration, clear).at(-1)!;
  }

  /** The indexes under which a value may be stored: several only while a rotation goes on. */
  candidates(coordinate: string, declaration: SensitiveDeclaration, clear: string): Buffer[] {
    if (declaration.searchable === 'NONE') throw new TypeError(`${coordinate} is not searchable`);
    const searched = searchedPart(declaration, clear);
    return this.#versions
      .versionsOf(declaration.class)
      .map(version => this.#index(coordinate, declaration, version, searched));
  }

  #index(coordinate: string, declaration: SensitiveDeclaration, version: number, searched: string): Buffer {
    const digest = createHmac('sm3', this.#keys.blindIndexKey(declaration.class, version))
      .update(lengthPrefixed([this.#area, coordinate, searched]))
      .digest();
    if (version === UNPLANNED.version) return digest.subarray(0, UNPLANNED.bytes);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(version);
    return Buffer.concat([header, firstBits(digest, bitsOf(declaration))]);
  }
}

/** Bits that are kept of a field's index. */
export function bitsOf({ class: sensitiveClass, searchable }: SensitiveDeclaration): number {
  return planBlindIndex(PLANNED_ROWS, valueSpaceOf(sensitiveClass, searchable)).bits;
}

/** What of a value is searched: all of it, however it is spelled, or its last four characters. */
export function searchedPart({ searchable }: SensitiveDeclaration, clear: string): string {
  return searchable === 'LAST4' ? [...clear].slice(-4).join('') : clear.trim().toUpperCase();
}

/** The version of the key of a stored index, in SQL; null where there is none. */
export function indexVersionIn(column: string): string {
  return `case when octet_length(${column}) = ${UNPLANNED.bytes} then ${UNPLANNED.version}
    else get_byte(${column}, 0) * 256 + get_byte(${column}, 1) end`;
}

function firstBits(digest: Buffer, bits: number): Buffer {
  const kept = Buffer.from(digest.subarray(0, Math.ceil(bits / 8)));
  const spare = kept.length * 8 - bits;
  kept[kept.length - 1]! &= 0xff << spare;
  return kept;
}
