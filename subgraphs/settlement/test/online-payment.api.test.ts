import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SigningKey } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { Desk, ok, rejected } from './desk.ts';
import { as, AT_HOSPITAL, ADMIT, REQUIRE, PAY, CHECK, Paying } from './paying.ts';

let paying: Paying;
beforeAll(async () => {
  paying = await Paying.open();
});
beforeEach(() => paying.begin());
afterAll(() => paying.desk.stop());

describe('what a provider says', () => {
  const started = async (amount = '50000') => {
    const patient = await paying.desk.insure();
    const payment = await paying.payIn((await paying.stay(patient)).id, amount, as(patient));
    return { patient, id: payment.id as string };
  };

  test('counts by its signature over the very bytes: a changed notice or a foreign key changes nothing', async () => {
    const { patient, id } = await started();
    const signed = paying.provider.pay(id, '50000');
    expect(await paying.told({ ...signed, notice: signed.notice.replace('50000', '5000') })).toBe(
      'NOT_GENUINE',
    );
    expect(await paying.told({ ...signed, notice: `${signed.notice} ` })).toBe('NOT_GENUINE');
    const stranger = new SigningKey(newPrivateKey());
    const signature = stranger.sign(Buffer.from(signed.notice, 'utf8'));
    expect(await paying.told({ ...signed, signature })).toBe('NOT_GENUINE');
    expect(await paying.told({ ...signed, keyId: stranger.keyId, signature })).toBe('NOT_GENUINE');
    expect(await paying.told(paying.provider.signed({ orderId: id }))).toBe('NOT_GENUINE');
    expect((await paying.depositOf(patient)).paid).toBe('0');
    expect(await paying.told(signed)).toBe('TAKEN');
  });

  test('counts once, stays, and is of our own orders and amounts only', async () => {
    const { patient, id } = await started();
    expect(await paying.told(paying.provider.pay(id, '49999'))).toBe('AMOUNT_DIFFERS');
    expect((await paying.depositOf(patient)).paid).toBe('0');
    expect(await paying.told(paying.provider.pay(id, '50000'))).toBe('TAKEN');
    expect(await paying.told(paying.provider.pay(id, '50000'))).toBe('UNCHANGED');
    expect(await paying.told(paying.provider.decline(id))).toBe('CONTRADICTS');
    expect(await paying.told(paying.provider.pay(randomUUID(), '50000'))).toBe('UNKNOWN');
    expect((await paying.depositOf(patient)).paid).toBe('50000');
  });

  test('is asked for when no notice came', async () => {
    const { patient, id } = await started();
    paying.provider.pay(id, '50000');
    expect(await paying.check(id, as(patient))).toMatchObject({ state: 'PAID' });
  });

  test('is never assumed: away, lost and unknown leave a payment open until it can no longer be made', async () => {
    paying.provider.away = true;
    const { patient, id } = await started();
    const open = { state: 'PENDING', payAt: null };
    expect(await paying.check(id, as(patient))).toMatchObject(open);
    paying.provider.away = false;
    expect(await paying.check(id, as(patient))).toMatchObject(open);
    paying.desk.graph.clock.set('2026-03-16T02:30:01Z');
    paying.provider.away = true;
    await paying.payments.sweep();
    expect(await paying.check(id, as(patient))).toMatchObject(open);
    paying.provider.away = false;
    await paying.payments.sweep();
    expect(await paying.check(id, as(patient))).toMatchObject({ state: 'FAILED', note: '逾期未支付' });
  });

  test('is heard by the sweep when the answer to the order itself was lost and the person paid', async () => {
    paying.provider.answersAreLost = true;
    const { patient, id } = await started();
    paying.provider.answersAreLost = false;
    paying.provider.pay(id, '50000');
    paying.desk.graph.clock.set('2026-03-16T02:05:00Z');
    await paying.payments.sweep();
    expect((await paying.depositOf(patient)).paid).toBe('50000');
  });

  test('the same request again is the same order; with another amount it is a conflict', async () => {
    const patient = await paying.desk.insure();
    const { id: depositId } = await paying.stay(patient);
    const input = { idempotencyKey: `twice-${patient}`, depositId, amount: '50000', method: 'WECHAT' };
    paying.provider.away = true;
    const first = (await paying.act(PAY, input, as(patient))).payment;
    paying.provider.away = false;
    const again = (await paying.act(PAY, input, as(patient))).payment;
    expect(again.id).toBe(first.id);
    expect([first.payAt, again.payAt]).toEqual([null, `https://pay.example/${first.id}`]);
    expect(rejected(await paying.tryAct(PAY, { ...input, amount: '50001' }, as(patient)))).toBe('CONFLICT');
  });
});

test('without a provider a payment waits; the simulated one says in every answer that no money moves', async () => {
  const simulated = await Desk.open({ settings: { SIMULATED_PAYMENTS: 'on' } });
  try {
    const patient = await simulated.insure();
    const admitted = ok(await simulated.ask(ADMIT, { personId: patient, startedOn: '2026-03-10' }));
    const visitId = admitted.admitPatient.visit.id;
    const input = { idempotencyKey: 'simulated-1', visitId, estimated: '100', minimum: '100' };
    const { deposit } = ok(await simulated.graph.query(REQUIRE, { input }, AT_HOSPITAL)).requireStayDeposit;
    const paid = { idempotencyKey: 'simulated-2', depositId: deposit.id, amount: '100', method: 'ALIPAY' };
    const { payment } = ok(await simulated.graph.query(PAY, { input: paid }, as(patient))).payStayDeposit;
    expect(payment).toMatchObject({ simulated: true, payAt: `simulated:${payment.id}`, state: 'PENDING' });
    const checked = await simulated.graph.query(CHECK, { input: { paymentId: payment.id } }, as(patient));
    expect(ok(checked).checkPayment.payment).toMatchObject({
      simulated: true,
      state: 'PAID',
      note: `SIMULATED-${payment.id}`,
    });
  } finally {
    await simulated.stop();
  }
});
