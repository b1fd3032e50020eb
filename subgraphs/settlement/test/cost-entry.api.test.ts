import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Centre } from './centre.ts';
import { APPROVER, CLERK, Costs, hospital } from './costs.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let costs: Costs;
let centre: Centre;
beforeAll(async () => {
  desk = await Desk.open();
  costs = new Costs(desk);
  centre = new Centre(desk);
  desk.graph.clock.set('2026-03-01T02:00:00Z');
  const chosen = {
    kind: 'SPECIAL_INSTITUTION',
    value: 'CADRE_CARE CADRE_PREPAYMENT WORK_INJURY_REHABILITATION',
  };
  await centre.legislate('2026-03-02', [{ ...chosen, code: 'SPECIAL-H31010100001', qualifier: HOSPITAL }]);
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});
afterAll(() => desk.stop());

const YEAR = { coverFrom: '2026-01-01', coverTo: '2026-12-31' };
const child = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD', ...YEAR });
const adult = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'ADULT', ...YEAR });
const stay = (personId: string, input: object = {}) => ({
  kind: 'CHILD_STAY',
  personId,
  category: 'NETWORK_OUTAGE',
  total: '500000',
  payments: [
    { payer: 'POOLED_FUND', amount: '343000' },
    { payer: 'MUTUAL_AID_FUND', amount: '78500' },
  ],
  ...input,
});
const foreign = (amount: string, input: object = {}) => ({
  kind: 'FOREIGN_XINJIANG',
  category: 'XINJIANG',
  total: amount,
  payments: [{ payer: 'POOLED_FUND', amount }],
  ...input,
});

describe('SH-ST-INSTANT-06: an institution enters its vouchers online', () => {
  test('for itself; they count once the centre has confirmed them', async () => {
    const entry = await costs.enter(foreign('30000'), hospital());
    expect(entry).toMatchObject({ side: 'INSTITUTION', state: 'ENTERED', fundPaid: '30000' });
    expect(entry.institution).toEqual({ code: HOSPITAL });
    expect(rejected(await costs.tryEnter(foreign('30000'), hospital(OTHER_HOSPITAL)))).toBe('FORBIDDEN');
    expect(await costs.act(entry.id, 'CONFIRM', hospital())).toMatchObject({ code: 'ACT_NOT_YOURS' });
    expect(await costs.act(entry.id, 'CONFIRM', APPROVER)).toMatchObject({ state: 'CONFIRMED' });
  });

  test('what is sent back with a reason is corrected by it, not by the centre, and confirmed anew', async () => {
    const { id, number } = await costs.enter(foreign('30000'), hospital());
    expect(await costs.act(id, 'RETURN', APPROVER)).toMatchObject({ code: 'NOTE_MISSING' });
    await costs.act(id, 'RETURN', APPROVER, '金额与票据不符');
    expect(await costs.act(id, 'CONFIRM', APPROVER)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    expect(await costs.correct(id, foreign('20000', { number }))).toMatchObject({ code: 'ACT_NOT_YOURS' });
    const corrected = await costs.correct(id, foreign('20000', { number }), hospital());
    expect(corrected).toMatchObject({ state: 'ENTERED', total: '20000', fundPaid: '20000' });
    expect(corrected.history.map(({ act, note }: Data) => [act, note])).toEqual([
      ['ENTER', null],
      ['RETURN', '金额与票据不符'],
      ['CORRECT', null],
    ]);
    expect((await costs.act(id, 'CANCEL', hospital(), '票据遗失')).state).toBe('CANCELLED');
  });

  test('but not what the centre enters', async () => {
    expect(rejected(await costs.tryEnter(stay(await child()), hospital()))).toBe('FORBIDDEN');
  });
});

describe('SH-ST-INSTANT-10: the centre enters and keeps vouchers for institutions', () => {
  test('and whoever entered one does not confirm it', async () => {
    const both = { ...APPROVER, scope: 'declaration:handle' };
    const { id } = await costs.enter(foreign('10000'), both);
    expect(await costs.act(id, 'CONFIRM', both)).toMatchObject({ code: 'SAME_PERSON_AGAIN' });
    expect(await costs.act(id, 'CONFIRM', { ...APPROVER, subject: 'sun' })).toMatchObject({
      side: 'CENTRE',
      state: 'CONFIRMED',
    });
    expect((await costs.act(id, 'RETURN', APPROVER, '补正材料')).state).toBe('RETURNED');
    expect((await costs.act(id, 'CANCEL', both, '撤回')).state).toBe('CANCELLED');
  });

  test('the same voucher is entered once; taken back, it is entered again', async () => {
    const cost = foreign('10000', { number: 'PAPER-0001' });
    const { id } = await costs.enter(cost);
    expect(await costs.enter(cost)).toMatchObject({ code: 'COST_ENTERED', number: 'PAPER-0001' });
    await costs.act(id, 'CANCEL', CLERK, '重复');
    const again = await costs.enter(cost);
    expect(again.state).toBe('ENTERED');
    await costs.act(again.id, 'CANCEL', CLERK, '重复');
  });

  test.each([
    ['more than the sum', { total: '9999' }, 'input.cost.payments'],
    ['nothing', { total: '0', payments: [] }, 'input.cost.total input.cost.payments'],
    ['less than nothing', { payments: [{ payer: 'POOLED_FUND', amount: '-1' }] }, 'input.cost.payments'],
    ['another fund', { payments: [{ payer: 'WORK_INJURY_FUND', amount: '1' }] }, 'input.cost.payments'],
    ['a day to come', { endedOn: '2026-03-17' }, 'input.cost.endedOn'],
    ['days in reverse', { startedOn: '2026-03-13' }, 'input.cost.endedOn'],
    ['a number with blanks', { number: 'A B C' }, 'input.cost.number'],
    ['a sum beyond reason', { total: '1000000000001' }, 'input.cost.total'],
  ])('a voucher of %s is bad input', async (_, input, fields) => {
    expect(rejected(await costs.tryEnter(foreign('10000', input), CLERK))).toBe(`BAD_USER_INPUT ${fields}`);
  });

  test('a district enters and sees its own only', async () => {
    const elsewhere = { ...CLERK, region: '310104' };
    expect(rejected(await costs.tryEnter(foreign('10000'), elsewhere))).toBe('FORBIDDEN');
    const list = async (asker: object) =>
      ok(await desk.graph.query('{ costEntries(first: 50) { nodes { id } } }', {}, asker as never))
        .costEntries.nodes.length;
    expect(await list(elsewhere)).toBe(0);
    expect(await list(CLERK)).toBeGreaterThan(0);
    expect(await list(hospital(OTHER_HOSPITAL))).toBe(0);
  });
});

describe('SH-ST-INSTANT-11: a child’s stay is entered', () => {
  test('once for its days, for a covered child, and never when the counter has settled it', async () => {
    const kid = await child();
    expect((await costs.enter(stay(kid))).state).toBe('ENTERED');
    const overlapping = stay(kid, { startedOn: '2026-03-12', endedOn: '2026-03-14' });
    expect(await costs.enter(overlapping)).toMatchObject({ code: 'COST_ENTERED' });
    expect(await costs.enter(stay(await adult()))).toMatchObject({ code: 'PERSON_NOT_COVERED' });
    const settledKid = await child();
    const claimId = await desk.claim(settledKid, [{ amount: '60000' }], { startedOn: '2026-03-12' });
    await desk.preSettle(claimId);
    const { settlement } = await desk.settle(claimId);
    expect(await costs.enter(stay(settledKid))).toMatchObject({
      code: 'COST_SETTLED',
      settlementId: settlement.id,
    });
    await desk.void(settlement.id);
    expect((await costs.enter(stay(settledKid))).state).toBe('ENTERED');
  });

  test('and the counter does not pay its days again, before it is cancelled', async () => {
    const kid = await child();
    const claimId = await desk.claim(kid, [{ amount: '60000' }], { startedOn: '2026-03-12' });
    await desk.preSettle(claimId);
    const entry = await costs.enter(stay(kid));
    const refused = { __typename: 'CostEnteredRefusal', code: 'COST_ENTERED', number: entry.number };
    expect(await desk.settle(claimId)).toMatchObject(refused);
    expect(await desk.preSettle(claimId)).toMatchObject(refused);
    await costs.act(entry.id, 'CANCEL', CLERK, '已联网结算');
    await desk.preSettle(claimId);
    expect((await desk.settle(claimId)).settlement.state).toBe('SETTLED');
  });
});

describe('SH-ST-CRIT-07: a serious-illness voucher is entered', () => {
  test('for residents, at the centre, with the part of that fund', async () => {
    const illness = (personId: string) => ({
      kind: 'SERIOUS_ILLNESS',
      personId,
      category: 'LATE_FILING',
      total: '100000',
      payments: [
        { payer: 'POOLED_FUND', amount: '30000' },
        { payer: 'SERIOUS_ILLNESS_FUND', amount: '42000' },
      ],
    });
    expect(await costs.enter(illness(await desk.insure()))).toMatchObject({ code: 'PERSON_NOT_COVERED' });
    expect(rejected(await costs.tryEnter(illness(await adult()), hospital()))).toBe('FORBIDDEN');
    expect(await costs.confirmed(illness(await adult()))).toMatchObject({
      state: 'CONFIRMED',
      fundPaid: '72000',
    });
  });
});

describe('SH-ST-INSTANT-13: costs of cadre health care are entered', () => {
  const care = async (input: object = {}) => ({
    kind: 'CADRE_CARE',
    personId: await desk.insure(),
    category: 'CITY_MANAGED',
    total: '80000',
    payments: [{ payer: 'CADRE_CARE_FUND', amount: '80000' }],
    ...input,
  });

  test('SH-ST-INSTANT-04: of a hospital that is chosen for them, from the day on which it is', async () => {
    expect(await costs.confirmed(await care())).toMatchObject({ state: 'CONFIRMED' });
    const before = { startedOn: '2026-03-01', endedOn: '2026-03-01' };
    expect(await costs.enter(await care(before))).toMatchObject({ code: 'INSTITUTION_NOT_CHOSEN' });
    const elsewhere = { institutionCode: OTHER_HOSPITAL };
    expect(await costs.enter(await care(elsewhere))).toMatchObject({ code: 'INSTITUTION_NOT_CHOSEN' });
    const { specialInstitutions } = await desk.graph.data(
      '{ specialInstitutions(first: 10) { nodes { kinds effectiveFrom institution { code } } } }',
    );
    expect(specialInstitutions.nodes).toEqual([
      {
        kinds: ['CADRE_CARE', 'CADRE_PREPAYMENT', 'WORK_INJURY_REHABILITATION'],
        effectiveFrom: '2026-03-02',
        institution: { code: HOSPITAL },
      },
    ]);
  });

  test('SH-ST-INSTANT-04: and of none any more after the last day of its choice', async () => {
    const ending = { code: 'SPECIAL-H31010400002', kind: 'SPECIAL_INSTITUTION', qualifier: OTHER_HOSPITAL };
    await centre.legislate('2026-03-17', [{ ...ending, value: 'CADRE_CARE', effectiveTo: '2026-03-20' }]);
    desk.graph.clock.set('2026-03-22T02:00:00Z');
    const on = async (day: string) => care({ institutionCode: OTHER_HOSPITAL, startedOn: day, endedOn: day });
    const last = await costs.enter(await on('2026-03-20'));
    expect(last.state).toBe('ENTERED');
    expect(await costs.enter(await on('2026-03-21'))).toMatchObject({ code: 'INSTITUTION_NOT_CHOSEN' });
    await costs.act(last.id, 'CANCEL', CLERK, '试录');
    desk.graph.clock.set('2026-03-16T02:00:00Z');
  });
});

describe('SH-ST-INSTANT-02, SH-ST-INSTANT-09: one dictionary of settlement business, kept at the centre', () => {
  const words = async (dictionary: string, on: string) => {
    const asked = await desk.graph.data(
      `query ($dictionary: SettlementDictionary!, $on: CalendarDate!) {
        dictionaryCodes(dictionary: $dictionary, on: $on, first: 10) { nodes { code meaning } } }`,
      { dictionary, on },
    );
    return asked.dictionaryCodes.nodes.map(({ code, meaning }: Data) => `${code} ${meaning}`);
  };

  test('a code that two persons have added is accepted from its day on, and one that is ended no more', async () => {
    const [added, ended] = ['SPECIAL_GROUP_TIBET', 'SPECIAL_GROUP_XINJIANG'];
    const kind = 'DICTIONARY_CODE';
    await centre.legislate('2026-03-18', [
      { code: 'DICTIONARY-SPECIAL_GROUP-TIBET', kind, qualifier: added, value: '西藏退休回沪' },
      {
        code: 'DICTIONARY-SPECIAL_GROUP-XINJIANG',
        kind,
        qualifier: ended,
        value: '新疆退休回沪',
        effectiveTo: '2026-03-19',
      },
    ]);
    expect(await words('SPECIAL_GROUP', '2026-03-17')).toEqual([
      ...['FOREIGN_INVESTED 外商投资企业', 'XINJIANG 新疆退休回沪'],
    ]);
    expect(await words('SPECIAL_GROUP', '2026-03-20')).toEqual([
      ...['FOREIGN_INVESTED 外商投资企业', 'TIBET 西藏退休回沪'],
    ]);
    desk.graph.clock.set('2026-03-22T02:00:00Z');
    const on = (category: string, day: string) =>
      costs.enter(foreign('100', { category, startedOn: day, endedOn: day }));
    expect((await on('XINJIANG', '2026-03-19')).state).toBe('ENTERED');
    expect(await on('XINJIANG', '2026-03-20')).toMatchObject({
      code: 'CODE_NOT_IN_FORCE',
      category: 'XINJIANG',
      day: '2026-03-20',
    });
    expect(await on('TIBET', '2026-03-17')).toMatchObject({ code: 'CODE_NOT_IN_FORCE' });
    expect((await on('TIBET', '2026-03-18')).state).toBe('ENTERED');
    desk.graph.clock.set('2026-03-16T02:00:00Z');
  });

  test('a code of another dictionary is none, and one of no dictionary cannot be drafted', async () => {
    const elsewhere = foreign('100', { category: 'NETWORK_OUTAGE' });
    expect(await costs.enter(elsewhere)).toMatchObject({ code: 'CODE_NOT_IN_FORCE' });
    const nowhere = {
      code: 'DICTIONARY-NOWHERE',
      kind: 'DICTIONARY_CODE',
      qualifier: 'NOWHERE_X',
      value: '某',
    };
    await expect(centre.legislate('2026-04-01', [nowhere])).rejects.toThrow('BAD_USER_INPUT');
  });
});
