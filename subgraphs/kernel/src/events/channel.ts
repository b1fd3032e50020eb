/**
 * A queue between one writer and one reader, as an explicit async iterator: `return()` ends a
 * pending `next()` at once, which an async generator would not do.
 */
export class Channel<T> implements AsyncIterableIterator<T> {
  readonly #values: T[] = [];
  #waiting: ((result: IteratorResult<T>) => void) | null = null;
  #fail: ((error: unknown) => void) | null = null;
  #error: unknown = null;
  #done = false;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void = () => undefined) {
    this.#onEnd = onEnd;
  }

  /** The value that the reader will get next, if one waits. */
  peek(): T | undefined {
    return this.#values[0];
  }

  get ended(): boolean {
    return this.#done;
  }

  push(value: T): void {
    if (this.#done) return;
    const waiting = this.#takeWaiting();
    if (waiting) waiting({ value, done: false });
    else this.#values.push(value);
  }

  /** Replaces what waits to be read with one value; for gauges, where only the latest counts. */
  replace(value: T): void {
    this.#values.length = 0;
    this.push(value);
  }

  /** Ends the queue once what waits has been read. */
  finish(): void {
    const waiting = this.#takeWaiting();
    this.#end();
    waiting?.({ value: undefined, done: true });
  }

  fail(error: unknown): void {
    if (this.#done) return;
    this.#error = error;
    const fail = this.#fail;
    this.#end();
    fail?.(error);
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#values.length > 0) return Promise.resolve({ value: this.#values.shift()!, done: false });
    if (this.#error) {
      const error = this.#error;
      this.#error = null;
      return Promise.reject(error as Error);
    }
    if (this.#done) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#fail = reject;
    });
  }

  return(): Promise<IteratorResult<T>> {
    const waiting = this.#takeWaiting();
    this.#values.length = 0;
    this.#end();
    waiting?.({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #takeWaiting(): ((result: IteratorResult<T>) => void) | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#fail = null;
    return waiting;
  }

  #end(): void {
    if (this.#done) return;
    this.#done = true;
    this.#waiting = null;
    this.#fail = null;
    this.#onEnd();
  }
}

/** Maps an iterator without losing the prompt `return()` of its source. */
export function mapIterator<A, B>(
  source: AsyncIterableIterator<A>,
  map: (value: A) => B | Promise<B>,
): AsyncIterableIterator<B> {
  return {
    async next() {
      const step = await source.next();
      return step.done ? { value: undefined, done: true } : { value: await map(step.value), done: false };
    },
    async return() {
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** An iterator that gives one value before those of its source. */
export function beginningWith<T>(first: T, source: AsyncIterableIterator<T>): AsyncIterableIterator<T> {
  let begun = false;
  return {
    next() {
      if (begun) return source.next();
      begun = true;
      return Promise.resolve({ value: first, done: false });
    },
    async return() {
      begun = true;
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
