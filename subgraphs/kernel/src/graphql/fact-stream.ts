import type { EventBus } from '../events/bus.ts';
import type { Fact } from '../events/event.ts';
import type { Reading } from '../events/gauge-topic.ts';
import type { FactIterator, StartAt } from '../events/topic-tail.ts';
import type { CursorCodec } from './cursor.ts';

/** What every event of a stream carries beside its own fields. */
export interface StreamEvent {
  cursor: string;
  missed: number;
}

/**
 * A stream that begins with what comes next knows the cursor of its beginning, so that whoever opens it again
 * before its first event loses nothing.
 */
export interface StartsSomewhere {
  readonly startCursor?: string | null;
}

export interface FactStreamOptions<Event> {
  readonly topic: string;
  /** What the cursor is bound to beside the topic, such as the run id of a filtered stream. */
  readonly binding?: string;
  /** The last cursor that the client has seen. */
  readonly after?: string | null;
  /** Where to begin without a cursor. */
  readonly start?: StartAt;
  /** Turns a fact into an event, or null when it is not for this subscriber; checked at every event. */
  readonly event: (
    fact: Fact,
  ) => Promise<(Event & Partial<StreamEvent>) | null> | (Event & Partial<StreamEvent>) | null;
  /** Ends the stream after this event, such as the last step of a run. */
  readonly isLast?: (fact: Fact) => boolean;
  /** Position of the last event when it is already known; a reader who has seen it gets the end at once. */
  readonly end?: number | null;
}

/** Makes subscriptions out of facts and gauges: cursors, `missed`, exact resumption. */
export class FactStreams {
  readonly #bus: EventBus;
  readonly #cursors: CursorCodec;

  constructor(bus: EventBus, cursors: CursorCodec) {
    this.#bus = bus;
    this.#cursors = cursors;
  }

  /** A stream of facts that resumes exactly after `after`. */
  async facts<Event extends object>(
    options: FactStreamOptions<Event>,
  ): Promise<AsyncIterableIterator<Event & StreamEvent>> {
    const binding = `stream:${options.topic}:${options.binding ?? ''}`;
    const start = options.after
      ? Number(this.#cursors.decode(binding, options.after)[0])
      : (options.start ?? 'now');
    const source = await this.#bus.facts(options.topic, start);
    const cursorAt = (position: number): string => this.#cursors.encode(binding, [position]);
    const stream = new FactStream(
      source,
      options,
      cursorAt,
      start === 'now' ? cursorAt(source.position) : null,
    );
    if (options.end != null && typeof start === 'number' && start >= options.end) await stream.return();
    return stream;
  }

  /** A stream of gauge readings: the latest at once, then as they come; a slow reader skips some. */
  gauges<Value, Event extends object>(
    topic: string,
    event: (value: Value) => Event,
    after?: string | null,
  ): AsyncIterableIterator<Event & StreamEvent> {
    const binding = `gauge:${topic}`;
    if (after) this.#cursors.decode(binding, after);
    const source = this.#bus.gauges<Value>(topic);
    return {
      next: async () => {
        const step = await source.next();
        if (step.done) return { value: undefined, done: true };
        const { position, value, missed } = step.value as Reading<Value>;
        return {
          value: { ...event(value), cursor: this.#cursors.encode(binding, [position]), missed },
          done: false,
        };
      },
      return: async () => {
        await source.return?.();
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

class FactStream<Event extends object>
  implements AsyncIterableIterator<Event & StreamEvent>, StartsSomewhere
{
  readonly startCursor: string | null;
  readonly #source: FactIterator;
  readonly #options: FactStreamOptions<Event>;
  readonly #cursorAt: (position: number) => string;
  #missed = 0;
  #ended = false;

  constructor(
    source: FactIterator,
    options: FactStreamOptions<Event>,
    cursorAt: (position: number) => string,
    startCursor: string | null,
  ) {
    this.startCursor = startCursor;
    this.#source = source;
    this.#options = options;
    this.#cursorAt = cursorAt;
  }

  async next(): Promise<IteratorResult<Event & StreamEvent>> {
    while (!this.#ended) {
      const step = await this.#source.next();
      if (step.done) break;
      const { fact, missed } = step.value;
      this.#missed += missed;
      const event = await this.#options.event(fact);
      if (!event) continue;
      if (this.#options.isLast?.(fact)) this.#ended = true;
      const delivered = Object.assign(event, { cursor: this.#cursorAt(fact.position), missed: this.#missed });
      this.#missed = 0;
      return { value: delivered, done: false };
    }
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Event & StreamEvent>> {
    this.#ended = true;
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
