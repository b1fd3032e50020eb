import type { Logger } from 'pino';
import { badUserInput } from '../graphql/errors.ts';
import type { Database } from '../persistence/database.ts';
import type { Carrier, Follower } from './carrier.ts';
import type { Fact } from './event.ts';
import { factsAfter, newestPosition } from './fact-log.ts';

/** One fact as a subscriber gets it; `missed` counts the facts that had left the kept window before it. */
export interface Delivery {
  readonly fact: Fact;
  readonly missed: number;
}

/** Facts for one reader; tells where it stands, also before its first fact. */
export interface FactIterator extends AsyncIterableIterator<Delivery> {
  readonly position: number;
}

/** Where a subscriber begins: after a position, at the oldest kept fact, or with what comes next. */
export type StartAt = number | 'oldest' | 'now';

/** Facts kept in memory per topic, so that many readers of the newest facts cost one query. */
const WINDOW = 2048;

/** The newest facts of one topic, read once for all readers; older ones come from the outbox. */
export class TopicTail implements Follower {
  readonly #topic: string;
  readonly #database: Database;
  readonly #carrier: Carrier;
  readonly #log: Logger;
  readonly #window: Fact[] = [];
  readonly #readers = new Set<FactReader>();
  #head = 0;
  #ready = false;
  #started: Promise<void> | null = null;
  #waking: Promise<void> | null = null;
  #again = false;

  constructor(topic: string, database: Database, carrier: Carrier, log: Logger) {
    this.#topic = topic;
    this.#database = database;
    this.#carrier = carrier;
    this.#log = log;
  }

  get head(): number {
    return this.#head;
  }

  async subscribe(start: StartAt): Promise<FactIterator> {
    this.#started ??= this.#start();
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

  /** Takes the next fact as it comes; after a gap the outbox is read, so that none is passed over. */
  hear(fact: Fact): void {
    if (!this.#ready || fact.position <= this.#head) return;
    if (fact.position === this.#head + 1) this.#take([fact]);
    else void this.wake();
  }

  /** Reads on in the outbox. */
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
    return position < this.#head ? factsAfter(this.#database, this.#topic, position) : [];
  }

  async close(): Promise<void> {
    await this.#waking;
    for (const reader of [...this.#readers]) await reader.return();
  }

  /** Follows first, so that a fact is either in the outbox when the head is looked for or heard afterwards. */
  async #start(): Promise<void> {
    await this.#carrier.follow(this.#topic, this);
    this.#head = await newestPosition(this.#database, this.#topic);
    this.#ready = true;
  }

  async #advance(): Promise<void> {
    if (!this.#ready) return;
    for (;;) {
      const facts = await factsAfter(this.#database, this.#topic, this.#head);
      if (facts.length === 0) return;
      // Some may have been heard while the outbox was being read.
      this.#take(facts.filter(fact => fact.position > this.#head));
    }
  }

  #take(facts: readonly Fact[]): void {
    const newest = facts.at(-1);
    if (!newest) return;
    this.#window.push(...facts);
    if (this.#window.length > WINDOW) this.#window.splice(0, this.#window.length - WINDOW);
    this.#head = newest.position;
    for (const reader of this.#readers) reader.wake();
  }
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
