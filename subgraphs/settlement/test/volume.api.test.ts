import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Centre, handler } from './centre.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const SCREEN: Asker = { role: 'SCREEN' };
const FIGURES = `settlements undone total fundPaid`;
const COMPARED = `compared { current { ${FIGURES} } lastWeek { ${FIGURES} } lastYear { ${FIGURES} } }`;
const VOLUME = `query ($from: Instant!, $to: Instant!, $step: VolumeStep!, $region: String, $institution: String) {
  transactionVolume(from: $from, to: $to, step: $step, region: $region, institution: $institution) {
    from to step ${COMPARED} points { at ${COMPARED} }
    districts: slices(by: DISTRICT) { key institution { code } ${COMPARED} }
    institutions: slices(by: INSTITUTION, first: 1) { key institution { code } }
    channels: slices(by: CHANNEL) { key compared { current { settlements } } }
    kinds: slices(by: VISIT_TYPE) { key compared { current { settlements } } } } }`;
const NONE = { settlements: 0, undone: 0, total: '0', fundPaid: '0' };

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

async function settleAt(instant: string, amount: string, institution = HOSPITAL, visit: object = {}) {
  desk.graph.clock.set(instant);
  const day = instant.slice(0, 10);
  const fees = [{ amount, serviceDate: day }];
  const claimId = await desk.claim(await desk.insure(), fees, { startedOn: day, ...visit }, institution);
  await desk.preSettle(claimId, {}, institution);
  return (await desk.settle(claimId, {}, institution)).settlement;
}

async function volume(from: string, to: string, input: object = {}, asker = SCREEN) {
  return ok(await ask(from, to, input, asker)).transactionVolume;
}

function ask(from: string, to: string, input: object = {}, asker = SCREEN) {
  return desk.graph.query(VOLUME, { from, to, step: 'HOUR', ...input }, asker);
}

describe('SH-ST-FRONT-05: the volume of a morning', () => {
  beforeAll(async () => {
    await settleAt('2025-03-17T02:10:00Z', '40000');
    await settleAt('2026-03-09T02:10:00Z', '70000');
    await settleAt('2026-03-16T01:59:59Z', '60000');
    await settleAt('2026-03-16T02:00:00Z', '60000', OTHER_HOSPITAL, { visitType: 'EMERGENCY' });
    const wrong = await settleAt('2026-03-16T02:00:30Z', '10000');
    await desk.void(wrong.id);
    const centre = new Centre(desk);
    const { id } = await centre.register(await desk.insure(), '60000');
    await centre.act(id, 'CALCULATE', handler());
  });

  test('stands beside that of the same weekday a week and a year earlier, hour by hour', async () => {
    const morning = await volume('2026-03-16T01:00:00Z', '2026-03-16T04:00:00Z');
    expect(morning.points.map(({ at }: { at: string }) => at.slice(11, 16))).toEqual([
      '01:00',
      '02:00',
      '03:00',
    ]);
    const [one, two, three] = morning.points;
    expect(one.compared.current).toEqual({ settlements: 1, undone: 0, total: '60000', fundPaid: '7500' });
    expect(two.compared).toMatchObject({
      current: { settlements: 3, undone: 1, total: '120000' },
      lastWeek: { settlements: 1, undone: 0, total: '70000' },
      lastYear: { settlements: 1, undone: 0, total: '40000' },
    });
    expect(three.compared).toEqual({ current: NONE, lastWeek: NONE, lastYear: NONE });
    expect(morning.compared.current).toMatchObject({ settlements: 4, undone: 1, total: '180000' });
  });

  test('is told apart by district, institution, channel and kind of visit', async () => {
    const morning = await volume('2026-03-16T01:00:00Z', '2026-03-16T04:00:00Z');
    expect(morning.districts.map(({ key }: { key: string }) => key)).toEqual(['310101', '310104']);
    expect(morning.districts[0]).toMatchObject({
      institution: null,
      compared: { current: { settlements: 3, undone: 1, total: '120000' }, lastYear: { settlements: 1 } },
    });
    expect(morning.institutions).toEqual([{ key: HOSPITAL, institution: { code: HOSPITAL } }]);
    const counts = (slices: { key: string; compared: { current: { settlements: number } } }[]) =>
      slices.map(({ key, compared }) => `${key} ${compared.current.settlements}`);
    expect(counts(morning.channels)).toEqual(['DIRECT 3', 'REIMBURSEMENT 1']);
    expect(counts(morning.kinds)).toEqual(['OUTPATIENT 3', 'EMERGENCY 1']);
  });

  test('can be asked of one institution or one district', async () => {
    const other = await volume('2026-03-16T01:00:00Z', '2026-03-16T04:00:00Z', {
      institution: OTHER_HOSPITAL,
    });
    expect(other.compared.current).toMatchObject({ settlements: 1, total: '60000' });
    const district: Asker = { role: 'HANDLER', region: '310104' };
    const own = await volume('2026-03-16T01:00:00Z', '2026-03-16T04:00:00Z', {}, district);
    expect(own).toMatchObject({ compared: other.compared, districts: [{ key: '310104' }] });
    const beyond = await ask('2026-03-16T01:00:00Z', '2026-03-16T04:00:00Z', { region: '310101' }, district);
    expect(rejected(beyond)).toBe('FORBIDDEN');
  });

  test('is the sum of the settlements, to the fen', async () => {
    const rows = await desk.graph.subgraph.kernel.em().execute(
      `select (select sum(total) from "settlement"."settlement")::text as settled,
         (select sum(total) from "settlement"."volume_minute")::text as counted,
         (select sum(fund_paid) from "settlement"."settlement")::text as paid,
         (select sum(fund_paid) from "settlement"."volume_minute")::text as counted_paid`,
    );
    const [{ settled, counted, paid, counted_paid: countedPaid }] = rows as [Record<string, string>];
    expect([counted, countedPaid]).toEqual([settled, paid]);
    expect(BigInt(settled!)).toBeGreaterThan(0n);
  });

  test('costs one statement, and one for each dimension, however long the period', async () => {
    const cost = async (from: string, to: string) =>
      (await desk.graph.statements.during(() => volume(from, to))).statements.length;
    const hour = await cost('2026-03-16T02:00:00Z', '2026-03-16T03:00:00Z');
    expect(hour).toBe(5);
    expect(await cost('2026-03-01T00:00:00Z', '2026-03-31T00:00:00Z')).toBe(hour);
  });

  test('is nothing for those who may not read aggregates, and no period of seconds', async () => {
    const hospital: Asker = { role: 'INSTITUTION', institution: HOSPITAL };
    expect(rejected(await ask('2026-03-16T02:00:00Z', '2026-03-16T03:00:00Z', {}, hospital))).toBe(
      'FORBIDDEN',
    );
    expect(rejected(await ask('2026-03-16T02:00:01Z', '2026-03-16T03:00:00Z'))).toBe('BAD_USER_INPUT from');
    expect(rejected(await ask('2026-03-16T02:00:00Z', '2026-03-16T02:00:00Z'))).toBe('BAD_USER_INPUT to');
  });
});

test('the big screen follows the last minutes and sees the next settlement', async () => {
  desk.graph.clock.set('2026-05-04T02:00:00Z');
  const readings = await desk.graph.subscribe(
    `subscription { transactionVolume(minutes: 5, region: "310101") { cursor missed at
       volume { from to compared { current { settlements total } } points { at } } } }`,
    {},
    SCREEN,
  );
  const next = async () => ok((await readings.next()).value).transactionVolume;
  const first = await next();
  expect(first).toMatchObject({
    at: '2026-05-04T02:00:00.000Z',
    volume: {
      from: '2026-05-04T01:56:00.000Z',
      to: '2026-05-04T02:01:00.000Z',
      compared: { current: { settlements: 0 } },
    },
  });
  expect(first.volume.points).toHaveLength(5);
  await settleAt('2026-05-04T02:00:20Z', '60000');
  expect((await next()).volume.compared.current).toEqual({ settlements: 1, total: '60000' });
  await readings.return!();
});

describe('SH-ST-FRONT-05: an institution that falls silent', () => {
  const MONDAYS = ['2026-06-01', '2026-06-08', '2026-06-15', '2026-06-22'];
  const alerts = async (at: string, asker = SCREEN) =>
    ok(
      await desk.graph.query(
        `query ($at: Instant) { volumeAlerts(at: $at) { kind institution { code } since actual usual explanation } }`,
        { at },
        asker,
      ),
    ).volumeAlerts;

  beforeAll(async () => {
    for (const monday of MONDAYS) {
      for (let bill = 0; bill < 5; bill++) await settleAt(`${monday}T02:1${bill}:00Z`, '1000');
      await settleAt(`${monday}T02:30:00Z`, '1000', OTHER_HOSPITAL);
    }
  });

  test('is told in its hours, with what is usual then; one that is quiet anyhow is not', async () => {
    expect(await alerts('2026-06-29T03:00:10Z')).toEqual([
      {
        kind: 'SILENT',
        institution: { code: HOSPITAL },
        since: '2026-06-29T02:00:00.000Z',
        actual: 0,
        usual: 5,
        explanation: '60分钟内没有结算，前4周同一时段平均5笔',
      },
    ]);
    expect(await alerts('2026-06-29T05:00:00Z')).toEqual([]);
    expect(await alerts('2026-06-29T03:00:00Z', { role: 'HANDLER', region: '310104' })).toEqual([]);
  });

  test('is no longer told after its next settlement', async () => {
    await settleAt('2026-06-29T02:40:00Z', '1000');
    expect(await alerts('2026-06-29T03:00:00Z')).toEqual([]);
  });
});
