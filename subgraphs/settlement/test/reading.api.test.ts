import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

let desk: Desk;
let person: string;
let stranger: string;
const bills: string[] = [];

beforeAll(async () => {
  desk = await Desk.open();
  person = await desk.insure();
  stranger = await desk.insure();
  for (const [index, amount] of ['50000', '10000', '20000'].entries()) {
    desk.graph.clock.set(`2026-03-1${index + 3}T02:00:00Z`);
    const day = `2026-03-1${index + 3}`;
    const claimId = await desk.claim(person, [{ amount, serviceDate: day }], { startedOn: day });
    await desk.preSettle(claimId);
    bills.push((await desk.settle(claimId)).settlement.id);
  }
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});
afterAll(() => desk.stop());

const PERSON_PAGE = `... on InsuredPerson { settlements(first: 2) { nodes { id fundPaid } pageInfo { hasNextPage endCursor } } claims(first: 5) { nodes { id } } }`;
const reference = (id = person) => ({ __typename: 'InsuredPerson', id });

/** The relay of facts looks into its outbox whenever it likes; that belongs to no query. */
const reads = (statement: string) => !/outbox_event|pg_advisory/.test(statement);

describe('lists', () => {
  test("a person's settlements come newest first, page by page", async () => {
    const first = ok(await desk.graph.entities(PERSON_PAGE, [reference()]))._entities[0];
    expect(first.settlements.nodes.map((node: { id: string }) => node.id)).toEqual([bills[2], bills[1]]);
    expect(first.settlements.pageInfo.hasNextPage).toBe(true);
    expect(first.claims.nodes).toHaveLength(3);
    const next = await desk.graph.query(
      `query ($r: [_Any!]!, $after: Cursor) { _entities(representations: $r) { ... on InsuredPerson { settlements(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage } } } } }`,
      { r: [reference()], after: first.settlements.pageInfo.endCursor },
    );
    expect(ok(next)._entities[0].settlements).toEqual({
      nodes: [{ id: bills[0] }],
      pageInfo: { hasNextPage: false },
    });
  });

  test('a cursor of one person does not open the list of another, and a page has at most 200', async () => {
    const page = ok(await desk.graph.entities(PERSON_PAGE, [reference()]))._entities[0].settlements.pageInfo;
    const ask = (argument: string) =>
      desk.graph.entities(`... on InsuredPerson { settlements(${argument}) { nodes { id } } }`, [
        reference(stranger),
      ]);
    expect(rejected(await ask(`first: 2, after: "${page.endCursor}"`))).toBe('BAD_USER_INPUT after');
    expect(rejected(await ask('first: 201'))).toBe('BAD_USER_INPUT first');
    expect(rejected(await ask('first: 0'))).toBe('BAD_USER_INPUT first');
  });

  test('fifty persons with settlements, claims, visits and items cost a constant number of statements', async () => {
    const fragment = `... on InsuredPerson { settlements(first: 5) { nodes { id person { id } institution { code } visit { diagnosis } claim { id items { itemCode } visit { id } } opposite { id } } } claims(first: 5) { nodes { id } } accumulators(year: 2026) { kind } }`;
    const cost = async (references: readonly object[]) => {
      const { result, statements } = await desk.graph.statements.during(() =>
        desk.graph.entities(fragment, references),
      );
      expect(ok(result)._entities).toHaveLength(references.length);
      return statements.filter(reads).length;
    };
    const other = await desk.insure();
    await desk.bill(other, '30000');
    const fifty = Array.from({ length: 48 }, (_, index) =>
      reference(`0190a000-0000-7000-8000-0000000000${10 + index}`),
    );
    const one = await cost([reference()]);
    expect(await cost([reference(), reference(other), ...fifty])).toBe(one);
    expect(one).toBeLessThanOrEqual(8);
  });

  test('any number of references is one statement', async () => {
    const references = bills.map(id => ({ __typename: 'Settlement', id }));
    const { result, statements } = await desk.graph.statements.during(() =>
      desk.graph.entities('... on Settlement { id total }', references),
    );
    expect(ok(result)._entities.map((node: { total: string }) => node.total)).toEqual([
      '50000',
      '10000',
      '20000',
    ]);
    expect(statements.filter(reads)).toHaveLength(1);
  });

  test('the settlements of an institution', async () => {
    const answer = await desk.graph.entities(
      '... on Institution { settlements(first: 2) { nodes { id } } }',
      [
        { __typename: 'Institution', code: HOSPITAL },
        { __typename: 'Institution', code: OTHER_HOSPITAL },
      ],
    );
    expect(ok(answer)._entities[0].settlements.nodes).toHaveLength(2);
    expect(ok(answer)._entities[1].settlements.nodes).toEqual([]);
  });
});

describe('whose data', () => {
  const ONE = `query ($id: ID!) { settlement(id: $id) { id total } }`;
  const see = (asker: Asker, id = bills[0]!) => desk.graph.query(ONE, { id }, asker);

  test('a person sees the own settlements and nobody else', async () => {
    expect(ok(await see({ role: 'PERSON', person })).settlement.id).toBe(bills[0]);
    expect(rejected(await see({ role: 'PERSON', person: stranger }))).toBe('FORBIDDEN');
    const list = (asker: Asker) => desk.graph.entities(PERSON_PAGE, [reference()], asker);
    expect(rejected(await list({ role: 'PERSON', person: stranger }))).toBe('FORBIDDEN');
    expect(ok(await list({ role: 'PERSON', person }))._entities[0].settlements.nodes).toHaveLength(2);
  });

  test('an institution sees its own settlements only', async () => {
    expect(ok(await see({ role: 'INSTITUTION', institution: HOSPITAL })).settlement.id).toBe(bills[0]);
    expect(rejected(await see({ role: 'INSTITUTION', institution: OTHER_HOSPITAL }))).toBe('FORBIDDEN');
    const other = { role: 'INSTITUTION', institution: OTHER_HOSPITAL } as const;
    expect(
      ok(await desk.graph.entities(PERSON_PAGE, [reference()], other))._entities[0].settlements.nodes,
    ).toEqual([]);
    const ask = await desk.graph.entities(
      '... on Institution { settlements(first: 2) { nodes { id } } }',
      [{ __typename: 'Institution', code: HOSPITAL }],
      other,
    );
    expect(rejected(ask)).toBe('FORBIDDEN');
  });

  test('a region covers what lies under it', async () => {
    expect(ok(await see({ role: 'HANDLER', region: '31' })).settlement.id).toBe(bills[0]);
    expect(rejected(await see({ role: 'HANDLER', region: '310104' }))).toBe('FORBIDDEN');
  });

  test('references outside the range are not found', async () => {
    const asker = { role: 'PERSON', person: stranger } as const;
    const answer = await desk.graph.entities(
      '... on Settlement { id }',
      [{ __typename: 'Settlement', id: bills[0] }],
      asker,
    );
    expect(answer.data._entities).toEqual([null]);
    expect(rejected(answer)).toBe('NOT_FOUND');
  });

  test('unknown and malformed ids are null', async () => {
    const data = ok(
      await desk.graph.query(
        `{ a: settlement(id: "x") { id } b: claim(id: "0190a000-0000-7000-8000-000000000000") { id } c: visit(id: "") { id } }`,
      ),
    );
    expect(data).toEqual({ a: null, b: null, c: null });
  });

  test('no token, no scope', async () => {
    expect(rejected(await desk.graph.query(ONE, { id: bills[0] }, null))).toBe('UNAUTHENTICATED');
    expect(rejected(await desk.graph.query(ONE, { id: bills[0] }, { role: 'SCREEN' }))).toBe('FORBIDDEN');
  });
});

describe('settlements by day', () => {
  const DAYS = `query ($from: CalendarDate!, $to: CalendarDate!, $region: String) { settlementsByDay(from: $from, to: $to, region: $region) { day count total fundPaid cashPaid } }`;
  const days = (variables: object = {}, asker: Asker = { role: 'ANALYST' }) =>
    desk.graph.query(DAYS, { from: '2026-03-13', to: '2026-03-15', ...variables }, asker);

  test.each(['ANALYST', 'SCREEN'] as const)(
    'a %s sees counts and sums of those that still count',
    async role => {
      expect(ok(await days({}, { role })).settlementsByDay).toEqual([
        { day: '2026-03-13', count: 1, total: '50000', fundPaid: '0', cashPaid: '50000' },
        { day: '2026-03-14', count: 1, total: '10000', fundPaid: '7500', cashPaid: '2500' },
        { day: '2026-03-15', count: 1, total: '20000', fundPaid: '15000', cashPaid: '5000' },
      ]);
    },
  );

  test('a region sees its own', async () => {
    expect(ok(await days({ region: '310101' })).settlementsByDay).toHaveLength(3);
    expect(ok(await days({ region: '310104' })).settlementsByDay).toEqual([]);
    expect(ok(await days({}, { role: 'ANALYST', region: '310104' })).settlementsByDay).toEqual([]);
    expect(rejected(await days({ region: '310101' }, { role: 'ANALYST', region: '310104' }))).toBe(
      'FORBIDDEN',
    );
  });

  test('a voided settlement no longer counts', async () => {
    const bill = await desk.bill(await desk.insure(), '60000');
    const today = { from: '2026-03-16', to: '2026-03-16' };
    const before = ok(await days(today)).settlementsByDay[0].count;
    await desk.void(bill.id);
    expect(ok(await days(today)).settlementsByDay[0]?.count ?? 0).toBe(before - 1);
  });

  test.each([
    ['the end before the beginning', { to: '2026-03-12' }, 'BAD_USER_INPUT to'],
    ['more than 400 days', { from: '2024-01-01' }, 'BAD_USER_INPUT to'],
    ['a region that is none', { region: '3%' }, 'BAD_USER_INPUT region'],
    ['a day that does not exist', { from: '2026-02-30' }, 'BAD_USER_INPUT from'],
  ])('%s is named', async (_, variables, expected) => {
    expect(rejected(await days(variables))).toBe(expected);
  });

  test('a person has no aggregates', async () => {
    expect(rejected(await days({}, { role: 'PERSON', person }))).toBe('FORBIDDEN');
  });
});

test('SH-ST-FRONT-05, SH-ST-FRONT-06: the volume of transactions is told by day and kind, each counted once', async () => {
  const far = 'H31010100077';
  await desk.designate(far, { region: '310115' });
  const asked = (asker: Asker = { role: 'SCREEN' }) =>
    desk.graph.query(
      `{ transactionsByDay(from: "2026-04-01", to: "2026-04-02", region: "310115") { day infno count institutions reversed } }`,
      {},
      asker,
    );
  const patient = await desk.insure();
  const send = async (day: string) => {
    desk.graph.clock.set(`${day}T02:00:00Z`);
    const visit = await desk.register({ personId: patient, startedOn: day }, far);
    const { claim } = await desk.upload(visit.visit.id, [{ serviceDate: day }], {}, far);
    await desk.preSettle(claim.id, {}, far);
    const msgid = desk.msgid(far);
    for (let repeated = 0; repeated < 3; repeated++) await desk.settle(claim.id, { msgid }, far);
    return msgid;
  };
  await send('2026-04-01');
  ok(await desk.tryReverse(await send('2026-04-02'), '2207', {}, far));
  const volume = (day: string, infno: string, reversed = 0) => ({
    day,
    infno,
    count: 1,
    institutions: 1,
    reversed,
  });
  expect(ok(await asked()).transactionsByDay).toEqual([
    ...['2201', '2204', '2206', '2207'].map(infno => volume('2026-04-01', infno)),
    ...['2201', '2204', '2206'].map(infno => volume('2026-04-02', infno)),
    volume('2026-04-02', '2207', 1),
    volume('2026-04-02', '2601'),
  ]);
  expect(rejected(await asked({ role: 'PERSON', person }))).toBe('FORBIDDEN');
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});

test('a malformed person id has no settlements', async () => {
  const answer = await desk.graph.entities(
    '... on InsuredPerson { settlements(first: 1) { nodes { id } } claims(first: 1) { nodes { id } } accumulators(year: 2026) { kind } }',
    [reference('x')],
  );
  expect(ok(answer)._entities).toEqual([
    { settlements: { nodes: [] }, claims: { nodes: [] }, accumulators: [] },
  ]);
});

describe('settlements as they happen', () => {
  const FOLLOW = `subscription ($after: Cursor) { claimSettled(after: $after) { cursor missed total fundPaid institution { code } settlement { id person { id } } } }`;

  test('each is told once and in order, and a reader resumes exactly', async () => {
    const live = await desk.graph.subscribe(FOLLOW);
    const first = await desk.bill(person, '1000');
    const second = await desk.bill(stranger, '2000');
    await desk.graph.caughtUp();
    const told = (await live.next()).value.data.claimSettled;
    expect(told).toMatchObject({
      missed: 0,
      total: '1000',
      institution: { code: HOSPITAL },
      settlement: { id: first.id },
    });
    await live.return?.();
    const resumed = await desk.graph.subscribe(FOLLOW, { after: told.cursor });
    expect((await resumed.next()).value.data.claimSettled.settlement.id).toBe(second.id);
    await resumed.return?.();
  });

  test('a person hears of the own settlements only', async () => {
    const live = await desk.graph.subscribe(FOLLOW, {}, { role: 'PERSON', person: stranger });
    await desk.bill(person, '1000');
    const own = await desk.bill(stranger, '3000');
    expect((await live.next()).value.data.claimSettled.settlement.id).toBe(own.id);
    await live.return?.();
  });

  test('the screen sees amounts, and nothing of persons', async () => {
    const live = await desk.graph.subscribe(
      `subscription { claimSettled { total region } }`,
      {},
      { role: 'SCREEN' },
    );
    await desk.bill(person, '4000');
    expect((await live.next()).value.data.claimSettled).toEqual({ total: '4000', region: '310101' });
    await live.return?.();
    const nosy = await desk.graph.subscribe(FOLLOW, {}, { role: 'SCREEN' });
    await desk.bill(person, '5000');
    const told = (await nosy.next()).value;
    expect(told.data.claimSettled.settlement).toBeNull();
    expect(told.errors[0].extensions.code).toBe('FORBIDDEN');
    await nosy.return?.();
  });
});
