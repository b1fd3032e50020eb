import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { SimulatedInsurerEntry } from '../src/commercial/simulated-insurer.ts';
import { type Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';
import { hospital, insurer, Insuring, PAYOUT, RECONCILE, REFUSAL } from './insuring.ts';

const COVER = `query ($visitId: ID!) { commercialCover(visitId: $visitId) {
  verified paid remaining simulated policy { id product } } }`;
const SETTLE = `mutation ($input: SettleSelfPayingInput!) { settleSelfPaying(input: $input) {
  ... on SettleSelfPayingSuccess { claim { id state } payout { ${PAYOUT} } }
  ... on InsurerUnavailableRefusal { retryable } ${REFUSAL} } }`;
const VOID = `mutation ($input: VoidSelfPayingInput!) { voidSelfPaying(input: $input) {
  ... on VoidSelfPayingSuccess { claim { state } payout { state } } ${REFUSAL} } }`;

let insuring: Insuring;
let desk: Desk;
beforeAll(async () => {
  insuring = await Insuring.open();
  ({ desk } = insuring);
});
afterAll(() => desk.stop());

describe('direct deduction', () => {
  test('SH-ST-COMM-04, SH-ST-COMM-06: an insured person’s bill is paid by fund, insurer and person on the spot', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'PINGAN01');
    const settlement = await insuring.settled(person, policy.id, '60000');
    // 600: the fund 75, of the other 525 the insurer 80% above 100 = 340
    expect(settlement).toMatchObject({ fundPaid: '7500', commercialPaid: '34000', cashPaid: '18500' });
    expect(settlement.payments).toContainEqual({ payer: 'COMMERCIAL_INSURER', amount: '34000' });
    const [payout] = await insuring.payoutsOf(insurer('PINGAN01'));
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
    const policy = await insuring.share(person, 'PINGAN01', { deductible: '0' });
    const admit = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
      ... on AdmitPatientSuccess { visit { id } } } }`;
    const { visit } = await insuring.ask(
      admit,
      { msgid: desk.msgid(), personId: person, startedOn: '2026-03-16' },
      hospital(),
    );
    const { claim } = await desk.upload(visit.id, [{ amount: '250000' }]);
    const leave = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) { __typename } }`;
    await insuring.ask(leave, { msgid: desk.msgid(), visitId: visit.id, endedOn: '2026-03-16' }, hospital());
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
      const policy = await insuring.share(person, `CPIC-${type}`, { deductible: '0' });
      const claimId = await insuring.selfPaying(person, '99999', type);
      const input = { msgid: desk.msgid(), claimId, commercialPolicyId: policy.id };
      const { claim, payout } = await insuring.ask(SETTLE, input, hospital());
      expect(claim.state).toBe('SETTLED');
      expect(payout).toMatchObject({
        kind,
        state: 'CONFIRMED',
        paid: '79999',
        cash: '20000',
        total: '99999',
      });
      expect((await insuring.ask(SETTLE, input, hospital())).payout.id).toBe(payout.id);
      const again = await insuring.ask(SETTLE, { ...input, msgid: desk.msgid() }, hospital());
      expect(again).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    },
  );

  test('a self-paying bill never passes through medical insurance, an insured one never past it', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'PINGAN01');
    const own = await insuring.selfPaying(person, '10000');
    const insured = await desk.claim(person, [{ amount: '10000' }]);
    const preSettle = `mutation ($input: PreSettleInput!) { preSettle(input: $input) { __typename } }`;
    expect(rejected(await desk.ask(preSettle, { claimId: own }))).toBe('FORBIDDEN');
    const input = { msgid: desk.msgid(), claimId: insured, commercialPolicyId: policy.id };
    expect(rejected(await desk.graph.query(SETTLE, { input }, hospital()))).toBe('FORBIDDEN');
  });

  test('the limit of the year is shared by all bills, and what is undone is free again', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'LIMITED01', { deductible: '0', yearlyLimit: '30000' });
    const first = await insuring.settled(person, policy.id, '30000');
    expect(first).toMatchObject({ commercialPaid: '24000', cashPaid: '6000' });
    const second = await insuring.settled(person, policy.id, '10000');
    expect(second).toMatchObject({ commercialPaid: '6000', cashPaid: '4000' });
    await desk.void(second.id);
    const states = (await insuring.payoutsOf(insurer('LIMITED01'))).map(({ state }) => state);
    expect(states).toEqual(['RETURNED', 'CONFIRMED']);
    expect((await insuring.settled(person, policy.id, '10000')).commercialPaid).toBe('6000');
  });

  test('undoing a self-paying bill gives the insurer its money back', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'PINGAN01', { deductible: '0' });
    const claimId = await insuring.selfPaying(person, '10000');
    await insuring.ask(SETTLE, { msgid: desk.msgid(), claimId, commercialPolicyId: policy.id }, hospital());
    const undone = await insuring.ask(VOID, { msgid: desk.msgid(), claimId }, hospital());
    expect(undone).toMatchObject({ claim: { state: 'VOIDED' }, payout: { state: 'RETURNED' } });
    const again = await insuring.ask(VOID, { msgid: desk.msgid(), claimId }, hospital());
    expect(again).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  test('SH-ST-COMM-03: the insurer is told of every fee line before it decides', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'DETAILS01');
    const claimId = await desk.claim(person, [{ amount: '40000' }, { amount: '20000' }, { amount: '1' }]);
    await desk.preSettle(claimId);
    await desk.settle(claimId, { commercialPolicyId: policy.id });
    const where = { insurerCode: 'DETAILS01' };
    const [entry] = await desk.graph.subgraph.kernel.em().find(SimulatedInsurerEntry, where);
    expect(entry).toMatchObject({ lines: 3, base: 52500n });
  });

  test('SH-ST-COMM-10: the insurer learns that the bill was settled, and that it was not', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'PUSHED01');
    const { id } = await insuring.settled(person, policy.id, '60000');
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
    const policy = await insuring.share(person, 'PINGAN01');
    await insuring.share(person, 'LAPSED01', { lastDay: '2026-03-15' });
    await insuring.settled(person, policy.id, '60000');
    const { visit } = await desk.register({ personId: person });
    const read = (asker: Asker) => desk.graph.query(COVER, { visitId: visit.id }, asker);
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
    const foreign = await insuring.share(other, 'PINGAN01');
    const lapsed = await insuring.share(person, 'PINGAN01', { lastDay: '2026-03-15' });
    for (const policy of [foreign, lapsed]) {
      expect(await insuring.settled(person, policy.id, '60000')).toMatchObject({ code: 'NO_SUCH_POLICY' });
    }
    expect(await desk.accumulators(person)).toEqual({});
  });

  test('while no insurer is connected the settlement is refused as retryable and nothing moves', async () => {
    const alone = await Insuring.open({});
    const own = alone.desk;
    try {
      const person = await own.insure();
      const policy = await alone.share(person, 'PINGAN01');
      const claimId = await own.claim(person, [{ amount: '60000' }]);
      await own.preSettle(claimId);
      expect(await own.settle(claimId, { commercialPolicyId: policy.id })).toMatchObject({
        code: 'INSURER_UNAVAILABLE',
      });
      expect(await own.accumulators(person)).toEqual({});
      expect((await own.settle(claimId)).settlement.fundPaid).toBe('7500');
      const input = { idempotencyKey: alone.key(), insurerCode: 'PINGAN01', day: '2026-03-15' };
      expect(await alone.ask(RECONCILE, input, insurer('PINGAN01'))).toMatchObject({ retryable: true });
    } finally {
      await own.stop();
    }
  });
});
