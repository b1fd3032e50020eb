import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Desk, OTHER_HOSPITAL, rejected } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

describe('voiding a settlement (2208)', () => {
  test('the latest bill is voided by an equal and opposite record and restores every accumulator', async () => {
    const person = await desk.insure();
    await desk.bill(person, '50000');
    const before = await desk.accumulators(person);
    const bill = await desk.bill(person, '10000');
    const { settlement, opposite } = await desk.void(bill.id);
    expect(settlement).toMatchObject({ id: bill.id, state: 'VOIDED', total: '10000' });
    expect(opposite).toMatchObject({ kind: 'VOID', total: '-10000', fundPaid: '-7500', cashPaid: '-2500' });
    expect(await desk.accumulators(person)).toEqual(before);
  });

  test('it is refused while later bills stand on its accumulators, and goes in reverse order', async () => {
    const person = await desk.insure();
    const bills = [
      await desk.bill(person, '50000'),
      await desk.bill(person, '10000'),
      await desk.bill(person, '10000'),
    ];
    const [first, second, third] = bills;
    expect(await desk.void(first.id)).toMatchObject({
      code: 'USED_BY_LATER',
      settlementIds: [third.id, second.id],
    });
    for (const { id } of [third, second, first])
      expect((await desk.void(id)).settlement.state).toBe('VOIDED');
    expect(await desk.accumulators(person)).toEqual({});
  });

  test('a later bill that moved no accumulator does not hinder it', async () => {
    const person = await desk.insure();
    const bill = await desk.bill(person, '50000');
    const claimId = await desk.claim(person, [{ itemCode: 'XA99ZZZ000A001010100009' }]);
    await desk.preSettle(claimId);
    await desk.settle(claimId);
    expect((await desk.void(bill.id)).settlement.state).toBe('VOIDED');
  });

  test('once voided it is not voided again, nor is its opposite', async () => {
    const bill = await desk.bill(await desk.insure(), '10000');
    const { opposite } = await desk.void(bill.id);
    expect(await desk.void(bill.id)).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      fromState: 'VOIDED',
      act: 'VOID',
    });
    expect(await desk.void(opposite.id)).toMatchObject({ code: 'NOT_A_SETTLEMENT' });
  });

  test('a partial refund voids the whole and settles the remainder', async () => {
    const person = await desk.insure();
    await desk.bill(person, '50000');
    const { visit } = await desk.register({ personId: person });
    const { claim } = await desk.upload(visit.id, [{ amount: '10000' }, { amount: '20000' }]);
    await desk.preSettle(claim.id);
    await desk.void((await desk.settle(claim.id)).settlement.id);
    const remainder = await desk.upload(visit.id, [{ amount: '10000' }]);
    expect(remainder.claim.id).not.toBe(claim.id);
    await desk.preSettle(remainder.claim.id);
    expect((await desk.settle(remainder.claim.id)).settlement.fundPaid).toBe('7500');
    expect(await desk.accumulators(person)).toMatchObject({ POOLED_PAID: '7500' });
  });

  test("another institution's settlement is FORBIDDEN, an unknown one NOT_FOUND", async () => {
    const bill = await desk.bill(await desk.insure(), '10000');
    expect(rejected(await desk.tryVoid(bill.id, {}, OTHER_HOSPITAL))).toBe('FORBIDDEN');
    expect(rejected(await desk.tryVoid('0190a000-0000-7000-8000-000000000000'))).toBe('NOT_FOUND');
    expect(rejected(await desk.tryVoid('x'))).toBe('NOT_FOUND');
  });

  test('two voids at the same moment undo it once', async () => {
    const person = await desk.insure();
    const bill = await desk.bill(person, '60000');
    const answers = await Promise.all([desk.void(bill.id), desk.void(bill.id)]);
    expect(answers.map(answer => answer.__typename).sort()).toEqual([
      'ClaimTransitionRefusal',
      'VoidSettlementSuccess',
    ]);
    expect(await desk.accumulators(person)).toEqual({});
  });
});

describe('reversing a transaction of unknown outcome (2601)', () => {
  test('a settlement that had been carried out is undone, however often it is asked', async () => {
    const person = await desk.insure();
    const msgid = desk.msgid();
    const bill = await desk.bill(person, '60000', { msgid });
    const first = await desk.reverse(msgid);
    expect(first).toMatchObject({ outcome: 'REVERSED', opposite: { kind: 'REVERSAL', total: '-60000' } });
    expect(await desk.reverse(msgid)).toMatchObject({
      outcome: 'ALREADY_REVERSED',
      opposite: { id: first.opposite.id },
    });
    expect(await desk.accumulators(person)).toEqual({});
    expect(await desk.void(bill.id)).toMatchObject({ fromState: 'REVERSED' });
  });

  test('a settlement that never arrived is not carried out when it still does', async () => {
    const person = await desk.insure();
    const msgid = desk.msgid();
    expect(await desk.reverse(msgid)).toEqual({
      __typename: 'ReverseTransactionSuccess',
      outcome: 'NEVER_ARRIVED',
      opposite: null,
    });
    const claimId = await desk.claim(person, [{}]);
    await desk.preSettle(claimId);
    expect(await desk.settle(claimId, { msgid })).toMatchObject({ code: 'TRANSACTION_REVERSED' });
    expect(await desk.accumulators(person)).toEqual({});
    expect((await desk.settle(claimId)).settlement.state).toBe('SETTLED');
  });

  test('a settlement that had been refused leaves nothing to undo', async () => {
    const claimId = await desk.claim(await desk.insure(), [{}]);
    const msgid = desk.msgid();
    await desk.settle(claimId, { msgid });
    expect((await desk.reverse(msgid)).outcome).toBe('NOTHING_DONE');
  });

  test('reversing a void makes the settlement count again', async () => {
    const person = await desk.insure();
    const bill = await desk.bill(person, '60000');
    const before = await desk.accumulators(person);
    const msgid = desk.msgid();
    await desk.void(bill.id, { msgid });
    expect(await desk.reverse(msgid, '2208')).toMatchObject({
      outcome: 'REVERSED',
      opposite: { total: '60000' },
    });
    expect(await desk.accumulators(person)).toEqual(before);
    expect((await desk.void(bill.id)).settlement.state).toBe('VOIDED');
    expect(await desk.accumulators(person)).toEqual({});
  });

  test('it is refused while later bills stand on its accumulators', async () => {
    const person = await desk.insure();
    const msgid = desk.msgid();
    await desk.bill(person, '50000', { msgid });
    const later = await desk.bill(person, '10000');
    expect(await desk.reverse(msgid)).toMatchObject({ code: 'USED_BY_LATER', settlementIds: [later.id] });
  });

  test('only settlements and voids of the own institution can be reversed, a reversal never', async () => {
    const msgid = desk.msgid();
    expect(await desk.reverse(msgid, '2204')).toMatchObject({ code: 'NOT_REVERSIBLE' });
    await desk.bill(await desk.insure(), '10000', { msgid });
    const reversal = desk.msgid();
    expect(await desk.reverse(msgid, '2207', { msgid: reversal })).toMatchObject({ outcome: 'REVERSED' });
    expect(await desk.reverse(reversal, '2601')).toMatchObject({ code: 'NOT_REVERSIBLE' });
    expect(rejected(await desk.tryReverse(reversal))).toBe('BAD_USER_INPUT input.originalInfno');
    expect(rejected(await desk.tryReverse(msgid, 'settle'))).toBe('BAD_USER_INPUT input.originalInfno');
    expect(rejected(await desk.tryReverse('x'))).toBe('BAD_USER_INPUT input.originalMsgid');
    expect(rejected(await desk.tryReverse(msgid, '2207', {}, OTHER_HOSPITAL))).toBe('FORBIDDEN');
  });

  test('a number that belongs to another kind of transaction is named', async () => {
    const msgid = desk.msgid();
    await desk.bill(await desk.insure(), '10000', { msgid });
    expect(rejected(await desk.tryReverse(msgid, '2208'))).toBe('BAD_USER_INPUT input.originalInfno');
  });
});

test('a settlement and its undoing are told as facts without anything personal', async () => {
  const person = await desk.insure();
  const bill = await desk.bill(person, '60000');
  await desk.void(bill.id);
  const facts = (await desk.graph.announced('settlement.settlement')).filter(
    fact => fact.payload.settlementId === bill.id,
  );
  expect(facts.map(fact => fact.name)).toEqual(['ClaimSettled', 'SettlementVoided']);
  expect(facts[0]!.payload).toMatchObject({
    personId: person,
    institutionCode: 'H31010100001',
    scheme: 'EMPLOYEE',
    visitType: 'OUTPATIENT',
    settledOn: '2026-03-16',
    total: '60000',
    fundPaid: '7500',
    accountPaid: '0',
    cashPaid: '52500',
    items: [{ itemCode: '001102000010000', quantity: '1', amount: '60000', serviceDate: '2026-03-16' }],
  });
  expect(Object.keys(facts[0]!.payload)).not.toContain('diagnosis');
});
