import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DatabaseBus } from '#kernel/events/bus';
import { Channel } from '#kernel/events/channel';
import type { Fact } from '#kernel/events/event';
import { factsAfter } from '#kernel/events/fact-log';
import { NatsCarrier } from '#kernel/events/nats-carrier';
import { createLogger } from '#kernel/logging/logger';
import type { Database } from '#kernel/persistence/database';
import { openTestDatabase } from '#test/subgraph';

const log = createLogger({ level: 'silent' });
const TOPIC = 'compute.thing';
const { NATS_URL } = process.env;

let database: Database;
let drop: () => Promise<void>;
const carriers: NatsCarrier[] = [];
let names = 0;

beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  await database.query('create schema "compute"');
  await database.query(
    `create table "compute".outbox_event (topic text, position bigint, name text, version int,
       aggregate_id text, aggregate_sequence int, occurred_at timestamptz, payload jsonb)`,
  );
});
beforeEach(async () => {
  names++;
  await database.query('truncate "compute".outbox_event');
});
afterEach(async () => {
  for (const carrier of carriers.splice(0)) await carrier.close();
});
afterAll(async () => {
  await database.close();
  await drop();
});

const NEVER = 2 ** 31 - 1;

const open = (url: string, everyMs?: number): NatsCarrier => {
  const name = `nats_carrier_${process.pid}_${names}`;
  const carrier = new NatsCarrier({ url, name, everyMs }, database, log);
  carriers.push(carrier);
  return carrier;
};

/** Facts as the relay leaves them in the outbox. */
const number = async (first: number, last: number, payload: object = {}): Promise<void> => {
  await database.query(
    `insert into "compute".outbox_event
     select $1, n, 'ThingHappened', 1, 'thing-' || n, 1, '2026-03-16T02:00:00.123Z', $4::jsonb
     from generate_series($2::int, $3::int) n`,
    [TOPIC, first, last, JSON.stringify(payload)],
  );
};

/** Follows a topic on a carrier that never looks by itself: what is heard has come over NATS. */
const following = async () => {
  const heard = new Channel<Fact>();
  const woken = new Channel<null>();
  await open(NATS_URL!, NEVER).follow(TOPIC, {
    hear: fact => heard.push(fact),
    wake: async () => woken.push(null),
  });
  // The first look into the outbox says that it hears from now on.
  await woken.next();
  const positions = async (count: number) => {
    const taken = [];
    while (taken.length < count) taken.push((await heard.next()).value.position);
    return taken;
  };
  return { heard, woken, positions };
};

test('without NATS facts are read from the outbox', async () => {
  // Port 1 of this machine: nobody answers there.
  const bus = new DatabaseBus(database, log, open('nats://127.0.0.1:1'));
  const stream = await bus.facts(TOPIC, 'now');
  await number(1, 2);
  await bus.announce(TOPIC);
  expect((await stream.next()).value.fact.position).toBe(1);
  expect((await stream.next()).value.fact.position).toBe(2);
  await bus.close();
});

// Without NATS_URL these are skipped by name (ops/nats/with-nats.sh sets it).
(NATS_URL ? describe : describe.skip)('NATS JetStream as carrier', () => {
  test('a follower in another process hears a fact as it stands in the outbox', async () => {
    const { heard } = await following();
    await number(1, 1, { amount: '12.30', at: null });
    await open(NATS_URL!).announce(TOPIC);
    expect((await heard.next()).value).toEqual((await factsAfter(database, TOPIC, 0))[0]);
  });

  test('facts that were numbered and not published are published before the next one', async () => {
    const { positions } = await following();
    await number(1, 1);
    const before = open(NATS_URL!);
    await before.announce(TOPIC);
    expect(await positions(1)).toEqual([1]);
    await before.close();
    await number(2, 4);
    await open(NATS_URL!).announce(TOPIC);
    expect(await positions(3)).toEqual([2, 3, 4]);
  });

  test('a fact that is too large for a message sends its followers to the outbox', async () => {
    const { positions, woken } = await following();
    await number(1, 1, { text: 'x'.repeat(2_000_000) });
    await number(2, 2);
    await open(NATS_URL!).announce(TOPIC);
    await woken.next();
    expect(await positions(1)).toEqual([2]);
  });

  test('a reading reaches the other processes, and its own once', async () => {
    const [own, other] = [open(NATS_URL!), open(NATS_URL!)].map(each => new DatabaseBus(database, log, each));
    const readings = other!.gauges<{ watts: number }>(TOPIC);
    const ownReadings = own!.gauges<{ watts: number }>(TOPIC);
    const first = readings.next();
    // A reader hears what is sent after it came; how soon it is there is NATS's to say.
    let sent = 0;
    const sending = setInterval(() => own!.publishGauge(TOPIC, { watts: 300, sent: ++sent }), 20);
    expect((await first).value.value.watts).toBe(300);
    clearInterval(sending);
    other!.publishGauge(TOPIC, { watts: 301 });
    const seen = [];
    while (seen.at(-1)?.value.watts !== 301) seen.push((await ownReadings.next()).value);
    // Every reading has been counted once, whether it was read or passed over.
    expect(seen.at(-1)!.position).toBe(sent + 1);
    await own!.close();
    await other!.close();
  });

  describe('with a line that can be cut', () => {
    let line: Line;
    beforeEach(async () => {
      line = new Line(NATS_URL!);
      await line.mend();
    });
    afterEach(() => line.cut());

    test('what was announced while NATS was away is published when it is back', async () => {
      const { positions } = await following();
      const far = open(line.url);
      await number(1, 1);
      await far.announce(TOPIC);
      expect(await positions(1)).toEqual([1]);
      line.cut();
      await number(2, 3);
      await far.announce(TOPIC);
      await line.mend();
      expect(await positions(2)).toEqual([2, 3]);
    });

    test('a reader gets each fact once, in order, while NATS goes and comes', async () => {
      const bus = new DatabaseBus(database, log, open(line.url));
      const owner = open(NATS_URL!);
      const reader = await bus.facts(TOPIC, 'now');
      const tell = async (position: number) => {
        await number(position, position);
        await owner.announce(TOPIC);
        return (await reader.next()).value.fact.position;
      };
      expect(await tell(1)).toBe(1);
      line.cut();
      expect(await tell(2)).toBe(2);
      await line.mend();
      expect(await tell(3)).toBe(3);
      expect(await tell(4)).toBe(4);
      await bus.close();
    });
  });
});

/** A line to NATS that can be cut and mended. */
class Line {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  constructor(target: string) {
    this.#target = new URL(target);
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`;
  }

  async mend(): Promise<void> {
    const server = createServer(near => {
      const far = connect(Number(this.#target.port), this.#target.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => other.destroy());
        socket.pipe(other);
      }
    });
    await new Promise<void>(resolve => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  cut(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }
}
