import { setTimeout as pause } from 'node:timers/promises';
import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, nanos, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Database } from '../persistence/database.ts';
import type { Carrier, Follower } from './carrier.ts';
import type { Fact } from './event.ts';
import { factsAfter, newestPosition } from './fact-log.ts';

const RETRY_MS = 1000;
/** While all seems well, one look in so many goes to the outbox: a publisher may have died before it published. */
const LOOK_ANYWAY = 30;
const TIMEOUT_MS = 3000;
/** Facts of a topic that JetStream keeps; whoever is further behind reads the outbox anyway. */
const WINDOW = 2048;
/** JetStream forgets a reader that has been away for this long; it then begins anew, from the outbox. */
const FORGOTTEN_AFTER_MS = 300_000;
const MESSAGE_ID = 'Nats-Msg-Id';

interface Link {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

export interface NatsOptions {
  /** `nats://user:password@host:4222`, or `tls:`; a user alone is a token. */
  readonly url: string;
  /** Names the stream, and is the first token of all subjects. */
  readonly name?: string;
  /** Milliseconds between looks for what NATS has not taken or brought. */
  readonly everyMs?: number;
}

/**
 * NATS as carrier: announced facts travel whole through one JetStream stream, gauges over core NATS. While NATS is
 * away, followers look into the outbox every second, and what JetStream has not got is published when it is back.
 */
export class NatsCarrier implements Carrier {
  readonly #name: string;
  readonly #database: Database;
  readonly #log: Logger;
  readonly #link: Promise<Link | null>;
  readonly #timer: NodeJS.Timeout;
  readonly #closing = new AbortController();
  readonly #followers = new Map<string, Follower>();
  /** Topics whose facts come as messages at present. */
  readonly #heard = new Set<string>();
  readonly #unpublished = new Set<string>();
  #up = false;
  #publishing: Promise<void> | null = null;
  #ticks = 0;

  constructor(options: NatsOptions, database: Database, log: Logger) {
    const { url, name = 'medical_insurance', everyMs = RETRY_MS } = options;
    this.#name = name;
    this.#database = database;
    this.#log = log.child({ nats: new URL(url).host });
    this.#link = this.#connect(optionsOf(url));
    this.#timer = setInterval(() => this.#tick(), everyMs);
    this.#timer.unref();
  }

  /** Does not wait for NATS: numbering facts goes on while it is away. */
  async announce(topic: string): Promise<void> {
    this.#unpublished.add(topic);
    this.#publish();
  }

  async follow(topic: string, follower: Follower): Promise<void> {
    if (this.#followers.has(topic)) return;
    this.#followers.set(topic, follower);
    void this.#keepFollowing(topic, follower);
  }

  sendGauge(topic: string, value: unknown): void {
    if (!this.#up) return;
    void this.#link.then(link => {
      try {
        link?.connection.publish(this.#subject('gauges', topic), JSON.stringify(value));
      } catch (error) {
        this.#log.warn({ err: error, topic }, 'a gauge reading could not be sent');
      }
    });
  }

  followGauge(topic: string, heard: (value: unknown) => void): void {
    void this.#link.then(link =>
      link?.connection.subscribe(this.#subject('gauges', topic), {
        callback: (refused, message) => {
          try {
            if (refused) throw refused;
            heard(message.json());
          } catch (error) {
            this.#log.warn({ err: error, topic }, 'a gauge reading was not heard');
          }
        },
      }),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#publish();
    while (this.#publishing) await this.#publishing;
    this.#closing.abort();
    // Without a link there is nothing to wait for: an attempt under way gives up by itself.
    if (this.#up) await (await this.#link)?.connection.close();
    else void this.#link.then(link => link?.connection.close());
  }

  async #connect(options: ConnectionOptions): Promise<Link | null> {
    for (let attempt = 1; !this.#closing.signal.aborted; attempt++) {
      try {
        const connection = await connect(options);
        const client = jetstream(connection, { timeout: TIMEOUT_MS });
        const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS, checkAPI: false });
        void this.#watch(connection);
        this.#connected();
        return { connection, client, manager };
      } catch (error) {
        if (attempt === 1) this.#log.warn({ err: error }, 'NATS is away: facts are read from the outbox');
        await this.#pause();
      }
    }
    return null;
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') {
        this.#up = false;
        this.#log.warn('NATS is away: facts are read from the outbox');
      } else if (type === 'reconnect') {
        this.#log.warn('NATS is back');
        this.#connected();
      }
    }
  }

  #connected(): void {
    this.#up = true;
    this.#publish();
  }

  #tick(): void {
    this.#publish();
    const look = ++this.#ticks % LOOK_ANYWAY === 0;
    for (const [topic, follower] of this.#followers) {
      if (look || !this.#up || !this.#heard.has(topic)) void follower.wake();
    }
  }

  async #keepFollowing(topic: string, follower: Follower): Promise<void> {
    const link = await this.#link;
    while (link && !this.#closing.signal.aborted) {
      try {
        const messages = await this.#open(link, topic);
        this.#heard.add(topic);
        // What was announced while nobody listened is in the outbox.
        void follower.wake();
        for await (const message of messages) {
          if (message.data.length > 0) follower.hear(factOf(message.json()));
          else void follower.wake();
        }
      } catch (error) {
        if (!this.#closing.signal.aborted) this.#log.warn({ err: error, topic }, 'facts are not heard');
      }
      this.#heard.delete(topic);
      await this.#pause();
    }
  }

  /** A consumer of this process alone, from now on; it stays through a short absence of either side. */
  async #open({ client, manager }: Link, topic: string): Promise<ConsumerMessages> {
    const consumer = await this.#onStream(manager, () =>
      manager.consumers.add(this.#name, {
        filter_subject: this.#subject('facts', topic),
        deliver_policy: DeliverPolicy.New,
        ack_policy: AckPolicy.None,
        mem_storage: true,
        inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
      }),
    );
    return client.consumers.getConsumerFromInfo(consumer).consume({ abort_on_missing_resource: true });
  }

  #publish(): void {
    if (this.#publishing || !this.#up || this.#unpublished.size === 0) return;
    this.#publishing = this.#publishAll()
      .then(
        () => true,
        (error: unknown) => {
          this.#log.warn({ err: error }, 'facts could not be published yet');
          return false;
        },
      )
      .then(published => {
        this.#publishing = null;
        // Announced since the last look; what failed waits for the next tick.
        if (published) this.#publish();
      });
  }

  async #publishAll(): Promise<void> {
    const link = await this.#link;
    for (const topic of link ? this.#unpublished : []) {
      this.#unpublished.delete(topic);
      try {
        await this.#publishTopic(link!, topic);
      } catch (error) {
        this.#unpublished.add(topic);
        throw error;
      }
    }
  }

  /** Publishes what stands in the outbox after the last message that JetStream has of the topic. */
  async #publishTopic({ connection, client, manager }: Link, topic: string): Promise<void> {
    const subject = this.#subject('facts', topic);
    const last = await this.#onStream(manager, () =>
      manager.streams.getMessage(this.#name, { last_by_subj: subject }),
    );
    const head = await newestPosition(this.#database, topic);
    const published = last ? positionOf(last.header.get(MESSAGE_ID)) : 0;
    // A database that is behind the stream has been replaced: the stream's positions are not its own.
    let position = Math.max(published <= head ? published : 0, head - WINDOW);
    for (;;) {
      const facts = await factsAfter(this.#database, topic, position);
      if (facts.length === 0) return;
      await Promise.all(
        facts.map(fact => {
          const body = JSON.stringify(fact);
          // A fact that is too large for a message is announced without its content.
          const fits = Buffer.byteLength(body) <= (connection.info?.max_payload ?? 0) / 2;
          return client.publish(subject, fits ? body : '', { msgID: `${topic}:${fact.position}` });
        }),
      );
      position = facts.at(-1)!.position;
    }
  }

  /** Asks something of the stream, which is made when it is not there: JetStream is new, or has lost it. */
  async #onStream<T>(manager: JetStreamManager, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const missing = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
      if (!missing) throw error;
      await manager.streams.add({
        name: this.#name,
        subjects: [this.#subject('facts', '>')],
        max_msgs_per_subject: WINDOW,
      });
      return ask();
    }
  }

  #subject(kind: 'facts' | 'gauges', topic: string): string {
    return `${this.#name}.${kind}.${topic}`;
  }

  #pause(): Promise<void> {
    return pause(RETRY_MS, undefined, { ref: false, signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** Credentials stand in the URL alone; a connection that is there is never given up. */
function optionsOf(url: string): ConnectionOptions {
  const { protocol, host, username, password } = new URL(url);
  const [user, pass] = [username, password].map(decodeURIComponent);
  return {
    servers: host,
    // A process has its own gauge readings already; JetStream's messages are the server's.
    noEcho: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    ignoreAuthErrorAbort: true,
    ...(protocol === 'tls:' && { tls: {} }),
    ...(pass ? { user, pass } : user && { token: user }),
  };
}

function factOf(message: object): Fact {
  const fact = message as Fact;
  return { ...fact, occurredAt: new Date(fact.occurredAt) };
}

function positionOf(messageId: string): number {
  return Number(messageId.slice(messageId.lastIndexOf(':') + 1)) || 0;
}
