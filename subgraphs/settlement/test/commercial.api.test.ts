import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PeerClient } from '#kernel/server/subgraph';
import { COMMERCIAL_POLICY_TOPIC } from '#schema/events/settlement.events';
import { SimulatedInsurerEntry } from '../src/commercial/simulated-insurer.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const PAYOUT = `id msgid kind state insurerCode day total leftToPerson paid standing cash simulated
  corrections { standing change reason by } person { id } institution { code }`;
const SHARE = `mutation ($input: RegisterCommercialPolicyInput!) { registerCommercialPolicy(input: $input) {
  ... on RegisterCommercialPolicySuccess { policy { id insurerCode policyNumber person { id } } } ${REFUSAL} } }`;
const WITHDRAW = `mutation ($input: WithdrawCommercialPolicyInput!) { withdrawCommercialPolicy(input: $input) {
  ... on WithdrawCommercialPolicySuccess { commercialPolicyId } ${REFUSAL} } }`;
const POLICIES = `query ($first: Int!, $after: Cursor) { commercialPolicies(first: $first, after: $after) {
  nodes { id person { id } } pageInfo { endCursor hasNextPage } } }`;
const COVER = `query ($visitId: ID!) { commercialCover(visitId: $visitId) {
  verified paid remaining simulated policy { id product } } }`;
const REGISTER = `mutation ($input: RegisterSelfPayingVisitInput!) { registerSelfPayingVisit(input: $input) {
  ... on RegisterSelfPayingVisitSuccess { visit { id selfPaying visitType } } ${REFUSAL} } }`;
const SETTLE = `mutation ($input: SettleSelfPayingInput!) { settleSelfPaying(input: $input) {
  ... on SettleSelfPayingSuccess { claim { id state } payout { ${PAYOUT} } }
  ... on InsurerUnavailableRefusal { retryable } ${REFUSAL} } }`;
const VOID = `mutation ($input: VoidSelfPayingInput!) { voidSelfPaying(input: $input) {
  ... on VoidSelfPayingSuccess { claim { state } payout { state } } ${REFUSAL} } }`;
const CORRECT = `mutation ($input: CorrectDirectPayoutInput!) { correctDirectPayout(input: $input) {
  ... on CorrectDirectPayoutSuccess { payout { ${PAYOUT} } } ${REFUSAL} } }`;
const RECONCILIATION = `id partyKind party state found open ours { count total } theirs { count total }
  differences(first: 10) { nodes { id kind reference ours { total } theirs { total } } }`;
const RECONCILE = `mutation ($input: ReconcileDirectPayoutsInput!) { reconcileDirectPayouts(input: $input) {
  ... on ReconcileDirectPayoutsSuccess { reconciliation { ${RECONCILIATION} } }
  ... on InsurerUnavailableRefusal { retryable } ${REFUSAL} } }`;
const ASSIGN = `mutation ($input: AssignDifferenceInput!) { assignDifference(input: $input) {
  ... on AssignDifferenceSuccess { difference { owner } } ${REFUSAL} } }`;
const CLOSE = `mutation ($input: CloseDifferenceInput!) { closeDifference(input: $input) {
  ... on CloseDifferenceSuccess { difference { outcome } } ${REFUSAL} } }`;
const CLOSE_MONTH = `mutation ($input: CloseReconciledMonthInput!) { closeReconciledMonth(input: $input) {
  ... on CloseReconciledMonthSuccess { month { partyKind month } } ${REFUSAL}
  ... on MonthNotCleanRefusal { missing } } }`;
const LIST = `query ($day: CalendarDate) { directPayouts(first: 50, day: $day) { nodes { ${PAYOUT} } } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let serial = 0;
let asked = 0;

/** Insured, as far as it is asked for holders: a person's number here is their id, and everybody is 蔚然. */
const insured: PeerClient = {
  ask: async (_peer, document, { input }) => {
    if (!document.includes('matchPolicyHolder')) throw new Error('not asked in this test');
    asked += 1;
    const { name, idCard } = input as { readonly name: string; readonly idCard: string };
    if (idCard === 'no number') throw Object.assign(new Error(), { code: 'BAD_USER_INPUT' });
    if (idCard === 'too often') throw Object.assign(new Error(), { code: 'RATE_LIMITED' });
    if (idCard === 'away') throw new Error('no answer');
    return { matchPolicyHolder: name === '蔚然' ? { personId: idCard } : {} } as never;
  },
};

beforeAll(async () => {
  desk = await Desk.open({ settings: { SIMULATED_INSURERS: 'on' }, peers: insured });
});
afterAll(() => desk.stop());

const insurer = (institution: string) => ({
  role: 'INSURER' as const,
  institution,
  subject: `clerk-${institution}`,
});
const hospital = (institution = HOSPITAL) => ({ role: 'INSTITUTION' as const, institution });
const key = () => `commercial-test-${(serial += 1)}`;
const ask = async (document: string, input: object, asker: object, graph = desk): Promise<Data> =>
  Object.values(ok(await graph.graph.query(document, { input }, asker as never)))[0];

/** A policy of 80% above 100 yuan a year, at most 10,000 yuan. */
const policyOf = (personId: string): object => ({
  idempotencyKey: key(),
  policyNumber: `P-${(serial += 1)}-2026`,
  product: '百万医疗',
  holder: { name: '蔚然', idCard: personId },
  ratio: '0.8',
  deductible: '10000',
  yearlyLimit: '1000000',
  firstDay: '2026-01-01',
  lastDay: '2026-12-31',
});

async function share(personId: string, insurerCode: string, input: object = {}, graph = desk): Promise<Data> {
  const answer = await ask(SHARE, { ...policyOf(personId), ...input }, insurer(insurerCode), graph);
  return answer.policy ?? answer;
}

/** A bill of an insured person, settled with a policy. */
async function settled(
  personId: string,
  policyId: string,
  amount: string,
  input: object = {},
): Promise<Data> {
  const claimId = await desk.claim(personId, [{ amount }]);
  await desk.preSettle(claimId);
  const answer = await desk.settle(claimId, { commercialPolicyId: policyId, ...input });
  return answer.settlement ?? answer;
}

/** The claim of a self-paying person’s visit. */
async function selfPaying(personId: string, amount: string, visitType = 'OUTPATIENT'): Promise<string> {
  const input = { msgid: desk.msgid(), personId, visitType, startedOn: '2026-03-16' };
  const { visit } = await ask(REGISTER, input, hospital());
  return (await desk.upload(visit.id, [{ amount }])).claim.id;
}

const payoutsOf = async (asker: object, day = '2026-03-16'): Promise<Data[]> =>
  ok(await desk.graph.query(LIST, { day }, asker as never)).directPayouts.nodes;

describe('direct deduction', () => {
  test('SH-ST-COMM-04, SH-ST-COMM-06: an insured person’s bill is paid by fund, insurer and person on the spot', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'PINGAN01');
    const settlement = await settled(person, policy.id, '60000');
    // 600: the fund 75, of the other 525 the insurer 80% above 100 = 340
    expect(settlement).toMatchObject({ fundPaid: '7500', commercialPaid: '34000', cashPaid: '18500' });
    expect(settlement.payments).toContainEqual({ payer: 'COMMERCIAL_INSURER', amount: '34000' });
    const [payout] = await payoutsOf(insurer('PINGAN01'));
    expect(payout).toMatchObject({
      kind: 'INSURED_OUTPATIENT',
      state: 'CONFIRMED',
      simulated: true,
      paid: '34000',
      cash: '18500',
      total: '60000',
      leftToPerson: '52500',
      person: { id: person },
      institution: { code: HOSPITAL },
    });
  });

  test('SH-ST-COMM-07: a stay is settled at discharge with the policy', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'PINGAN01', { deductible: '0' });
    const admit = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
      ... on AdmitPatientSuccess { visit { id } } } }`;
    const { visit } = await ask(
      admit,
      { msgid: desk.msgid(), personId: person, startedOn: '2026-03-16' },
      hospital(),
    );
    const { claim } = await desk.upload(visit.id, [{ amount: '250000' }]);
    const leave = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) { __typename } }`;
    await ask(leave, { msgid: desk.msgid(), visitId: visit.id, endedOn: '2026-03-16' }, hospital());
    await desk.preSettle(claim.id);
    const { settlement } = await desk.settle(claim.id, { commercialPolicyId: policy.id });
    // 2,500: 1,500 deductible, 85% of 1,000; of the other 1,650 the insurer 80%
    expect(settlement).toMatchObject({ fundPaid: '85000', commercialPaid: '132000', cashPaid: '33000' });
  });

  test.each([
    ['SH-ST-COMM-08', 'OUTPATIENT', 'SELF_PAYING_OUTPATIENT'],
    ['SH-ST-COMM-09', 'INPATIENT', 'SELF_PAYING_INPATIENT'],
  ])(
    '%s: a self-paying person’s visit of type %s is settled by the insurer and in cash',
    async (_, type, kind) => {
      const person = '0190a000-0000-7000-8000-00000000000a';
      const policy = await share(person, `CPIC-${type}`, { deductible: '0' });
      const claimId = await selfPaying(person, '99999', type);
      const input = { msgid: desk.msgid(), claimId, commercialPolicyId: policy.id };
      const { claim, payout } = await ask(SETTLE, input, hospital());
      expect(claim.state).toBe('SETTLED');
      expect(payout).toMatchObject({
        kind,
        state: 'CONFIRMED',
        paid: '79999',
        cash: '20000',
        total: '99999',
      });
      expect((await ask(SETTLE, input, hospital())).payout.id).toBe(payout.id);
      const again = await ask(SETTLE, { ...input, msgid: desk.msgid() }, hospital());
      expect(again).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    },
  );

  test('a self-paying bill never passes through medical insurance, an insured one never past it', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'PINGAN01');
    const own = await selfPaying(person, '10000');
    const insured = await desk.claim(person, [{ amount: '10000' }]);
    const preSettle = `mutation ($input: PreSettleInput!) { preSettle(input: $input) { __typename } }`;
    expect(rejected(await desk.ask(preSettle, { claimId: own }))).toBe('FORBIDDEN');
    const input = { msgid: desk.msgid(), claimId: insured, commercialPolicyId: policy.id };
    expect(rejected(await desk.graph.query(SETTLE, { input }, hospital()))).toBe('FORBIDDEN');
  });

  test('the limit of the year is shared by all bills, and what is undone is free again', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'LIMITED01', { deductible: '0', yearlyLimit: '30000' });
    const first = await settled(person, policy.id, '30000');
    expect(first).toMatchObject({ commercialPaid: '24000', cashPaid: '6000' });
    const second = await settled(person, policy.id, '10000');
    expect(second).toMatchObject({ commercialPaid: '6000', cashPaid: '4000' });
    await desk.void(second.id);
    const states = (await payoutsOf(insurer('LIMITED01'))).map(({ state }) => state);
    expect(states).toEqual(['RETURNED', 'CONFIRMED']);
    expect((await settled(person, policy.id, '10000')).commercialPaid).toBe('6000');
  });

  test('undoing a self-paying bill gives the insurer its money back', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'PINGAN01', { deductible: '0' });
    const claimId = await selfPaying(person, '10000');
    await ask(SETTLE, { msgid: desk.msgid(), claimId, commercialPolicyId: policy.id }, hospital());
    const undone = await ask(VOID, { msgid: desk.msgid(), claimId }, hospital());
    expect(undone).toMatchObject({ claim: { state: 'VOIDED' }, payout: { state: 'RETURNED' } });
    const again = await ask(VOID, { msgid: desk.msgid(), claimId }, hospital());
    expect(again).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  test('SH-ST-COMM-03: the insurer is told of every fee line before it decides', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'DETAILS01');
    const claimId = await desk.claim(person, [{ amount: '40000' }, { amount: '20000' }, { amount: '1' }]);
    await desk.preSettle(claimId);
    await desk.settle(claimId, { commercialPolicyId: policy.id });
    const where = { insurerCode: 'DETAILS01' };
    const [entry] = await desk.graph.subgraph.kernel.em().find(SimulatedInsurerEntry, where);
    expect(entry).toMatchObject({ lines: 3, base: 52500n });
  });

  test('SH-ST-COMM-10: the insurer learns that the bill was settled, and that it was not', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'PUSHED01');
    const { id } = await settled(person, policy.id, '60000');
    const state = async () => {
      const entries = await desk.graph.subgraph.kernel
        .em()
        .find(SimulatedInsurerEntry, { insurerCode: 'PUSHED01' });
      return entries.map(entry => entry.state);
    };
    expect(await state()).toEqual(['CONFIRMED']);
    await desk.void(id);
    expect(await state()).toEqual(['RELEASED']);
  });
});

describe('who is covered', () => {
  test('SH-ST-COMM-02, SH-ST-COMM-05: the hospital asks for identity and account of its own visit', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'PINGAN01');
    await share(person, 'LAPSED01', { lastDay: '2026-03-15' });
    await settled(person, policy.id, '60000');
    const { visit } = await desk.register({ personId: person });
    const read = (asker: object) => desk.graph.query(COVER, { visitId: visit.id }, asker as never);
    expect(ok(await read(hospital())).commercialCover).toEqual([
      ...[{ verified: true, paid: '34000', remaining: '966000', simulated: true }].map(row => ({
        ...row,
        policy: { id: policy.id, product: '百万医疗' },
      })),
    ]);
    expect(rejected(await read(hospital(OTHER_HOSPITAL)))).toBe('FORBIDDEN');
    expect(rejected(await read(insurer('PINGAN01')))).toBe('FORBIDDEN');
  });

  test('somebody else’s policy, or one that does not cover the day, pays nothing and nothing is settled', async () => {
    const [person, other] = [await desk.insure(), await desk.insure()];
    const foreign = await share(other, 'PINGAN01');
    const lapsed = await share(person, 'PINGAN01', { lastDay: '2026-03-15' });
    for (const policy of [foreign, lapsed]) {
      expect(await settled(person, policy.id, '60000')).toMatchObject({ code: 'NO_SUCH_POLICY' });
    }
    expect(await desk.accumulators(person)).toEqual({});
  });

  test('SH-ST-COMM-01: an insurer shares its policies under its own name, each number once', async () => {
    const person = await desk.insure();
    const first = await share(person, 'PINGAN01', { policyNumber: 'TWICE-001' });
    expect(first).toMatchObject({ insurerCode: 'PINGAN01', person: { id: person } });
    expect(await share(person, 'PINGAN01', { policyNumber: 'TWICE-001' })).toMatchObject({
      code: 'POLICY_NUMBER_TAKEN',
    });
    expect((await share(person, 'CPIC0001', { policyNumber: 'TWICE-001' })).insurerCode).toBe('CPIC0001');
    const holder = { name: '蔚然', idCard: person };
    const input = { idempotencyKey: key(), policyNumber: 'NONE-1', holder, product: '险种' };
    const rest = {
      ratio: '1',
      deductible: '0',
      yearlyLimit: '1',
      firstDay: '2026-01-01',
      lastDay: '2026-01-02',
    };
    const asked = desk.graph.query(SHARE, { input: { ...input, ...rest } }, hospital());
    expect(rejected(await asked)).toBe('FORBIDDEN');
  });

  test('an insurer names the holder as registered, and learns no more than that it did not', async () => {
    const idCard = await desk.insure();
    const differs = { code: 'HOLDER_DIFFERS', message: '姓名与公民身份号码与参保登记不一致' };
    expect(await share(idCard, 'PINGAN01', { holder: { name: '蔚蓝', idCard } })).toEqual(differs);
    const attempt = async (holder: object) => {
      const input = { ...policyOf(idCard), holder };
      const { errors } = await desk.graph.query(SHARE, { input }, insurer('PINGAN01'));
      return errors?.[0]?.extensions;
    };
    expect(await attempt({ name: '蔚然', idCard: 'no number' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.holder.idCard': expect.any(String) },
    });
    expect(await attempt({ name: '蔚然', idCard: 'too often' })).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await attempt({ name: '蔚然', idCard: 'away' })).toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      service: 'insured',
    });
    expect(await attempt({ name: ' ', idCard })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.holder.name': expect.any(String) },
    });
  });

  test('a registration that is repeated has the first answer, and insured is not asked again', async () => {
    const person = await desk.insure();
    for (const holder of [
      { name: '蔚然', idCard: person },
      { name: '蔚蓝', idCard: person },
    ]) {
      const input = { ...policyOf(person), holder };
      const first = await ask(SHARE, input, insurer('REPEATS1'));
      const before = asked;
      expect(await ask(SHARE, input, insurer('REPEATS1'))).toEqual(first);
      expect(asked).toBe(before);
      const other = { input: { ...input, product: '另一险种' } };
      expect(rejected(await desk.graph.query(SHARE, other, insurer('REPEATS1')))).toBe('CONFLICT');
    }
  });

  test('whom an insurer named stands in no row, no fact and no record of the act', async () => {
    const person = await desk.insure();
    const name = '蔚然';
    const { id } = await share(person, 'SILENT01', { holder: { name, idCard: person } });
    await share(person, 'SILENT01', { holder: { name: '谁也不是', idCard: person } });
    const em = desk.graph.subgraph.kernel.em();
    const tables: { name: string }[] = await em.execute(
      `select table_name as name from information_schema.tables where table_schema = 'settlement'`,
    );
    expect(tables.length).toBeGreaterThan(30);
    for (const { name: table } of tables) {
      const rows = JSON.stringify(await em.execute(`select * from settlement."${table}"`));
      expect([table, rows.includes(name), rows.includes('谁也不是')]).toEqual([table, false, false]);
    }
    const facts = await desk.graph.announced(COMMERCIAL_POLICY_TOPIC);
    expect(facts.filter(({ payload }) => payload.insurerCode === 'SILENT01')).toEqual([
      {
        name: 'CommercialPolicyRegistered',
        payload: { policyId: id, personId: person, insurerCode: 'SILENT01' },
      },
    ]);
  });

  test('while no insurer is connected the settlement is refused as retryable and nothing moves', async () => {
    const own = await Desk.open({ peers: insured });
    try {
      const person = await own.insure();
      const policy = await share(person, 'PINGAN01', {}, own);
      const claimId = await own.claim(person, [{ amount: '60000' }]);
      await own.preSettle(claimId);
      expect(await own.settle(claimId, { commercialPolicyId: policy.id })).toMatchObject({
        code: 'INSURER_UNAVAILABLE',
      });
      expect(await own.accumulators(person)).toEqual({});
      expect((await own.settle(claimId)).settlement.fundPaid).toBe('7500');
      const input = { idempotencyKey: key(), insurerCode: 'PINGAN01', day: '2026-03-15' };
      expect(await ask(RECONCILE, input, insurer('PINGAN01'), own)).toMatchObject({ retryable: true });
    } finally {
      await own.stop();
    }
  });
});

describe('a policy that was shared in error', () => {
  const withdraw = (commercialPolicyId: string, insurerCode: string) =>
    desk.graph.query(
      WITHDRAW,
      { input: { idempotencyKey: key(), commercialPolicyId } },
      insurer(insurerCode),
    );

  test('is withdrawn by its insurer alone, pays nothing from then on, and its number is free again', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'ERRORS01', { policyNumber: 'ERROR-001' });
    expect(rejected(await withdraw(policy.id, 'PINGAN01'))).toBe('NOT_FOUND');
    expect(ok(await withdraw(policy.id, 'ERRORS01')).withdrawCommercialPolicy).toEqual({
      commercialPolicyId: policy.id,
    });
    expect(rejected(await withdraw(policy.id, 'ERRORS01'))).toBe('NOT_FOUND');
    expect(await settled(person, policy.id, '60000')).toMatchObject({ code: 'NO_SUCH_POLICY' });
    const again = await share(person, 'ERRORS01', { policyNumber: 'ERROR-001' });
    expect(again.id).not.toBe(policy.id);
    const facts = await desk.graph.announced(COMMERCIAL_POLICY_TOPIC);
    expect(facts.filter(({ payload }) => payload.policyId === policy.id).map(({ name }) => name)).toEqual([
      'CommercialPolicyRegistered',
      'CommercialPolicyWithdrawn',
    ]);
  });

  test('stays once it has paid a bill, unless the bill was undone', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'ERRORS02', { deductible: '0' });
    const { id } = await settled(person, policy.id, '60000');
    expect(ok(await withdraw(policy.id, 'ERRORS02')).withdrawCommercialPolicy).toMatchObject({
      code: 'POLICY_IN_USE',
    });
    await desk.void(id);
    expect(ok(await withdraw(policy.id, 'ERRORS02')).withdrawCommercialPolicy).toEqual({
      commercialPolicyId: policy.id,
    });
  });
});

test('an insurer lists the policies that it shares, newest first and in one statement; nobody else does', async () => {
  const persons = [await desk.insure(), await desk.insure(), await desk.insure()];
  for (const person of persons) await share(person, 'LISTED01');
  const page = (asker: object, first = 2, after: string | null = null) =>
    desk.graph.query(POLICIES, { first, after }, asker as never);
  const one = ok(await page(insurer('LISTED01'))).commercialPolicies;
  const two = ok(await page(insurer('LISTED01'), 2, one.pageInfo.endCursor)).commercialPolicies;
  const holders = [...one.nodes, ...two.nodes].map(({ person }: Data) => person.id);
  expect(holders).toEqual(persons.toReversed());
  expect(ok(await page(insurer('UNLISTED'))).commercialPolicies.nodes).toEqual([]);
  expect(rejected(await page(hospital()))).toBe('FORBIDDEN');
  const { statements } = await desk.graph.statements.during(() => page(insurer('LISTED01'), 50));
  expect(statements.length).toBe(1);
});

describe('reconciliation and correction', () => {
  const tryReconcile = (insurerCode: string, input: object, asker: object) =>
    desk.graph.query(
      RECONCILE,
      { input: { idempotencyKey: key(), insurerCode, day: '2026-03-16', ...input } },
      asker as never,
    );
  const reconcile = async (insurerCode: string, input: object = {}, asker: object = { role: 'HANDLER' }) => {
    const answer = ok(await tryReconcile(insurerCode, input, asker)).reconcileDirectPayouts;
    return (answer.reconciliation ?? answer) as Data;
  };
  const correct = (directPayoutId: string, standing: string, asker: object) => {
    const input = { idempotencyKey: key(), directPayoutId, standing, reason: '核赔更正' };
    return desk.graph.query(CORRECT, { input }, asker as never);
  };
  const em = () => desk.graph.subgraph.kernel.em();
  /** The days stand still once they have ended. */
  const nextDay = () => desk.graph.clock.set('2026-03-17T02:00:00Z');
  beforeEach(() => desk.graph.clock.set('2026-03-16T02:00:00Z'));
  afterAll(() => desk.graph.clock.set('2026-03-16T02:00:00Z'));

  test('SH-ST-COMM-11: an ended day balances in counts and sums, or it does not', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'TOTALS01', { deductible: '0' });
    for (const amount of ['10000', '20000']) await settled(person, policy.id, amount);
    expect(rejected(await tryReconcile('TOTALS01', {}, { role: 'HANDLER' }))).toBe(
      'BAD_USER_INPUT input.day',
    );
    nextDay();
    const both = { count: 2, total: '24000' };
    expect(await reconcile('TOTALS01')).toMatchObject({
      partyKind: 'INSURER',
      party: 'TOTALS01',
      state: 'CLEAN',
      ours: both,
      theirs: both,
      found: 0,
    });
    const where = { insurerCode: 'TOTALS01', amount: 8000n };
    await em().nativeUpdate(SimulatedInsurerEntry, where, { amount: 8001n });
    const differing = await reconcile('TOTALS01');
    expect(differing).toMatchObject({ state: 'DIFFERENT', theirs: { count: 2, total: '24001' }, open: 1 });
  });

  test('SH-ST-COMM-12: the details say which payout differs; each has an owner and is closed with a reason', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'LEDGER01', { deductible: '0' });
    for (const amount of ['10000', '20000']) await settled(person, policy.id, amount);
    nextDay();
    const [less] = await em().find(SimulatedInsurerEntry, { insurerCode: 'LEDGER01', amount: 8000n });
    const [more] = await em().find(SimulatedInsurerEntry, { insurerCode: 'LEDGER01', amount: 16_000n });
    await em().nativeUpdate(SimulatedInsurerEntry, { msgid: less!.msgid }, { amount: 8001n });
    await em().nativeUpdate(SimulatedInsurerEntry, { msgid: more!.msgid }, { amount: 15_999n });
    // Counts and sums agree: only who asks for the details sees it.
    expect(await reconcile('LEDGER01')).toMatchObject({ state: 'CLEAN' });
    const extra = { ...less!, msgid: desk.msgid(), amount: 5n };
    const found = await reconcile('LEDGER01', { details: true }, insurer('LEDGER01'));
    expect(found).toMatchObject({ state: 'DIFFERENT', found: 2 });
    await em().insert(SimulatedInsurerEntry, extra);
    const differing = await reconcile('LEDGER01', {}, insurer('LEDGER01'));
    expect(differing).toMatchObject({ theirs: { count: 3, total: '24005' }, found: 3, open: 3 });
    expect(differing.differences.nodes).toEqual([
      expect.objectContaining({
        kind: 'ONLY_PARTY',
        reference: extra.msgid,
        ours: null,
        theirs: { total: '5' },
      }),
      ...[
        [less!.msgid, '8000', '8001'],
        [more!.msgid, '16000', '15999'],
      ]
        .sort()
        .map(([reference, ours, theirs]) =>
          expect.objectContaining({
            kind: 'AMOUNTS_DIFFER',
            reference,
            ours: { total: ours },
            theirs: { total: theirs },
          }),
        ),
    ]);
    for (const { id: differenceId } of differing.differences.nodes) {
      await ask(ASSIGN, { idempotencyKey: key(), differenceId, owner: 'qian' }, { role: 'HANDLER' });
      const close = { idempotencyKey: key(), differenceId, outcome: 'PARTY_CORRECTS', reason: '核实后更正' };
      await ask(CLOSE, close, { role: 'HANDLER', subject: 'qian' });
    }
    const read = await desk.graph.data(
      `query ($id: ID!) { reconciliation(id: $id) { state open } }`,
      { id: differing.id },
      insurer('LEDGER01'),
    );
    expect(read.reconciliation).toEqual({ state: 'RESOLVED', open: 0 });
  });

  test('an insurer reconciles and reads its own days only', async () => {
    nextDay();
    expect(rejected(await tryReconcile('LEDGER01', {}, insurer('CPIC0001')))).toBe('FORBIDDEN');
    const LISTED = `{ reconciliations(first: 50) { nodes { partyKind party } } }`;
    const own = await desk.graph.data(LISTED, {}, insurer('LEDGER01'));
    expect(own.reconciliations.nodes.length).toBeGreaterThan(0);
    for (const row of own.reconciliations.nodes)
      expect(row).toEqual({ partyKind: 'INSURER', party: 'LEDGER01' });
    expect((await desk.graph.data(LISTED, {}, insurer('CPIC0001'))).reconciliations.nodes).toEqual([]);
  });

  test('SH-ST-COMM-13: a correction moves what the payout stands at, keeps what was settled, and balances', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'CORRECT01', { deductible: '0' });
    const { id } = await settled(person, policy.id, '10000');
    const [payout] = await payoutsOf(insurer('CORRECT01'));
    const own = insurer('CORRECT01');
    const answer = ok(await correct(payout!.id, '7000', own)).correctDirectPayout.payout;
    expect(answer).toMatchObject({ paid: '8000', standing: '7000', cash: '2000' });
    expect(answer.corrections).toEqual([
      { standing: '7000', change: '-1000', reason: '核赔更正', by: 'clerk-CORRECT01' },
    ]);
    expect(ok(await correct(payout!.id, '10001', own)).correctDirectPayout).toMatchObject({
      code: 'CORRECTION_IMPOSSIBLE',
    });
    expect(rejected(await correct(payout!.id, '6000', insurer('PINGAN01')))).toBe('FORBIDDEN');
    const settlement = await desk.graph.data(`{ settlement(id: "${id}") { commercialPaid } }`);
    expect(settlement.settlement.commercialPaid).toBe('8000');
    nextDay();
    expect(await reconcile('CORRECT01')).toMatchObject({ state: 'CLEAN', ours: { total: '7000' } });
  });

  test('a month of insurers closes only clean; then nothing of it is compared or corrected any more', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'MONTHLY1', { deductible: '0' });
    await settled(person, policy.id, '10000');
    const [payout] = await payoutsOf(insurer('MONTHLY1'));
    desk.graph.clock.set('2026-04-02T02:00:00Z');
    const close = async (): Promise<Data> =>
      ask(
        CLOSE_MONTH,
        { idempotencyKey: key(), partyKind: 'INSURER', month: '2026-03' },
        { role: 'REVIEWER' },
      );
    const refused = await close();
    expect(refused).toMatchObject({ code: 'MONTH_NOT_CLEAN' });
    expect(refused.missing).toContain('MONTHLY1');
    for (const party of refused.missing) await reconcile(party);
    await em().execute(
      `update "settlement"."reconciliation" set state = 'RESOLVED' where state = 'DIFFERENT'`,
    );
    expect(await close()).toMatchObject({ month: { partyKind: 'INSURER', month: '2026-03' } });
    expect(await reconcile('MONTHLY1')).toMatchObject({ code: 'MONTH_CLOSED' });
    const late = ok(await correct(payout!.id, '7000', insurer('MONTHLY1')));
    expect(late.correctDirectPayout).toMatchObject({ code: 'MONTH_CLOSED' });
  });

  test('SH-ST-COMM-14: payouts are read by their insurer, their hospital and clerks, and by nobody else', async () => {
    const person = await desk.insure();
    const policy = await share(person, 'OWNONLY1', { deductible: '0' });
    await settled(person, policy.id, '10000');
    const codes = async (asker: object) => new Set((await payoutsOf(asker)).map(row => row.insurerCode));
    expect(await codes(insurer('OWNONLY1'))).toEqual(new Set(['OWNONLY1']));
    expect(await codes(hospital(OTHER_HOSPITAL))).toEqual(new Set());
    expect((await codes({ role: 'HANDLER' })).has('OWNONLY1')).toBe(true);
    expect(await codes({ role: 'HANDLER', region: '310104' })).toEqual(new Set());
    expect(rejected(await desk.graph.query(LIST, {}, { role: 'ANALYST' }))).toBe('FORBIDDEN');
    const { statements } = await desk.graph.statements.during(() => payoutsOf({ role: 'HANDLER' }));
    expect(statements.length).toBe(1);
  });
});
