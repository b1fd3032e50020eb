import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Asker } from '#test/subgraph';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const RECORD = `refund total fundPaid accountPaid`;
const RECONCILIATION = `id partyKind party institution { code } from to state found open
  ours { count total fundPaid accountPaid } theirs { count total }
  differences(first: 10) { nodes { id kind reference owner outcome reason ours { ${RECORD} } theirs { ${RECORD} } } }`;
const RECONCILE = `mutation ($input: ReconcileAccountsInput!) { reconcileAccounts(input: $input) {
  __typename ... on ReconcileAccountsSuccess { reconciliation { ${RECONCILIATION} } } ${REFUSAL} } }`;
const DETAILS = `mutation ($input: ReconcileDetailsInput!) { reconcileDetails(input: $input) {
  __typename ... on ReconcileDetailsSuccess { reconciliation { ${RECONCILIATION} } } ${REFUSAL}
  ... on DetailsDifferFromTotalsRefusal { count } } }`;
const ASSIGN = `mutation ($input: AssignDifferenceInput!) { assignDifference(input: $input) {
  ... on AssignDifferenceSuccess { difference { owner } } ${REFUSAL} } }`;
const CLOSE = `mutation ($input: CloseDifferenceInput!) { closeDifference(input: $input) {
  ... on CloseDifferenceSuccess { difference { outcome reason } } ${REFUSAL} ... on DifferenceNotYoursRefusal { owner } } }`;
const CLOSE_MONTH = `mutation ($input: CloseReconciledMonthInput!) { closeReconciledMonth(input: $input) {
  ... on CloseReconciledMonthSuccess { month { month closedBy } } ${REFUSAL}
  ... on MonthNotCleanRefusal { openDifferences missing } } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

interface Line {
  readonly reference: string;
  readonly refund: boolean;
  readonly total: string;
  readonly fundPaid: string;
  readonly accountPaid: string;
}

const LI: Asker = { role: 'HANDLER', subject: 'li' };
const WANG: Asker = { role: 'REVIEWER', subject: 'wang' };

let desk: Desk;
let serial = 0;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

const key = () => `reconciliation-${(serial += 1)}`;

async function settleOn(day: string, amount: string, institution = HOSPITAL): Promise<Data> {
  desk.graph.clock.set(`${day}T02:00:00Z`);
  const fees = [{ amount, serviceDate: day }];
  const claimId = await desk.claim(await desk.insure(), fees, { startedOn: day }, institution);
  await desk.preSettle(claimId, {}, institution);
  return (await desk.settle(claimId, {}, institution)).settlement;
}

const line = ({ id, kind, total, fundPaid, accountPaid }: Data): Line => ({
  reference: id,
  refund: kind !== 'NORMAL',
  total,
  fundPaid,
  accountPaid,
});

function totals(lines: readonly Line[]) {
  const sum = (of: (line: Line) => string) =>
    lines.reduce((whole, each) => whole + BigInt(of(each)), 0n).toString();
  return {
    count: lines.length,
    total: sum(({ total }) => total),
    fundPaid: sum(({ fundPaid }) => fundPaid),
    accountPaid: sum(({ accountPaid }) => accountPaid),
  };
}

function tryReconcile(day: string, lines: readonly Line[], input: object = {}, institution = HOSPITAL) {
  const days = { from: day, to: day, scheme: 'EMPLOYEE' };
  return desk.ask(RECONCILE, { ...days, ...totals(lines), ...input }, institution);
}

async function reconcile(day: string, lines: readonly Line[], input: object = {}, institution = HOSPITAL) {
  const answer = ok(await tryReconcile(day, lines, input, institution)).reconcileAccounts;
  return answer.reconciliation ?? answer;
}

async function staff(document: string, input: object, asker: Asker): Promise<Data> {
  const answer = await desk.graph.query(document, { input: { idempotencyKey: key(), ...input } }, asker);
  return Object.values(ok(answer))[0];
}

const closeMonth = (month: string, asker = WANG) =>
  staff(CLOSE_MONTH, { partyKind: 'INSTITUTION', month }, asker);

describe('a day of an institution', () => {
  const DAY = '2026-02-10';
  let bills: Data[];
  beforeAll(async () => {
    bills = [await settleOn(DAY, '60000'), await settleOn(DAY, '70000'), await settleOn(DAY, '80000')];
    const { opposite } = await desk.void(bills[2].id);
    bills.push(opposite);
    desk.graph.clock.set('2026-02-11T02:00:00Z');
  });

  test('is clean when both count the same, voids included', async () => {
    const clean = await reconcile(DAY, bills.map(line));
    expect(clean).toMatchObject({
      partyKind: 'INSTITUTION',
      party: HOSPITAL,
      institution: { code: HOSPITAL },
      from: DAY,
      to: DAY,
      state: 'CLEAN',
      found: 0,
      open: 0,
      ours: totals(bills.map(line)),
      theirs: { count: 4, total: '130000' },
      differences: { nodes: [] },
    });
  });

  test('whose totals differ awaits details; when they come, they are compared and sorted by kind', async () => {
    const [first, second, third, opposite] = bills.map(line);
    const theirs = [
      { ...first!, fundPaid: '7499' },
      { ...opposite!, refund: false },
      third!,
      { ...second!, reference: 'unknown-to-the-centre' },
    ];
    const awaiting = await reconcile(DAY, theirs);
    expect(awaiting).toMatchObject({ state: 'DETAILS_AWAITED', differences: { nodes: [] } });
    const send = async (details: readonly Line[]): Promise<Data> =>
      ok(await desk.ask(DETAILS, { reconciliationId: awaiting.id, details })).reconcileDetails;
    expect(await send(theirs.slice(1))).toMatchObject({ code: 'DETAILS_DIFFER_FROM_TOTALS', count: 3 });
    const { reconciliation } = await send(theirs);
    expect(reconciliation).toMatchObject({ id: awaiting.id, state: 'DIFFERENT', found: 4, open: 4 });
    expect(
      reconciliation.differences.nodes.map(({ kind, reference }: Data) => `${kind} ${reference}`),
    ).toEqual([
      `ONLY_CENTRE ${bills[1].id}`,
      'ONLY_PARTY unknown-to-the-centre',
      `AMOUNTS_DIFFER ${bills[0].id}`,
      `DATA_DIFFER ${bills[3].id}`,
    ]);
    expect(reconciliation.differences.nodes[2]).toMatchObject({
      ours: { fundPaid: '7500' },
      theirs: { fundPaid: '7499' },
      owner: null,
      outcome: null,
    });
    expect(await send(theirs)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  test('whose details come along is compared at once, and takes the place of the earlier one', async () => {
    const theirs = bills.slice(1).map(line);
    const again = await reconcile(DAY, theirs, { details: theirs });
    expect(again).toMatchObject({ state: 'DIFFERENT', found: 1, open: 1 });
    const list = ok(
      await desk.graph.query(
        `{ reconciliations(first: 10, partyKind: INSTITUTION) { nodes { state open } } }`,
        {},
        { role: 'INSTITUTION', institution: HOSPITAL },
      ),
    ).reconciliations.nodes;
    expect(list).toEqual([
      { state: 'DIFFERENT', open: 1 },
      { state: 'SUPERSEDED', open: 0 },
      { state: 'SUPERSEDED', open: 0 },
    ]);
  });

  test('is closed difference by difference, each by its owner and with a reason, and the month only then', async () => {
    const theirs = bills.slice(1).map(line);
    const { differences } = await reconcile(DAY, theirs, { details: theirs });
    const differenceId = differences.nodes[0].id;
    const reason = '机构端未收到应答，已补登';
    const close = (asker: Asker) => staff(CLOSE, { differenceId, outcome: 'PARTY_CORRECTS', reason }, asker);
    desk.graph.clock.set('2026-03-01T02:00:00Z');
    expect(await close(LI)).toMatchObject({ code: 'DIFFERENCE_NOT_YOURS', owner: null });
    expect(await staff(ASSIGN, { differenceId, owner: 'li' }, { role: 'HANDLER', subject: 'zhou' })).toEqual({
      difference: { owner: 'li' },
    });
    expect(await close({ role: 'HANDLER', subject: 'zhou' })).toMatchObject({ owner: 'li' });
    expect(await closeMonth('2026-02')).toMatchObject({
      code: 'MONTH_NOT_CLEAN',
      openDifferences: 1,
      missing: [HOSPITAL],
    });
    expect(await close(LI)).toEqual({ difference: { outcome: 'PARTY_CORRECTS', reason } });
    expect(await close(LI)).toMatchObject({ code: 'DIFFERENCE_CLOSED' });
    expect(await closeMonth('2026-02')).toEqual({ month: { month: '2026-02', closedBy: 'wang' } });
  });

  test('in a closed month is reconciled no more', async () => {
    expect(await reconcile(DAY, bills.map(line))).toMatchObject({ code: 'MONTH_CLOSED' });
    expect(await closeMonth('2026-02')).toMatchObject({ code: 'MONTH_CLOSED' });
    const closed = await desk.graph.data(
      `{ reconciledMonth(partyKind: INSTITUTION, month: "2026-02") { closedBy } }`,
    );
    expect(closed.reconciledMonth.closedBy).toBe('wang');
  });
});

test('a month with a day that nobody has reconciled stays open, and says whose', async () => {
  const bill = await settleOn('2026-01-20', '60000', OTHER_HOSPITAL);
  await settleOn('2026-01-21', '60000', OTHER_HOSPITAL);
  desk.graph.clock.set('2026-02-02T02:00:00Z');
  await reconcile('2026-01-20', [line(bill)], {}, OTHER_HOSPITAL);
  expect(await closeMonth('2026-01')).toMatchObject({ openDifferences: 0, missing: [OTHER_HOSPITAL] });
});

test('SH-ST-FRONT-07: an institution whose differences grow is told', async () => {
  const invented = (count: number): Line[] =>
    Array.from({ length: count }, (_, index) => ({
      reference: `invented-${index}`,
      refund: false,
      total: '1',
      fundPaid: '0',
      accountPaid: '0',
    }));
  desk.graph.clock.set('2026-04-05T02:00:00Z');
  const alerts = async (asker: Asker = { role: 'SCREEN' }) =>
    ok(
      await desk.graph.query(
        `{ volumeAlerts { kind institution { code } since actual usual explanation } }`,
        {},
        asker,
      ),
    ).volumeAlerts;
  await reconcile('2026-04-02', invented(1), { details: invented(1) });
  await reconcile('2026-04-03', invented(2), { details: invented(2) });
  expect(await alerts()).toEqual([]);
  await reconcile('2026-04-04', invented(5), { details: invented(5) });
  expect(await alerts()).toEqual([
    {
      kind: 'DIFFERENCES_GROW',
      institution: { code: HOSPITAL },
      since: '2026-04-03T16:00:00.000Z',
      actual: 5,
      usual: 2,
      explanation: '最近一期对账差异5笔，上一期2笔',
    },
  ]);
  expect(await alerts({ role: 'HANDLER', region: '310104' })).toEqual([]);
});

const OPEN = `{ openReconciliations { detailsAwaited different differences { kind count unassigned fundDifference } } }`;

test('SH-ST-FRONT-07: the wall counts what is not reconciled yet, and by how much funds differ, in two statements', async () => {
  const DAY = '2026-05-06';
  const institution = 'H31011500015';
  await desk.designate(institution, { region: '310115' });
  const bill = line(await settleOn(DAY, '60000', institution));
  desk.graph.clock.set('2026-05-07T02:00:00Z');
  const wall: Asker = { role: 'SCREEN', region: '310115' };
  const seen = async (asker = wall) =>
    ok(await desk.graph.query(OPEN, {}, asker)).openReconciliations as Data;
  const nothing = { detailsAwaited: 0, different: 0, differences: [] };
  expect(await seen()).toEqual(nothing);

  const theirs = [
    { ...bill, fundPaid: '7000' },
    { reference: 'of-theirs', refund: false, total: '900', fundPaid: '800', accountPaid: '0' },
  ];
  await reconcile(DAY, theirs, {}, institution);
  expect(await seen()).toEqual({ ...nothing, detailsAwaited: 1 });

  const { differences } = await reconcile(DAY, theirs, { details: theirs }, institution);
  const [ofTheirs, amounts] = differences.nodes;
  const counted = { detailsAwaited: 0, different: 1 };
  expect(await seen()).toEqual({
    ...counted,
    differences: [
      { kind: 'AMOUNTS_DIFFER', count: 1, unassigned: 1, fundDifference: '500' },
      { kind: 'ONLY_PARTY', count: 1, unassigned: 1, fundDifference: '800' },
    ],
  });
  expect(await seen({ role: 'SCREEN', region: '310104' })).toEqual(nothing);

  for (const { id: differenceId } of [amounts, ofTheirs]) {
    await staff(ASSIGN, { differenceId, owner: 'li' }, LI);
  }
  const closing = { differenceId: ofTheirs.id, outcome: 'PARTY_CORRECTS', reason: '机构端重复登记' };
  await staff(CLOSE, closing, LI);
  const { result, statements } = await desk.graph.statements.during(() => seen());
  expect(result).toEqual({
    ...counted,
    differences: [{ kind: 'AMOUNTS_DIFFER', count: 1, unassigned: 0, fundDifference: '500' }],
  });
  expect(statements).toHaveLength(2);
});

describe('what is not taken', () => {
  beforeAll(() => desk.graph.clock.set('2026-04-05T02:00:00Z'));
  const reasons = async (answer: Promise<Answer>) => rejected(await answer);

  test('a day that has not ended, days of two months, a record sent twice', async () => {
    expect(await reasons(tryReconcile('2026-04-05', []))).toBe('BAD_USER_INPUT input.to');
    const overMonths = { from: '2026-03-31', to: '2026-04-01' };
    expect(await reasons(tryReconcile('2026-03-31', [], overMonths))).toBe('BAD_USER_INPUT input.to');
    const twice = { reference: 'x', refund: false, total: '1', fundPaid: '0', accountPaid: '0' };
    const details = [twice, twice];
    expect(await reasons(tryReconcile('2026-04-01', details, { details }))).toBe(
      'BAD_USER_INPUT input.details',
    );
  });

  test('the same msgid with other totals conflicts; with the same it is the first answer', async () => {
    const input = { msgid: desk.msgid() };
    const first = ok(await tryReconcile('2026-04-01', [], input)).reconcileAccounts;
    expect(ok(await tryReconcile('2026-04-01', [], input)).reconcileAccounts).toEqual(first);
    expect(await reasons(tryReconcile('2026-04-01', [], { ...input, count: 1 }))).toBe('CONFLICT');
  });

  test("another institution's reconciliation, and staff of another district", async () => {
    const { id, differences } = await reconcile(
      '2026-04-01',
      [{ reference: 'y', refund: false, total: '1', fundPaid: '0', accountPaid: '0' }],
      { details: [{ reference: 'y', refund: false, total: '1', fundPaid: '0', accountPaid: '0' }] },
    );
    const see = (asker: Asker) =>
      desk.graph.query(`query ($id: ID!) { reconciliation(id: $id) { state } }`, { id }, asker);
    expect(ok(await see({ role: 'INSTITUTION', institution: HOSPITAL })).reconciliation.state).toBe(
      'DIFFERENT',
    );
    expect(await reasons(see({ role: 'INSTITUTION', institution: OTHER_HOSPITAL }))).toBe('FORBIDDEN');
    expect(await reasons(see({ role: 'HANDLER', region: '310104' }))).toBe('FORBIDDEN');
    expect(await reasons(see({ role: 'PERSON', person: await desk.insure() }))).toBe('FORBIDDEN');
    const input = { idempotencyKey: key(), differenceId: differences.nodes[0].id, owner: 'li' };
    const elsewhere: Asker = { role: 'HANDLER', region: '310104' };
    expect(await reasons(desk.graph.query(ASSIGN, { input }, elsewhere))).toBe('FORBIDDEN');
    const details = desk.ask(DETAILS, { reconciliationId: id, details: [] }, OTHER_HOSPITAL);
    expect(await reasons(details)).toBe('FORBIDDEN');
  });
});
