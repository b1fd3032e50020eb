import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DatabaseBus } from '#kernel/events/bus';
import { DatabaseCarrier, type Carrier, type Follower } from '#kernel/events/carrier';
import type { Fact } from '#kernel/events/event';
import { factsAfter } from '#kernel/events/fact-log';
import { NatsCarrier } from '#kernel/events/nats-carrier';
import { KERNEL_ENTITIES } from '#kernel/events/outbox.entity';
import { Outbox } from '#kernel/events/outbox';
import { createLogger } from '#kernel/logging/logger';
import { transaction, type Database, type EntityManager } from '#kernel/persistence/database';
import { kernelMigrations } from '#kernel/persistence/kernel-migrations';
import { openTestDatabase } from '#test/subgraph';

const log = createLogger({ level: 'silent' });
const TOPIC = 'compute.thing';
const event = (aggregateId: string) => ({
  topic: TOPIC,
  name: 'ThingHappened',
  version: 1,
  aggregateId,
  payload: { aggregateId },
});

type OpenCarrier = (database: Database, name: string) => Carrier;

/** What every event bus must do, whoever carries its news. */
const contract = (open: OpenCarrier) => (): void => {
  let database: Database;
  let drop: () => Promise<void>;
  let bus: DatabaseBus;
  let outbox: Outbox;
  let em: () => EntityManager;
  let names = 0;
  const openBus = () =>
    new DatabaseBus(database, log, open(database, `bus_contract_${process.pid}_${names}`));

  let orm: Awaited<ReturnType<Database['orm']>>;

  beforeAll(async () => {
    ({ database, drop } = await openTestDatabase());
    orm = await database.orm({
      name: 'compute',
      entities: KERNEL_ENTITIES,
      migrations: kernelMigrations('compute'),
    });
    em = () => orm.em.fork() as EntityManager;
  });
  beforeEach(async () => {
    await database.query('truncate "compute".outbox_event');
    names++;
    bus = openBus();
    outbox = new Outbox('compute', orm, bus, { now: () => new Date('2026-03-16T02:00:00Z') }, log);
  });
  afterEach(async () => {
    await outbox.stop();
    await bus.close();
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  const announce = async (...ids: string[]): Promise<void> => {
    await transaction(em(), tx => outbox.add(tx, ids.map(event)));
    await outbox.relay();
  };
  const take = async (
    stream: AsyncIterator<{ fact: { aggregateId: string; position: number }; missed: number }>,
    count: number,
  ) => {
    const taken = [];
    while (taken.length < count) {
      const step = await stream.next();
      if (step.done) break;
      taken.push({
        id: step.value.fact.aggregateId,
        position: step.value.fact.position,
        missed: step.value.missed,
      });
    }
    return taken;
  };

  test('facts are numbered from 1 without gaps, in the order of commit', async () => {
    const stream = await bus.facts(TOPIC, 'now');
    await announce('a', 'b');
    await announce('c');
    expect(await take(stream, 3)).toEqual([
      { id: 'a', position: 1, missed: 0 },
      { id: 'b', position: 2, missed: 0 },
      { id: 'c', position: 3, missed: 0 },
    ]);
  });

  test('a fact of a transaction that is rolled back is never told', async () => {
    const stream = await bus.facts(TOPIC, 'now');
    const failing = transaction(em(), async tx => {
      await outbox.add(tx, [event('never')]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await announce('told');
    expect(await take(stream, 1)).toEqual([{ id: 'told', position: 1, missed: 0 }]);
  });

  test('a fact that was committed before a crash is announced after it', async () => {
    await transaction(em(), tx => outbox.add(tx, [event('late')]));
    const stream = await bus.facts(TOPIC, 'oldest');
    await outbox.relay();
    expect(await take(stream, 1)).toEqual([{ id: 'late', position: 1, missed: 0 }]);
  });

  test('a reader resumes exactly after a position, also on a bus that has just started', async () => {
    await announce('a', 'b', 'c');
    const again = openBus();
    const stream = await again.facts(TOPIC, 1);
    expect((await take(stream, 2)).map(({ id }) => id)).toEqual(['b', 'c']);
    await again.close();
  });

  test('a reader who fell out of the kept window is told how many it missed', async () => {
    await announce('a', 'b', 'c', 'd');
    await database.query(`delete from "compute".outbox_event where position <= 3`);
    const stream = await bus.facts(TOPIC, 1);
    expect(await take(stream, 1)).toEqual([{ id: 'd', position: 4, missed: 2 }]);
  });

  test('a position that does not exist yet is refused', async () => {
    await expect(bus.facts(TOPIC, 7)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('facts reach a reader on another bus, such as that of another process', async () => {
    const other = openBus();
    const stream = await other.facts(TOPIC, 'now');
    await announce('a', 'b');
    expect((await take(stream, 2)).map(({ id }) => id)).toEqual(['a', 'b']);
    await other.close();
  });

  test('a fact that is heard before those ahead of it waits for them, and is told once', async () => {
    const followers: Follower[] = [];
    const silent: Carrier = {
      announce: async () => undefined,
      follow: async (_topic, follower) => void followers.push(follower),
      sendGauge: () => undefined,
      followGauge: () => undefined,
      close: async () => undefined,
    };
    const other = new DatabaseBus(database, log, silent);
    const stream = await other.facts(TOPIC, 'now');
    await announce('a', 'b', 'c', 'd');
    const [a, , c, d] = (await factsAfter(database, TOPIC, 0)) as [Fact, Fact, Fact, Fact];
    for (const fact of [a, c, d, c]) followers[0]!.hear(fact);
    expect((await take(stream, 4)).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    await announce('e');
    followers[0]!.hear((await factsAfter(database, TOPIC, 4))[0]!);
    expect((await take(stream, 1)).map(({ id }) => id)).toEqual(['e']);
    await other.close();
  });

  test('thousands of facts reach a slow reader and a fast one, each once and in order', async () => {
    const ids = Array.from({ length: 3000 }, (_, index) => String(index));
    const slow = await bus.facts(TOPIC, 'now');
    const fast = await bus.facts(TOPIC, 'now');
    const fastTaken = take(fast, ids.length);
    await announce(...ids);
    expect((await fastTaken).map(({ id }) => id)).toEqual(ids);
    expect((await take(slow, ids.length)).map(({ id }) => id)).toEqual(ids);
  });

  test('a reader that stops waiting is let go at once', async () => {
    const stream = await bus.facts(TOPIC, 'now');
    const pending = stream.next();
    await stream.return?.();
    expect(await pending).toEqual({ value: undefined, done: true });
  });

  test('a gauge gives the latest reading at once, and a slow reader skips readings and is told how many', async () => {
    bus.publishGauge('compute.gauge', 1);
    const stream = bus.gauges<number>('compute.gauge');
    for (const value of [2, 3, 4]) bus.publishGauge('compute.gauge', value);
    expect((await stream.next()).value).toMatchObject({ value: 4, missed: 3 });
    bus.publishGauge('compute.gauge', 5);
    expect((await stream.next()).value).toMatchObject({ value: 5, missed: 0 });
  });
};

const { DATABASE_URL, NATS_URL } = process.env;
const kind = DATABASE_URL ? 'PostgreSQL' : 'the embedded database';

describe(
  `the event bus on ${kind}`,
  contract(database => new DatabaseCarrier(database)),
);

// Without NATS_URL these are skipped by name (ops/nats/with-nats.sh sets it).
(NATS_URL ? describe : describe.skip)(
  `the event bus on ${kind} and NATS JetStream`,
  contract((database, name) => new NatsCarrier({ url: NATS_URL!, name }, database, log)),
);
