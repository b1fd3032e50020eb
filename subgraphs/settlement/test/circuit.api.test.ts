import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Qualification } from '../src/qualification/qualification.entity.ts';
import { ok, type Desk } from './desk.ts';
import { assisted, Exchanging, REGISTER } from './exchanging.ts';
import type { StandInPlatform } from './stand-in-platform.ts';

let exchanging: Exchanging;
let desk: Desk;
let city: StandInPlatform;
beforeAll(async () => {
  exchanging = await Exchanging.open();
  ({ desk, city } = exchanging);
});
afterAll(() => exchanging.stop());
beforeEach(() => exchanging.begin());

test.each([
  [100, 5, 'CLOSED', 95],
  [100, 6, 'OPEN', 0],
  [99, 19, 'CLOSED', 80],
  [120, 7, 'OPEN', 0],
] as const)(
  'SH-ST-SYNC-07, SH-AI-SYNC-06: of %i messages %i bad ones: %s, %i records stand',
  async (size, bad, state, standing) => {
    // Spread evenly, so that they are never twenty in a row.
    const every = Math.floor(size / bad);
    exchanging.fill(size, at => at % every === 0 && at / every < bad);
    await exchanging.run();
    expect((await exchanging.channel('IN')).state).toBe(state);
    expect((await exchanging.records('BASE_DATA')).length).toBe(standing);
  },
);

test('SH-ST-SYNC-07: twenty bad ones in a row open it whatever the batch, and an alert says so', async () => {
  exchanging.fill(40, at => at >= 10 && at < 30);
  await exchanging.run();
  expect(await exchanging.channel('IN')).toMatchObject({ state: 'OPEN', position: null });
  expect(await exchanging.records('BASE_DATA')).toEqual([]);
  expect((await desk.graph.announced('settlement.exchange')).slice(-1)).toEqual([
    {
      name: 'ExchangeCircuitOpened',
      payload: {
        partner: 'CITY_PLATFORM',
        direction: 'IN',
        batchId: 'CITY_PLATFORM-0',
        failed: 20,
        again: false,
      },
    },
  ]);
});

test('SH-AI-SYNC-06: rolling a batch back puts the former version in place and lets a newer one stand', async () => {
  const [first, second, third] = [
    await exchanging.adult(),
    await exchanging.adult(),
    await exchanging.adult(),
  ];
  city.send('ASSISTANCE_PERSON', 'MZ-1', 1, assisted(first));
  await exchanging.run();
  const batch = [
    city.sealed('ASSISTANCE_PERSON', 'MZ-1', 2, assisted(first, { qualifier: 'MINIMUM_LIVING' })),
    city.sealed('ASSISTANCE_PERSON', 'MZ-2', 1, assisted(second)),
    city.sealed('ASSISTANCE_PERSON', 'MZ-3', 1, assisted(third)),
  ];
  // A process that ended midway had taken the first page; then a clerk registered a newer version.
  expect((await exchanging.take(batch)).applied).toBe(3);
  const newer = { ...assisted(third, { qualifier: 'EXTREME_POVERTY' }), code: 'MZ-3', version: 2 };
  const input = { ...newer, idempotencyKey: 'newer-entry', kind: 'ASSISTANCE_PERSON' };
  ok(await desk.graph.query(REGISTER, { input }));
  await desk.graph.caughtUp();
  const bad = Array.from({ length: 20 }, () => 'bm9uc2Vuc2U=');
  expect(await exchanging.take([...batch, ...bad])).toMatchObject({ applied: 0, opened: true });
  const entries = await desk.graph.subgraph.kernel.em().find(Qualification, {}, { orderBy: { code: 'asc' } });
  expect(entries.map(({ code, version, qualifier }) => [code, version, qualifier])).toEqual([
    ['MZ-1', 1, 'LOW_INCOME'],
    ['MZ-3', 2, 'EXTREME_POVERTY'],
  ]);
  await desk.graph.caughtUp();
  const standing = await exchanging.records('ASSISTANCE_PERSON');
  expect(standing.map(({ code, version }) => [code, version])).toEqual([
    ['MZ-1', 1],
    ['MZ-3', 2],
  ]);
});

test('after 60 seconds one probe passes; if it is good the whole batch is taken again', async () => {
  exchanging.fill(40, at => at >= 10 && at < 30);
  await exchanging.run();
  city.repair();
  exchanging.fill(40, () => false);
  desk.graph.clock.set('2026-03-16T02:00:59Z');
  expect(await exchanging.run()).toMatchObject({ received: 0 });
  desk.graph.clock.set('2026-03-16T02:01:00Z');
  expect(await exchanging.run()).toMatchObject({ received: 1, quarantined: 0 });
  expect(await exchanging.channel('IN')).toMatchObject({ state: 'CLOSED', position: '1' });
  expect(await exchanging.run()).toMatchObject({ received: 39 });
  expect((await exchanging.records('BASE_DATA')).length).toBe(40);
});

test('a bad probe keeps it open for another 60 seconds', async () => {
  exchanging.fill(20, () => true);
  await exchanging.run();
  desk.graph.clock.set('2026-03-16T02:01:00Z');
  expect(await exchanging.run()).toMatchObject({ received: 0, quarantined: 1 });
  expect((await exchanging.channel('IN')).state).toBe('OPEN');
  desk.graph.clock.set('2026-03-16T02:01:59Z');
  expect(await exchanging.run()).toMatchObject({ received: 0, quarantined: 0 });
});
