import type { MikroORM } from '@mikro-orm/sql';
import type { Logger } from 'pino';
import { transaction, type EntityManager } from '../persistence/database.ts';
import type { EventBus } from './bus.ts';
import type { Fact } from './event.ts';
import { ProjectionOffset } from './outbox.entity.ts';

/** What a subgraph keeps of another's facts; the offset moves in the same transaction, so each fact counts once. */
export interface Projection {
  /** Unique in the subgraph; renaming it reads the topic again from the beginning. */
  readonly name: string;
  readonly topic: string;
  /** Applies facts in order. Throwing rolls the batch back; it is tried again. */
  apply(tx: EntityManager, facts: readonly Fact[]): Promise<void>;
}

const BATCH = 500;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/** Keeps the projections of one subgraph up to date for as long as it runs. */
export class ProjectionRunner {
  readonly #orm: MikroORM;
  readonly #bus: EventBus;
  readonly #log: Logger;
  readonly #after: () => Promise<void>;
  readonly #streams = new Set<AsyncIterableIterator<unknown>>();
  readonly #positions = new Map<string, number>();
  readonly #running: Promise<void>[] = [];
  readonly #waiters = new Set<() => void>();
  #stopped = false;

  constructor(orm: MikroORM, bus: EventBus, log: Logger, afterBatch: () => Promise<void>) {
    this.#orm = orm;
    this.#bus = bus;
    this.#log = log;
    this.#after = afterBatch;
  }

  start(projections: readonly Projection[]): void {
    for (const projection of projections) this.#running.push(this.#run(projection));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stream of this.#streams) await stream.return?.();
    for (const waiter of this.#waiters) waiter();
    await Promise.all(this.#running);
  }

  /** How far a projection has come. */
  positionOf(name: string): number {
    return this.#positions.get(name) ?? 0;
  }

  /** Resolves when a projection has applied a topic up to a position. */
  async reached(name: string, position: number): Promise<void> {
    while (!this.#stopped && this.positionOf(name) < position) {
      await new Promise<void>(resolve => this.#waiters.add(resolve));
    }
  }

  async #run(projection: Projection): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!this.#stopped) {
      try {
        await this.#follow(projection, () => (retry = FIRST_RETRY_MS));
      } catch (error) {
        this.#log.warn(
          { err: error, projection: projection.name, retry },
          'projection is behind; it is tried again',
        );
        await this.#pause(retry);
        retry = Math.min(retry * 2, LAST_RETRY_MS);
      }
    }
  }

  async #follow(projection: Projection, progressed: () => void): Promise<void> {
    const em = this.#orm.em.fork() as EntityManager;
    const offset = await em.findOne(ProjectionOffset, { name: projection.name });
    const start = offset ? Number(offset.position) : 0;
    this.#moved(projection.name, start);
    const stream = await this.#bus.facts(projection.topic, start === 0 ? 'oldest' : start);
    this.#streams.add(stream);
    try {
      // A stop that came while the stream was being opened has not seen it.
      if (this.#stopped) return;
      let step = await stream.next();
      while (!step.done) {
        const facts = [step.value.fact];
        let pending = stream.next();
        // Facts that are already there are applied together: one transaction instead of many.
        while (facts.length < BATCH) {
          const ready = await Promise.race([pending, nothingReady()]);
          if (!ready || ready.done) break;
          facts.push(ready.value.fact);
          pending = stream.next();
        }
        await this.#apply(projection, facts);
        progressed();
        step = await pending;
      }
    } finally {
      this.#streams.delete(stream);
      await stream.return?.();
    }
  }

  async #apply(projection: Projection, facts: readonly Fact[]): Promise<void> {
    const position = facts.at(-1)!.position;
    await transaction(this.#orm.em.fork() as EntityManager, async tx => {
      await projection.apply(tx, facts);
      await tx.upsert(ProjectionOffset, { name: projection.name, position: String(position) });
    });
    this.#moved(projection.name, position);
    await this.#after();
  }

  #moved(name: string, position: number): void {
    this.#positions.set(name, position);
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#waiters.add(done);
    });
  }
}

function nothingReady(): Promise<null> {
  return new Promise(resolve => setImmediate(() => resolve(null)));
}
