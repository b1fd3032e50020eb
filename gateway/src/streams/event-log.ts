import type { StreamedEvent } from './event.ts';

export interface LogBounds {
  readonly events: number;
  readonly bytes: number;
}

/** The newest events of a stream, numbered from 0: what slow readers have still to take, and those who come back. */
export class EventLog {
  readonly #bounds: LogBounds;
  readonly #events: StreamedEvent[] = [];
  readonly #placeOfCursor = new Map<string, number>();
  #first = 0;
  #bytes = 0;

  constructor(bounds: LogBounds) {
    this.#bounds = bounds;
  }

  /** Number of the oldest event that is kept. */
  get first(): number {
    return this.#first;
  }

  /** Number of the next event. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  at(place: number): StreamedEvent {
    return this.#events[place - this.#first]!;
  }

  /** The place behind the event of a cursor; null when it is not kept. */
  after(cursor: string): number | null {
    const place = this.#placeOfCursor.get(cursor);
    return place === undefined ? null : place + 1;
  }

  /** Adds an event, and lets the oldest go while there are more than the bounds allow; the newest always stays. */
  push(event: StreamedEvent): void {
    if (event.cursor !== null) this.#placeOfCursor.set(event.cursor, this.end);
    this.#events.push(event);
    this.#bytes += event.json.length;
    while (this.#events.length > this.#bounds.events || this.#bytes > this.#bounds.bytes) {
      if (this.#events.length === 1) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const { cursor, json } = this.#events.shift()!;
    this.#bytes -= json.length;
    if (cursor !== null && this.#placeOfCursor.get(cursor) === this.#first)
      this.#placeOfCursor.delete(cursor);
    this.#first++;
  }
}
