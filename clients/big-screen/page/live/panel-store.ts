import { Ring } from './ring.ts';

/** What a panel holds at a moment. */
export interface Held {
  /** The last answer to its question; null before the first. */
  readonly asked: unknown;
  /** The newest events of its stream, the oldest first. */
  readonly followed: readonly unknown[];
  /** The instant of the data, in milliseconds; null before the first. */
  readonly dataAt: number | null;
  /** Why the data are not newer, in Chinese; null while all is well. */
  readonly problem: string | null;
  /** Facts that the graph no longer kept when this wall came back for them. */
  readonly missed: number;
}

/** An event as a stream delivers it. */
export interface Delivered {
  readonly cursor: string;
  readonly missed: number;
  readonly at: number;
  readonly item: unknown;
}

/**
 * Keeps what one panel shows, apart from how it is drawn. What was held stays when an answer fails or the gateway is
 * away; an event that comes twice is kept once.
 */
export class PanelStore {
  /** Told of every change; the frame loop decides when it is drawn. */
  onChange: () => void = () => undefined;
  /** The cursor to resume behind. */
  cursor: string | null = null;
  readonly #events: Ring<Delivered>;
  readonly #cursors = new Set<string>();
  /** Gauges may be passed over by their nature; only facts that are missing are told. */
  readonly #countMissed: boolean;
  #asked: unknown = null;
  #dataAt: number | null = null;
  #missed = 0;
  readonly #problems = new Map<'ask' | 'follow', string>();

  constructor(keep: number, countMissed: boolean) {
    this.#events = new Ring(Math.max(1, keep));
    this.#countMissed = countMissed;
  }

  held(): Held {
    return {
      asked: this.#asked,
      followed: this.#events.values().map(({ item }) => item),
      dataAt: this.#dataAt,
      problem: this.#problems.values().next().value ?? null,
      missed: this.#missed,
    };
  }

  answer(data: unknown, at: number): void {
    this.#asked = data;
    this.#problems.delete('ask');
    this.#seen(at);
  }

  deliver(event: Delivered): void {
    this.#problems.delete('follow');
    if (this.#cursors.has(event.cursor)) return;
    this.cursor = event.cursor;
    if (this.#countMissed) this.#missed += event.missed;
    this.#cursors.add(event.cursor);
    const fallen = this.#events.push(event);
    if (fallen) this.#cursors.delete(fallen.cursor);
    this.#seen(event.at);
  }

  /** Notes what went wrong with the question or the stream; null when it is well again. */
  trouble(where: 'ask' | 'follow', problem: string | null): void {
    if ((this.#problems.get(where) ?? null) === problem) return;
    if (problem === null) this.#problems.delete(where);
    else this.#problems.set(where, problem);
    this.onChange();
  }

  #seen(at: number): void {
    this.#dataAt = Math.max(this.#dataAt ?? at, at);
    this.onChange();
  }
}
