import type { Database } from '../persistence/database.ts';
import type { Fact } from './event.ts';

/** Who follows a topic. */
export interface Follower {
  /** A fact that was just announced, as it stands in the outbox. */
  hear(fact: Fact): void;
  /** There may be new facts in the outbox. */
  wake(): Promise<void>;
}

/**
 * How news of facts, and gauge readings, come from one process to another. The facts themselves
 * are in the outbox: what a carrier loses costs promptness, never a fact.
 */
export interface Carrier {
  /** Tells the followers in all processes that a topic has new facts. */
  announce(topic: string): Promise<void>;
  /** Gives a follower all news of a topic from now until `close`; asking again changes nothing. */
  follow(topic: string, follower: Follower): Promise<void>;
  /** Gives a reading to the other processes. */
  sendGauge(topic: string, value: unknown): void;
  /** Hears what other processes send from now until `close`. */
  followGauge(topic: string, heard: (value: unknown) => void): void;
  close(): Promise<void>;
}

const FACTS_CHANNEL = 'medical_insurance_facts';
const POLL_MS = 1000;

/** The database as carrier: calls in the process (embedded), or LISTEN and NOTIFY. Gauges stay in the process. */
export class DatabaseCarrier implements Carrier {
  readonly #database: Database;
  readonly #followers = new Map<string, Follower>();
  #listening: Promise<() => Promise<void>> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  announce(topic: string): Promise<void> {
    return this.#database.notify(FACTS_CHANNEL, topic);
  }

  async follow(topic: string, follower: Follower): Promise<void> {
    this.#followers.set(topic, follower);
    this.#listening ??= this.#database.listen(
      FACTS_CHANNEL,
      announced => void this.#followers.get(announced)?.wake(),
    );
    // The poll finds what an announcement lost on the way.
    if (!this.#timer && this.#database.kind === 'postgres') {
      this.#timer = setInterval(() => this.#followers.forEach(each => void each.wake()), POLL_MS);
      this.#timer.unref();
    }
    await this.#listening;
  }

  sendGauge(): void {}

  followGauge(): void {}

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await (
      await this.#listening
    )?.();
  }
}
