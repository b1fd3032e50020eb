import { Type } from '@mikro-orm/core';

/** A sealed value as it is stored; it prints as `[sealed]` wherever somebody tries to print it. */
export class Sealed {
  readonly #envelope: Buffer;

  constructor(envelope: Uint8Array) {
    this.#envelope = Buffer.isBuffer(envelope)
      ? envelope
      : Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  }

  get envelope(): Buffer {
    return this.#envelope;
  }

  equals(other: Sealed): boolean {
    return this.#envelope.equals(other.#envelope);
  }

  toString(): string {
    return '[sealed]';
  }

  toJSON(): string {
    return '[sealed]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[sealed]';
  }
}

/** The column of a sealed value: bytea. A value that is not sealed never reaches the database. */
export class SealedType extends Type<Sealed | null, Buffer | null> {
  override convertToDatabaseValue(value: unknown): Buffer | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Sealed) return value.envelope;
    throw new TypeError('a sensitive column takes sealed values only: seal it first');
  }

  override convertToJSValue(value: unknown): Sealed | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Sealed) return value;
    return new Sealed(value as Uint8Array);
  }

  override getColumnType(): string {
    return 'bytea';
  }

  /** Every sealing gives other bytes, so the snapshot must not be compared by serialising it. */
  override ensureComparable(): boolean {
    return false;
  }

  override compareAsType(): string {
    return 'Buffer';
  }

  override compareValues(a: unknown, b: unknown): boolean {
    const [left, right] = [bytesOf(a), bytesOf(b)];
    return left === null || right === null ? left === right : left.equals(right);
  }
}

function bytesOf(value: unknown): Buffer | null {
  if (value instanceof Sealed) return value.envelope;
  return value instanceof Uint8Array ? Buffer.from(value) : null;
}
