import { Channel } from './channel.ts';

/** One gauge reading; `missed` counts the readings that a slow reader did not take. */
export interface Reading<T> {
  readonly position: number;
  readonly value: T;
  readonly missed: number;
}

/** The latest reading of one gauge, handed to every reader; a slow one skips readings and is told how many. */
export class GaugeTopic {
  readonly #readers = new Set<Channel<Reading<unknown>>>();
  #latest: Reading<unknown> | null = null;

  publish(value: unknown): void {
    const reading = { position: (this.#latest?.position ?? 0) + 1, value, missed: 0 };
    this.#latest = reading;
    for (const reader of this.#readers) {
      const waiting = reader.peek();
      if (waiting) reader.replace({ ...reading, missed: waiting.missed + 1 });
      else reader.push(reading);
    }
  }

  subscribe(): AsyncIterableIterator<Reading<unknown>> {
    const reader: Channel<Reading<unknown>> = new Channel(() => this.#readers.delete(reader));
    this.#readers.add(reader);
    if (this.#latest) reader.push(this.#latest);
    return reader;
  }

  async close(): Promise<void> {
    for (const reader of [...this.#readers]) await reader.return();
  }
}
