import type { Logger } from 'pino';
import type { Database } from '../persistence/database.ts';
import { DatabaseCarrier, type Carrier } from './carrier.ts';
import { GaugeTopic, type Reading } from './gauge-topic.ts';
import { TopicTail, type FactIterator, type StartAt } from './topic-tail.ts';

/**
 * The event bus of a process. Facts resume exactly from any position that is still kept;
 * gauges go past the database and resume at the latest value.
 */
export interface EventBus {
  /** Tells all readers of a topic that it has new facts in the outbox. */
  announce(topic: string): Promise<void>;
  facts(topic: string, start: StartAt): Promise<FactIterator>;
  publishGauge<T>(topic: string, value: T): void;
  gauges<T>(topic: string): AsyncIterableIterator<Reading<T>>;
  close(): Promise<void>;
}

/** The bus over the outbox tables of a database; a carrier brings the news of them, the database itself without another. */
export class DatabaseBus implements EventBus {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #carrier: Carrier;
  readonly #tails = new Map<string, TopicTail>();
  readonly #gauges = new Map<string, GaugeTopic>();

  constructor(database: Database, log: Logger, carrier: Carrier = new DatabaseCarrier(database)) {
    this.#database = database;
    this.#log = log;
    this.#carrier = carrier;
  }

  announce(topic: string): Promise<void> {
    return this.#carrier.announce(topic);
  }

  async facts(topic: string, start: StartAt): Promise<FactIterator> {
    let tail = this.#tails.get(topic);
    if (!tail) {
      tail = new TopicTail(topic, this.#database, this.#carrier, this.#log);
      this.#tails.set(topic, tail);
    }
    return tail.subscribe(start);
  }

  publishGauge<T>(topic: string, value: T): void {
    this.#gauge(topic).publish(value);
    this.#carrier.sendGauge(topic, value);
  }

  gauges<T>(topic: string): AsyncIterableIterator<Reading<T>> {
    return this.#gauge(topic).subscribe() as AsyncIterableIterator<Reading<T>>;
  }

  async close(): Promise<void> {
    await this.#carrier.close();
    for (const tail of this.#tails.values()) await tail.close();
    for (const gauge of this.#gauges.values()) await gauge.close();
  }

  #gauge(topic: string): GaugeTopic {
    let gauge = this.#gauges.get(topic);
    if (!gauge) {
      gauge = new GaugeTopic();
      this.#gauges.set(topic, gauge);
      this.#carrier.followGauge(topic, value => this.#gauges.get(topic)!.publish(value));
    }
    return gauge;
  }
}
