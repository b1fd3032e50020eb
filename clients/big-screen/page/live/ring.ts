/** Keeps the newest values up to a number fixed once, so that a wall holds after weeks what it held after an hour. */
export class Ring<Value> {
  readonly #kept: Value[] = [];
  readonly #capacity: number;
  /** Where the oldest value stands once the ring is full. */
  #oldest = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError('a ring holds one value or more');
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#kept.length;
  }

  /** Adds a value; answers the one that fell out for it, if the ring was full. */
  push(value: Value): Value | undefined {
    if (this.#kept.length < this.#capacity) {
      this.#kept.push(value);
      return undefined;
    }
    const fallen = this.#kept[this.#oldest];
    this.#kept[this.#oldest] = value;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
    return fallen;
  }

  /** The values, the oldest first. */
  values(): Value[] {
    return [...this.#kept.slice(this.#oldest), ...this.#kept.slice(0, this.#oldest)];
  }
}
