import type { Logger } from 'pino';
import type { Database, Row } from '../persistence/database.ts';
import { badUserInput } from '../graphql/errors.ts';
import { Channel } from './channel.ts';
import { ownerOf, type Fact } from './event.ts';
import { FACTS_CHANNEL } from './outbox.ts';

/** One fact as a subscriber gets it; `missed` counts the facts that had left the kept window before it. */
export interface Delivery {
  readonly fact: Fact;
  readonly missed: number;
}

/** One gauge reading; `missed` counts the readings that a slow reader did not take. */
export interface Reading<T> {
  readonly position: number;
  readonly value: T;
  readonly missed: number;
}

/** Facts for one reader; tells where it stands, also before its first fact. */
export interface FactIterator extends AsyncIterableIterator<Delivery> {
  readonly position: number;
}

/** Where a subscriber begins: after a position, at the oldest kept fact, or with what comes next. */
export type StartAt = number | 'oldest' | 'now';

/**
 * The event bus of a process. Facts resume exactly from any position that is still kept;
 * gauges go past the database and resume at the latest value.
 */
export interface EventBus {
  facts(topic: string, start: StartAt): Promise<FactIterator>;
  publishGauge<T>(topic: string, value: T): void;
  gauges<T>(topic: string): AsyncIterableIterator<Reading<T>>;
  close(): Promise<void>;
}

/** Facts kept in memory per topic, so that many readers of the newest facts cost one query. */
const WINDOW = 2048;
const BATCH = 500;
const POLL_MS = 1000;

/** The bus over the outbox tables of a database: embedded in one process, or PostgreSQL across several. */
export class DatabaseBus implements EventBus {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #tails = new Map<string, TopicTail>();
  readonly #gauges = new Map<string, GaugeTopic>();
  #listening: Promise<() => Promise<void>> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  async facts(topic: string, start: StartAt): Promise<FactIterator> {
    await this.#listen();
    let tail = this.#tails.get(topic);
    if (!tail) this.#tails.set(topic, (tail = new TopicTail(topic, this.#database, this.#log)));
    return tail.subscribe(start);
  }

  publishGauge<T>(topic: string, value: T): void {
    this.#gauge(topic).publish(value);
  }

  gauges<T>(topic: string): AsyncIterableIterator<Reading<T>> {
    return this.#gauge(topic).subscribe() as AsyncIterableIterator<Reading<T>>;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    for (const tail of this.#tails.values()) await tail.close();
    for (const gauge of this.#gauges.values()) await gauge.close();
    await (
      await this.#listening
    )?.();
  }

  #gauge(topic: string): GaugeTopic {
    let gauge = this.#gauges.get(topic);
    if (!gauge) this.#gauges.set(topic, (gauge = new GaugeTopic()));
    return gauge;
  }

  /** Wakes a topic's readers at its announcement; the poll finds what an announcement lost on the way. */
  #listen(): Promise<unknown> {
    this.#listening ??= this.#database.listen(FACTS_CHANNEL, topic => void this.#tails.get(topic)?.wake());
    if (!this.#timer && this.#database.kind === 'postgres') {
      this.#timer = setInterval(() => this.#tails.forEach(tail => void tail.wake()), POLL_MS);
      this.#timer.unref();
    }
    return this.#listening;
  }
}

/** The newest facts of one topic, read once for all readers; older ones come from the outbox. */
class TopicTail {
  readonly #topic: string;
  readonly #database: Database;
  readonly #log: Logger;
  readonly #window: Fact[] = [];
  readonly #readers = new Set<FactReader>();
  #head = 0;
  #started: Promise<void> | null = null;
  #waking: Promise<void> | null = null;
  #again = false;

  constructor(topic: string, database: Database, log: Logger) {
    this.#topic = topic;
    this.#database = database;
    this.#log = log;
  }

  get head(): number {
    return this.#head;
  }

  async subscribe(start: StartAt): Promise<FactIterator> {
    this.#started ??= this.#findHead();
    try {
      await this.#started;
      await this.wake();
    } catch (error) {
      this.#started = null;
      throw error;
    }
    const position = start === 'now' ? this.#head : start === 'oldest' ? 0 : start;
    if (position > this.#head) throw badUserInput({ after: '游标超前：此位置尚无事件' });
    const reader = new FactReader(this, position, start === 'oldest', () => this.#readers.delete(reader));
    this.#readers.add(reader);
    return reader;
  }

  wake(): Promise<void> {
    if (this.#waking) {
      this.#again = true;
      return this.#waking;
    }
    this.#waking = this.#advance()
      .catch((error: unknown) =>
        this.#log.warn({ err: error, topic: this.#topic }, 'facts could not be read yet'),
      )
      .finally(() => {
        this.#waking = null;
        if (this.#again) {
          this.#again = false;
          void this.wake();
        }
      });
    return this.#waking;
  }

  /** Facts after a position, oldest first: from the window, or from the outbox when they have left it. */
  async after(position: number): Promise<readonly Fact[]> {
    const oldest = this.#window[0]?.position;
    if (oldest !== undefined && position >= oldest - 1) return this.#window.slice(position - oldest + 1);
    return position < this.#head ? this.#read(position) : [];
  }

  async close(): Promise<void> {
    await this.#waking;
    for (const reader of [...this.#readers]) await reader.return();
  }

  async #findHead(): Promise<void> {
    const rows = await this.#database.query(
      `select coalesce(max(position), 0) as head from ${this.#table()} where topic = $1`,
      [this.#topic],
    );
    this.#head = Number(rows[0]?.['head'] ?? 0);
  }

  async #advance(): Promise<void> {
    if (!this.#started) return;
    for (;;) {
      const facts = await this.#read(this.#head);
      if (facts.length === 0) return;
      this.#window.push(...facts);
      if (this.#window.length > WINDOW) this.#window.splice(0, this.#window.length - WINDOW);
      this.#head = facts.at(-1)!.position;
      for (const reader of this.#readers) reader.wake();
    }
  }

  async #read(position: number): Promise<Fact[]> {
    const rows = await this.#database.query(
      `select topic, position, name, version, aggregate_id, aggregate_sequence, occurred_at, payload
       from ${this.#table()} where topic = $1 and position > $2 order by position limit ${BATCH}`,
      [this.#topic, position],
    );
    return rows.map(factOf);
  }

  #table(): string {
    const owner = ownerOf(this.#topic);
    if (!/^[a-z]+$/.test(owner)) throw new Error(`not a topic: ${this.#topic}`);
    return `"${owner}".outbox_event`;
  }
}

function factOf(row: Row): Fact {
  const { payload, occurred_at: occurredAt } = row;
  return {
    topic: String(row['topic']),
    name: String(row['name']),
    version: Number(row['version']),
    aggregateId: String(row['aggregate_id']),
    aggregateSequence: Number(row['aggregate_sequence']),
    position: Number(row['position']),
    occurredAt: occurredAt instanceof Date ? occurredAt : new Date(String(occurredAt)),
    payload: typeof payload === 'string' ? JSON.parse(payload) : payload,
  };
}

/** One subscriber's place in a topic; it pulls, so a slow reader holds up nobody and no fact is dropped. */
class FactReader implements FactIterator {
  readonly #tail: TopicTail;
  readonly #onEnd: () => void;
  readonly #fromOldest: boolean;
  #position: number;
  #batch: readonly Fact[] = [];
  #next = 0;
  #wakeUp: (() => void) | null = null;
  #done = false;

  constructor(tail: TopicTail, position: number, fromOldest: boolean, onEnd: () => void) {
    this.#tail = tail;
    this.#position = position;
    this.#fromOldest = fromOldest && position === 0;
    this.#onEnd = onEnd;
  }

  get position(): number {
    return this.#position;
  }

  wake(): void {
    const wakeUp = this.#wakeUp;
    this.#wakeUp = null;
    wakeUp?.();
  }

  async next(): Promise<IteratorResult<Delivery>> {
    for (;;) {
      if (this.#done) return { value: undefined, done: true };
      const fact = this.#batch[this.#next];
      if (fact) {
        this.#next++;
        const gap = fact.position - this.#position - 1;
        const first = this.#position === 0 && this.#fromOldest;
        this.#position = fact.position;
        return { value: { fact, missed: first ? 0 : gap }, done: false };
      }
      this.#batch = await this.#tail.after(this.#position);
      this.#next = 0;
      if (this.#batch.length === 0 && !this.#done && this.#tail.head <= this.#position) {
        await new Promise<void>(resolve => (this.#wakeUp = resolve));
      }
    }
  }

  return(): Promise<IteratorResult<Delivery>> {
    this.#done = true;
    this.#onEnd();
    this.wake();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The latest reading of one gauge, handed to every reader; a slow one skips readings and is told how many. */
class GaugeTopic {
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
