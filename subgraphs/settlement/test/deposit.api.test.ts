import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { ok, OTHER_HOSPITAL, rejected } from './desk.ts';
import { as, AT_HOSPITAL, REQUIRE, PAY, CLOSE, HISTORY, CONCLUDED, Paying } from './paying.ts';

const WALLET = `mutation ($input: PayFromWalletInput!) { payFromWallet(input: $input) {
  ... on PayFromWalletSuccess { payment { state amount } } ... on ExceedsCashRefusal { code open } } }`;

let paying: Paying;
beforeAll(async () => {
  paying = await Paying.open({ SIMULATED_WALLETS: 'on' });
});
beforeEach(() => paying.begin());
afterAll(() => paying.desk.stop());

/** A stay that is over and settled, for which a deposit was paid in. */
async function settledStay(
  paidIn: string,
): Promise<{ depositId: string; settlementId: string; cash: bigint }> {
  const patient = await paying.desk.insure();
  const { id, visit } = await paying.stay(patient);
  await paying.told(paying.provider.pay((await paying.payIn(id, paidIn, as(patient))).id, paidIn));
  const settlement = await paying.settleStay(visit.id, '600000');
  return { depositId: id, settlementId: settlement.id, cash: BigInt(settlement.cashPaid) };
}

async function fromWallet(settlementId: string, amount: string): Promise<object> {
  const answer = ok(
    await paying.desk.ask(WALLET, { settlementId, amount, code: '3100000000000001' }),
  ).payFromWallet;
  return answer.payment ?? answer;
}

describe('TJ-4-INP-09: a deposit for a hospital stay', () => {
  test('is paid by several methods from the least amount on, and stands in the record as soon as it is known', async () => {
    const patient = await paying.desk.insure();
    const { id } = await paying.stay(patient);
    expect(await paying.payIn(id, '49999', as(patient))).toMatchObject({
      code: 'BELOW_MINIMUM',
      minimum: '50000',
    });
    const events = await paying.desk.graph.subscribe(CONCLUDED, {}, as(patient));
    const wechat = await paying.payIn(id, '50000', as(patient));
    expect(wechat).toMatchObject({ state: 'PENDING', payAt: `https://pay.example/${wechat.id}` });
    expect(await paying.depositOf(patient)).toMatchObject({
      estimated: '500000',
      minimum: '50000',
      paid: '0',
    });
    expect(await paying.told(paying.provider.pay(wechat.id, '50000', 'WX1'))).toBe('TAKEN');
    expect((await events.next()).value.data.paymentConcluded).toMatchObject({
      paymentId: wechat.id,
      purpose: 'INPATIENT_DEPOSIT',
      amount: '50000',
      state: 'PAID',
      missed: 0,
    });
    const { payment } = await paying.act(
      PAY,
      { depositId: id, amount: '70000', method: 'ALIPAY' },
      as(patient),
    );
    await paying.told(paying.provider.decline(payment.id));
    const { paid, payments: record } = await paying.depositOf(patient);
    expect(paid).toBe('50000');
    expect(record.nodes).toMatchObject([
      { method: 'WECHAT', amount: '50000', state: 'PAID', note: 'WX1', simulated: false },
      { method: 'ALIPAY', amount: '70000', state: 'FAILED', note: '余额不足' },
    ]);
    await events.return?.();
  });

  test('is paid by a member of the family, who sees the own payment and not the stay', async () => {
    const [patient, daughter] = [await paying.desk.insure(), await paying.desk.insure()];
    const { id } = await paying.stay(patient);
    const payment = await paying.payIn(id, '60000', as(daughter));
    await paying.told(paying.provider.pay(payment.id, '60000'));
    expect((await paying.depositOf(patient)).paid).toBe('60000');
    expect(await paying.depositOf(daughter)).toBeUndefined();
    const seen = ok(await paying.desk.graph.query(HISTORY, {}, as(daughter))).onlinePayments.nodes;
    expect(seen).toMatchObject([{ amount: '60000', state: 'PAID' }]);
    expect(
      ok(await paying.desk.graph.query(HISTORY, {}, as(await paying.desk.insure()))).onlinePayments.nodes,
    ).toEqual([]);
  });

  test('pays at discharge what the patient owes; the rest goes back, the latest payment first', async () => {
    const patient = await paying.desk.insure();
    const { id, visit } = await paying.stay(patient);
    for (const amount of ['250000', '150000'])
      await paying.told(paying.provider.pay((await paying.payIn(id, amount, as(patient))).id, amount));
    expect(await paying.act(CLOSE, { depositId: id }, AT_HOSPITAL)).toMatchObject({
      code: 'STAY_NOT_SETTLED',
    });
    const { cashPaid: cash } = await paying.settleStay(visit.id, '600000');
    const back = 400_000n - BigInt(cash);
    expect(back > 150_000n).toBe(true);
    const { deposit } = await paying.act(CLOSE, { depositId: id }, AT_HOSPITAL);
    expect(deposit).toMatchObject({ paid: '400000', used: cash, refunded: String(back) });
    const [first, second] = (await paying.depositOf(patient)).payments.nodes;
    expect(second.refunds.nodes).toMatchObject([{ amount: '150000', state: 'DONE' }]);
    expect(first.refunds.nodes).toMatchObject([{ amount: String(back - 150_000n), state: 'DONE' }]);
    const returned = [...paying.provider.refunds.values()].filter(({ orderId }) =>
      [first.id, second.id].includes(orderId),
    );
    expect(returned.reduce((whole, refund) => whole + refund.amount, 0n)).toBe(back);
    expect(await paying.payIn(id, '50000', as(patient))).toMatchObject({ code: 'DEPOSIT_CLOSED' });
  });

  test('whose payment is known only after the stay was settled comes back whole', async () => {
    const patient = await paying.desk.insure();
    const { id, visit } = await paying.stay(patient);
    const late = await paying.payIn(id, '80000', as(patient));
    await paying.settleStay(visit.id, '100000');
    await paying.act(CLOSE, { depositId: id }, AT_HOSPITAL);
    await paying.told(paying.provider.pay(late.id, '80000'));
    expect(await paying.depositOf(patient)).toMatchObject({ paid: '80000', used: '0', refunded: '80000' });
    expect((await paying.check(late.id, as(patient))).refunds.nodes).toMatchObject([
      { amount: '80000', state: 'DONE' },
    ]);
  });

  test('and a wallet never pay the same cash: what one has taken, the other leaves', async () => {
    const first = await settledStay('150000');
    const { deposit } = await paying.act(CLOSE, { depositId: first.depositId }, AT_HOSPITAL);
    expect(deposit.used).toBe('150000');
    const left = String(first.cash - 150_000n);
    expect(await fromWallet(first.settlementId, String(first.cash))).toMatchObject({
      code: 'EXCEEDS_CASH',
      open: left,
    });
    expect(await fromWallet(first.settlementId, left)).toMatchObject({ state: 'PAID', amount: left });

    const second = await settledStay('400000');
    expect(await fromWallet(second.settlementId, '50000')).toMatchObject({ state: 'PAID' });
    const closed = (await paying.act(CLOSE, { depositId: second.depositId }, AT_HOSPITAL)).deposit;
    expect(closed.used).toBe(String(second.cash - 50_000n));
    expect(BigInt(closed.used) + BigInt(closed.refunded)).toBe(400_000n);
  });

  test('is asked for by the hospital of the stay only, and not for an outpatient visit', async () => {
    const patient = await paying.desk.insure();
    const { visit } = await paying.stay(patient);
    const input = { visitId: visit.id, estimated: '100', minimum: '100' };
    const elsewhere: Asker = { role: 'INSTITUTION', institution: OTHER_HOSPITAL };
    expect(rejected(await paying.tryAct(REQUIRE, input, elsewhere))).toBe('FORBIDDEN');
    const outpatient = (await paying.desk.register({ personId: patient })).visit;
    expect(await paying.act(REQUIRE, { ...input, visitId: outpatient.id }, AT_HOSPITAL)).toMatchObject({
      code: 'NO_HOSPITAL_STAY',
    });
    expect(rejected(await paying.tryAct(REQUIRE, { ...input, minimum: '101' }, AT_HOSPITAL))).toBe(
      'BAD_USER_INPUT input.minimum',
    );
  });
});
