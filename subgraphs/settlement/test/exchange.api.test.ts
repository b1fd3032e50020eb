import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { QuarantinedMessage } from '../src/exchange/exchange.entity.ts';
import { readExchangeSettings } from '../src/exchange/partner.port.ts';
import { Qualification } from '../src/qualification/qualification.entity.ts';
import { Desk, HOSPITAL, ok, rejected } from './desk.ts';
import { assisted, base, Exchanging, OPERATOR, REGISTER, RUN, YEAR } from './exchanging.ts';
import { StandInPlatform, type Mischief } from './stand-in-platform.ts';

let exchanging: Exchanging;
let desk: Desk;
let city: StandInPlatform;
let fund: StandInPlatform;
let operator: StandInPlatform;
beforeAll(async () => {
  exchanging = await Exchanging.open();
  ({ desk, city, fund, operator } = exchanging);
});
afterAll(() => exchanging.stop());
beforeEach(() => exchanging.begin());

describe('what goes out', () => {
  test('SH-ST-SYNC-01, SH-ST-SYNC-02: a settlement and its void reach the platform as two versions of one record', async () => {
    const { id } = await desk.bill(await desk.insure(), '60000');
    await exchanging.run();
    await desk.void(id);
    await exchanging.run();
    const told = city.taken.filter(({ set, code }) => set === 'SETTLEMENT_RESULT' && code === id);
    expect(told.map(({ version, content }) => [version, content['state']])).toEqual([
      [1, 'SETTLED'],
      [2, 'VOIDED'],
    ]);
    expect(told[0]!.content).toMatchObject({
      total: '60000',
      payments: { POOLED_FUND: '7500', CASH: '52500' },
    });
  });

  test('what a platform says of a record that it rejects is kept without the numbers of persons in it', async () => {
    await desk.bill(await desk.insure(), '60000');
    city.mischief = 'REJECTS_ALL';
    city.rejection = '证件31000019870512123X与电话13800138000不符';
    expect((await exchanging.run()).rejected).toBeGreaterThan(0);
    city.rejection = '校验不通过';
    expect(new Set(await exchanging.reasons())).toEqual(new Set(['证件[redacted]与电话[redacted]不符']));
    const kept = JSON.stringify(await desk.graph.subgraph.kernel.em().find(QuarantinedMessage, {}));
    expect(kept).not.toMatch(/31000019870512123X|13800138000/);
  });

  test('an answer that is no JSON is told of without its text', async () => {
    city.mischief = 'GARBAGE';
    const { partners } = readExchangeSettings(StandInPlatform.settings(city))!;
    await expect(partners[0]!.port.pull({ after: null, limit: 1 })).rejects.toThrow(
      /^partner answered no JSON$/,
    );
  });

  test('SH-ST-SYNC-06, SH-AI-SYNC-05: only what changed is sent, each version once', async () => {
    const person = await desk.insure();
    expect((await exchanging.run()).sent).toBeGreaterThan(0);
    expect((await exchanging.run()).sent).toBe(0);
    await desk.bill(person, '60000');
    expect((await exchanging.run()).sent).toBe(1);
    expect(new Set(city.taken.map(({ id }) => id)).size).toBe(city.taken.length);
  });

  test('SH-ST-SYNC-05, SH-AI-SYNC-04: nothing readable is on the wire, and each message is signed', async () => {
    const person = await desk.insure();
    const { id } = await desk.bill(person, '60000');
    await exchanging.run();
    const wire = city.wire.join();
    for (const fact of [person, id, HOSPITAL, 'SETTLEMENT_RESULT', '60000']) expect(wire).not.toContain(fact);
    expect(city.taken.some(({ code }) => code === id)).toBe(true);
  });

  test('SH-AI-SYNC-02: an institution that is designated, and then suspended, reaches the platform both times', async () => {
    for (const state of ['ACTIVE', 'SUSPENDED']) {
      await desk.designate(HOSPITAL, { state });
      await exchanging.run();
    }
    await desk.designate(HOSPITAL);
    const told = city.taken.filter(({ set, code }) => set === 'INSTITUTION_ADMISSION' && code === HOSPITAL);
    expect(told.map(({ version, content }) => [version, content['state']])).toEqual([
      [1, 'ACTIVE'],
      [2, 'SUSPENDED'],
    ]);
  });

  test('SH-ST-CHILD-22, SH-ST-CHILD-23, SH-ST-CHILD-24, SH-ST-CHILD-25, SH-ST-CRIT-06: each partner is told of its own sets and persons only', async () => {
    const kid = await desk.insure({ scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD', ...YEAR });
    const ill = await exchanging.adult();
    const register = async (personId: string, kind: string, qualifier: string) => {
      const code = `REG-${kind.replaceAll('_', '-')}`;
      const input = { idempotencyKey: code, code, kind, personId, qualifier, firstDay: '2026-01-01' };
      ok(await desk.graph.query(REGISTER, { input }));
    };
    await register(kid, 'ASSISTANCE_PERSON', 'LOW_INCOME');
    await register(kid, 'AWAY_FROM_HOME', '330100');
    await register(ill, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
    const claimId = await desk.claim(ill, [{ amount: '100000' }], { treatment: 'DIALYSIS' });
    await desk.preSettle(claimId);
    const { settlement } = await desk.settle(claimId);
    const admit = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
      ... on AdmitPatientSuccess { visit { id } } } }`;
    const { visit } = ok(await desk.ask(admit, { personId: kid, startedOn: '2026-03-16' })).admitPatient;
    const stay = (await desk.upload(visit.id, [{ amount: '500000' }])).claim.id;
    const leave = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) { __typename } }`;
    ok(await desk.ask(leave, { visitId: visit.id, endedOn: '2026-03-16' }));
    await desk.preSettle(stay);
    const settledStay = (await desk.settle(stay)).settlement;
    await exchanging.run('MUTUAL_AID_FUND');
    await exchanging.run('SERIOUS_ILLNESS_OPERATOR');
    const told = (platform: StandInPlatform) => platform.taken.map(({ set, code }) => `${set} ${code}`);
    const enrolment = fund.taken.find(({ set }) => set === 'ENROLLED_PERSON')!;
    expect(enrolment.content).toMatchObject({ personId: kid, personGroup: 'STUDENT_CHILD' });
    expect(told(fund).sort()).toEqual(
      [
        `ASSISTANCE_PERSON REG-ASSISTANCE-PERSON`,
        `AWAY_FILING REG-AWAY-FROM-HOME`,
        `ENROLLED_PERSON ${enrolment.code}`,
        `SETTLEMENT_RESULT ${settledStay.id}`,
      ].sort(),
    );
    expect(told(operator).sort()).toEqual(
      [`SERIOUS_ILLNESS_FILING REG-SERIOUS-ILLNESS-TREATMENT`, `SETTLEMENT_RESULT ${settlement.id}`].sort(),
    );
  });

  test.each<[Mischief]>([['ERROR'], ['GARBAGE'], ['SILENCE'], ['LOSES_ANSWERS']])(
    'a platform of which the answer is %s is asked again later, and has everything once',
    async mischief => {
      await desk.bill(await desk.insure(), '60000');
      city.mischief = mischief;
      expect((await exchanging.run()).sent).toBe(0);
      city.mischief = 'NONE';
      await exchanging.run();
      const settled = city.taken.filter(({ set }) => set === 'SETTLEMENT_RESULT');
      expect(settled.length).toBe(1);
      expect((await exchanging.run()).sent).toBe(0);
    },
  );

  test('what the platform rejects is put aside with its reason; the rest goes on', async () => {
    await desk.bill(await desk.insure(), '60000');
    city.mischief = 'REJECTS_ALL';
    const { rejected: refused } = await exchanging.run();
    expect(refused).toBe(2);
    expect(await exchanging.reasons()).toEqual(Array.from({ length: refused }, () => '校验不通过'));
    city.mischief = 'NONE';
    await desk.bill(await desk.insure(), '60000');
    expect((await exchanging.run()).sent).toBe(2);
  });
});

describe('what comes in', () => {
  test('SH-AI-SYNC-01, SH-ST-SYNC-03: base data and persons of assistance are taken; a settlement afterwards goes by them', async () => {
    const person = await exchanging.adult();
    city.send('BASE_DATA', 'ICD-I10', 1, base('高血压'));
    city.send('ASSISTANCE_PERSON', 'MZ-0001', 1, assisted(person));
    expect(await exchanging.run()).toMatchObject({ received: 2, quarantined: 0 });
    expect((await exchanging.records('BASE_DATA'))[0]).toMatchObject({
      code: 'ICD-I10',
      origin: 'CITY_PLATFORM',
    });
    const settlement = await desk.bill(person, '60000');
    // 500 deductible and 40 of the other 100: 60% of 540
    expect(settlement.payments).toContainEqual({ payer: 'ASSISTANCE_FUND', amount: '32400' });
    await exchanging.run();
    // Whoever sent a record is not told of it.
    expect(city.taken.some(({ set }) => set === 'ASSISTANCE_PERSON')).toBe(false);
  });

  test('SH-AI-SYNC-02: an institution’s admission comes from the platform too, and its word replaces ours', async () => {
    await desk.designate(HOSPITAL);
    const content = { level: 'TERTIARY', kind: 'HOSPITAL', region: '310101', state: 'ACTIVE' };
    city.send('INSTITUTION_ADMISSION', HOSPITAL, 1, content);
    expect(await exchanging.run()).toMatchObject({ received: 1, quarantined: 0 });
    const record = (await exchanging.records('INSTITUTION_ADMISSION')).find(({ code }) => code === HOSPITAL);
    expect(record).toMatchObject({ content, origin: 'CITY_PLATFORM' });
  });

  test('SH-AI-SYNC-03, SH-ST-SYNC-04: whatever is not a message from this platform to us is put aside, the rest is taken', async () => {
    const person = await exchanging.adult();
    const entry = assisted(person);
    const good = city.sealed('ASSISTANCE_PERSON', 'MZ-1', 1, entry);
    const bytes = Buffer.from(good, 'base64');
    bytes[30]! ^= 1;
    const cases: readonly (readonly [string, string])[] = [
      [Buffer.from('nonsense').toString('base64'), '无法解密'],
      [bytes.toString('base64'), '无法解密'],
      [fund.sealed('MUTUAL_AID_MEMBER', 'MZ-2', 1, entry), '无法解密'],
      [city.forged('ASSISTANCE_PERSON', 'MZ-3', 1, entry), '签名无效'],
      [city.sealed('ASSISTANCE_PERSON', 'MZ-4', 1, entry, { id: 'another id' }), '报文标识不符'],
      [city.sealed('ASSISTANCE_PERSON', 'MZ-5', 1, { ...entry, extra: 1 }), '报文内容无效'],
      [city.sealed('ASSISTANCE_PERSON', 'MZ-6', 1, { ...entry, firstDay: '2026-02-30' }), '报文内容无效'],
      [city.sealed('SETTLEMENT_RESULT', randomUUID(), 1, { total: '0' }), '对方不得发送该数据集'],
      [city.sealed('MUTUAL_AID_MEMBER', 'MZ-7', 1, entry), '对方不得发送该数据集'],
      [
        city.sealed('ASSISTANCE_PERSON', 'MZ-8', 1, { ...entry, qualifier: 'RICH' }),
        '医疗救助对象没有此类别：RICH',
      ],
    ];
    for (const [sealed] of cases) city.sendRaw(sealed);
    city.sendRaw(good);
    expect(await exchanging.run()).toMatchObject({ received: 1, quarantined: cases.length });
    expect((await exchanging.reasons()).sort()).toEqual(cases.map(([, reason]) => reason).sort());
    const stored = await desk.graph.subgraph.kernel.em().find(Qualification, {});
    expect(stored.map(({ code, registeredBy }) => [code, registeredBy])).toEqual([['MZ-1', 'CITY_PLATFORM']]);
  });

  test('SH-ST-SYNC-06: an older version is refused, the same again is none, a newer one replaces', async () => {
    const person = await exchanging.adult();
    city.send('ASSISTANCE_PERSON', 'MZ-1', 2, assisted(person));
    city.send('ASSISTANCE_PERSON', 'MZ-1', 1, assisted(person, { qualifier: 'MINIMUM_LIVING' }));
    city.send('ASSISTANCE_PERSON', 'MZ-1', 2, assisted(person));
    city.send('ASSISTANCE_PERSON', 'MZ-1', 3, assisted(person, { lastDay: '2026-06-30' }));
    expect(await exchanging.run()).toMatchObject({ received: 3, quarantined: 1 });
    expect(await exchanging.reasons()).toEqual(['版本早于现有版本']);
    const [entry] = await desk.graph.subgraph.kernel.em().find(Qualification, { code: 'MZ-1' });
    expect(entry).toMatchObject({ version: 3, qualifier: 'LOW_INCOME', lastDay: '2026-06-30' });
  });
});

test('a page of messages costs the same number of statements, however many there are', async () => {
  const person = await exchanging.adult();
  const taken = (from: number, count: number) => {
    const messages = Array.from({ length: count }, (_, at) =>
      city.sealed('ASSISTANCE_PERSON', `MZ-${from + at}`, 1, assisted(person)),
    );
    return desk.graph.statements.during(() => exchanging.take(messages));
  };
  const [one, many] = [await taken(100, 1), await taken(200, 50)];
  expect([one.result.applied, many.result.applied]).toEqual([1, 50]);
  expect(many.statements.length).toBe(one.statements.length);
});

describe('SH-ST-SYNC-04: a message that was put aside', () => {
  test('is taken once its cause is corrected, and not before', async () => {
    const personId = randomUUID();
    city.send('ASSISTANCE_PERSON', 'MZ-1', 1, assisted(personId));
    expect(await exchanging.run()).toMatchObject({ received: 0, quarantined: 1 });
    expect(await exchanging.decide('REPROCESS')).toMatchObject({ code: 'STILL_UNFIT' });
    await desk.enrol(personId, { scheme: 'RESIDENT', personGroup: 'ADULT', ...YEAR });
    const { quarantined } = await exchanging.decide('REPROCESS');
    expect(quarantined).toMatchObject({ state: 'APPLIED', decidedBecause: '参保信息已补录' });
    const [entry] = await desk.graph.subgraph.kernel.em().find(Qualification, { code: 'MZ-1' });
    expect(entry).toMatchObject({ personId, registeredBy: 'CITY_PLATFORM' });
    expect(await exchanging.decide('DISCARD', quarantined.id)).toMatchObject({
      code: 'ALREADY_DECIDED',
      state: 'APPLIED',
    });
  });

  test('never overwrites what has come since', async () => {
    const personId = randomUUID();
    city.send('ASSISTANCE_PERSON', 'MZ-1', 1, assisted(personId));
    await exchanging.run();
    await desk.enrol(personId, { scheme: 'RESIDENT', personGroup: 'ADULT', ...YEAR });
    city.send('ASSISTANCE_PERSON', 'MZ-1', 2, assisted(personId, { qualifier: 'MINIMUM_LIVING' }));
    expect(await exchanging.run()).toMatchObject({ received: 1, quarantined: 0 });
    expect(await exchanging.decide('REPROCESS')).toMatchObject({
      code: 'STILL_UNFIT',
      message: '版本早于现有版本',
    });
    expect((await exchanging.decide('DISCARD')).quarantined).toMatchObject({ state: 'DISCARDED' });
    const [entry] = await desk.graph.subgraph.kernel.em().find(Qualification, { code: 'MZ-1' });
    expect(entry).toMatchObject({ version: 2, qualifier: 'MINIMUM_LIVING' });
  });
});

test('only the system’s administrator runs and reads the exchange; a partner that is not connected is refused', async () => {
  const answer = await desk.graph.query(RUN, { input: { partner: 'CITY_PLATFORM' } }, { role: 'HANDLER' });
  expect(rejected(answer)).toBe('FORBIDDEN');
  const own = await Desk.open();
  try {
    const asked = await own.graph.query(RUN, { input: { partner: 'CITY_PLATFORM' } }, OPERATOR);
    expect(ok(asked).synchronisePartner).toMatchObject({ code: 'PARTNER_NOT_CONNECTED' });
  } finally {
    await own.stop();
  }
});
