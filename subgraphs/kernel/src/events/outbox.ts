import type { MikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import { transaction, type EntityManager, type Row } from '../persistence/database.ts';
import { insertAtCommit } from '../persistence/at-commit.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import type { EventBus } from './bus.ts';
import type { DomainEvent } from './event.ts';
import { OutboxEvent } from './outbox.entity.ts';
import { Paced } from './paced.ts';

const BATCH = 1000;
const POLL_MS = 1000;
/** Under load, facts wait so long for others that are numbered and announced with them. */
const PAUSE_MS = 50;

/**
 * Facts of one subgraph. `add` writes them in the caller's transaction; the relay numbers
 * committed ones and announces their topics, so a fact is never lost, and never announced
 * without having happened. Positions are given by one relay at a time (advisory lock).
 */
export class Outbox {
  readonly #name: string;
  readonly #orm: MikroORM;
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #log: Logger;
  #running: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  readonly #paced = new Paced(() => this.relay(), PAUSE_MS);
  #timer: NodeJS.Timeout | null = null;

  constructor(name: string, orm: MikroORM, bus: EventBus, clock: Clock, log: Logger) {
    this.#name = name;
    this.#orm = orm;
    this.#bus = bus;
    this.#clock = clock;
    this.#log = log;
  }

  /** Writes facts in the transaction of their cause; they are announced after its commit. */
  async add(tx: EntityManager, events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    for (const event of events) {
      if (!event.topic.startsWith(`${this.#name}.`))
        throw new Error(`${this.#name} does not own ${event.topic}`);
    }
    const occurredAt = this.#clock.now();
    await insertAtCommit(
      tx,
      OutboxEvent,
      events.map(event => ({ ...event, occurredAt })),
    );
  }

  start(): void {
    this.#timer = setInterval(() => void this.relay(), POLL_MS);
    this.#timer.unref();
    void this.relay();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#paced.hurry();
    while (this.#running) await (this.#following ?? this.#running);
  }

  /** After a commit: numbers and announces soon. */
  committed(): void {
    this.#paced.ask();
  }

  /** Numbers and announces all that is committed by now; calls during a run share the run that follows it. */
  relay(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#relayAll()
        .catch((error: unknown) => this.#log.warn({ err: error }, 'facts could not be announced yet'))
        .finally(() => (this.#running = null));
      return this.#running;
    }
    this.#following ??= this.#running.then(() => {
      this.#following = null;
      return this.relay();
    });
    return this.#following;
  }

  async #relayAll(): Promise<void> {
    const em = this.#orm.em.fork() as EntityManager;
    const [pending] = await em.execute<Row[]>(
      `select 1 from "${this.#name}".outbox_event where position is null limit 1`,
    );
    for (let more = pending !== undefined; more;) {
      const numbered = await transaction(em, tx => this.#numberBatch(tx));
      for (const topic of new Set(numbered)) await this.#bus.announce(topic);
      more = numbered.length === BATCH;
    }
  }

  /** Gives the next positions to a batch, in the order in which the facts were written; the topic of each. */
  async #numberBatch(tx: EntityManager): Promise<string[]> {
    await tx.execute(`select pg_advisory_xact_lock(hashtext(?))`, [`outbox:${this.#name}`]);
    const updated = await tx.execute<Row[]>(
      `with fresh as (
         select id, topic, aggregate_id from "${this.#name}".outbox_event
         where position is null order by id limit ${BATCH}
       ), heads as (
         select topic,
           (select coalesce(max(o.position), 0) from "${this.#name}".outbox_event o where o.topic = topics.topic) as head
         from (select distinct topic from fresh) topics
       ), numbered as (
         select id, head + row_number() over (partition by topic order by id) as position,
           (select coalesce(max(o.aggregate_sequence), 0) from "${this.#name}".outbox_event o
             where o.aggregate_id = fresh.aggregate_id)
             + row_number() over (partition by aggregate_id order by id) as sequence
         from fresh join heads using (topic)
       )
       update "${this.#name}".outbox_event e
       set position = numbered.position, aggregate_sequence = numbered.sequence
       from numbered where e.id = numbered.id returning e.topic`,
    );
    return updated.map(row => String(row['topic']));
  }
}
