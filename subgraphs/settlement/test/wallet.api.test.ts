import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { HOSPITAL, ok, OTHER_HOSPITAL, rejected, type Desk } from './desk.ts';
import type { StandInWalletPlatform } from './stand-in-wallet-platform.ts';
import {
  CAMPUS,
  HANDLER,
  HERE,
  JIANGSU,
  PAY,
  PAYMENT,
  PHARMACY,
  REFUSAL,
  RETURN,
  WalletTill,
} from './wallet-till.ts';

const HANDLE = `mutation ($input: HandleStudentCardPaymentInput!) { handleStudentCardPayment(input: $input) {
  ... on HandleStudentCardPaymentSuccess { payment { ${PAYMENT} } } ${REFUSAL} } }`;
const DECLARATION = `id month counter count total state note institution { code } payments(first: 20) { nodes { ${PAYMENT} } }`;
const DECLARE = `mutation ($input: DeclareWalletPaymentsInput!) { declareWalletPayments(input: $input) {
  ... on DeclareWalletPaymentsSuccess { declaration { ${DECLARATION} } } ${REFUSAL}
  ... on WalletTotalsDifferRefusal { count total } } }`;
const REPORT = `mutation ($input: ReportWalletDeclarationInput!) { reportWalletDeclaration(input: $input) {
  ... on ReportWalletDeclarationSuccess { declaration { state note } } ${REFUSAL} } }`;
const PAYABLES = `query { walletPayables { counter declarations payments total } }`;
const DECLARATIONS = `query ($state: WalletDeclarationState) { walletDeclarations(first: 20, state: $state) {
  nodes { ${DECLARATION} } } }`;

const STUDENT = {
  scheme: 'RESIDENT',
  personGroup: 'STUDENT_CHILD',
  coverFrom: '2026-01-01',
  coverTo: '2026-12-31',
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let till: WalletTill;
let desk: Desk;
let platform: StandInWalletPlatform;
beforeAll(async () => {
  till = await WalletTill.open();
  ({ desk, platform } = till);
});
beforeEach(() => till.begin());
afterAll(() => till.stop());

describe('a wallet pays at the counter, in real time', () => {
  test.each([
    ['SH-ST-WALLET-23: of a medical institution', HOSPITAL, 'MEDICAL_INSTITUTION'],
    ['SH-ST-WALLET-24: of a pharmacy', PHARMACY, 'PHARMACY'],
    ['SH-ST-WALLET-25: of an in-house institution', CAMPUS, 'IN_HOUSE'],
  ])('%s', async (_, institution, counter) => {
    const { id, personId, cashPaid } = await till.bill(institution);
    const payment = await till.pay(id, cashPaid, {}, institution);
    expect(payment).toMatchObject({
      state: 'PAID',
      counter,
      amount: cashPaid,
      otherProvince: null,
      simulated: false,
    });
    expect(platform.taken.get(payment.msgid)).toBe(BigInt(cashPaid));
    const own = await till.paymentsOf({ role: 'PERSON', person: personId });
    expect(own).toMatchObject([{ id: payment.id, settlement: { id } }]);
  });

  test('only what is left of the cash part, and only bills of the asking institution', async () => {
    const { id } = await till.bill();
    expect(await till.pay(id, '10001')).toMatchObject({ code: 'EXCEEDS_CASH', open: '10000' });
    expect(await till.pay(id, '6000')).toMatchObject({ state: 'PAID' });
    expect(await till.pay(id, '4001')).toMatchObject({ code: 'EXCEEDS_CASH', open: '4000' });
    const input = { settlementId: id, amount: '1', code: HERE };
    expect(rejected(await desk.ask(PAY, input, OTHER_HOSPITAL))).toBe('FORBIDDEN');
    expect(rejected(await desk.ask(PAY, { ...input, code: 'short' }))).toBe('BAD_USER_INPUT input.code');
    expect(rejected(await desk.ask(PAY, { ...input, amount: '0' }))).toBe('BAD_USER_INPUT input.amount');
  });

  test('once per message id: the same again asks nobody, other content is a conflict', async () => {
    const { id } = await till.bill();
    const msgid = desk.msgid();
    const first = await till.pay(id, '5000', { msgid });
    const { asked } = platform;
    expect(await till.pay(id, '5000', { msgid })).toEqual(first);
    expect(platform.asked).toBe(asked);
    const answer = await desk.ask(PAY, { msgid, settlementId: id, amount: '5001', code: HERE });
    expect(rejected(answer)).toBe('CONFLICT');
  });

  test('two wallets that race for the same cash: exactly one pays', async () => {
    const { id } = await till.bill();
    const raced = await Promise.all([till.pay(id, '10000'), till.pay(id, '10000', { code: JIANGSU })]);
    expect(raced.map(({ state, code }) => state ?? code).sort()).toEqual(['EXCEEDS_CASH', 'PAID']);
  });

  test('what the platform refuses holds nothing of the bill', async () => {
    const { id } = await till.bill();
    platform.refusal = '余额不足';
    expect(await till.pay(id, '10000')).toMatchObject({ code: 'WALLET_REFUSED', message: '余额不足' });
    platform.refusal = null;
    expect(await till.pay(id, '10000')).toMatchObject({ state: 'PAID' });
  });

  test('an outcome that nobody knows is reversed, and the bill can be paid under a new message id', async () => {
    const { id } = await till.bill();
    const msgid = desk.msgid();
    platform.answersAreLost = true;
    expect(await till.pay(id, '10000', { msgid })).toMatchObject({
      code: 'WALLET_UNAVAILABLE',
      state: 'REVERSED',
    });
    expect(platform.taken.has(msgid)).toBe(false);
    platform.answersAreLost = false;
    expect(await till.pay(id, '10000', { msgid })).toMatchObject({
      code: 'WALLET_UNAVAILABLE',
      state: 'REVERSED',
    });
    expect(await till.pay(id, '10000')).toMatchObject({ state: 'PAID' });
  });

  test('while the platform is away the reversal waits for the sweep, and is not forgotten', async () => {
    const { id, personId } = await till.bill();
    platform.away = true;
    expect(await till.pay(id, '10000')).toMatchObject({ code: 'WALLET_UNAVAILABLE', state: 'REVERSING' });
    desk.graph.clock.set('2026-03-16T02:03:00Z');
    await till.wallets.sweep();
    const state = async () => (await till.paymentsOf({ role: 'PERSON', person: personId }))[0].state;
    expect(await state()).toBe('REVERSING');
    platform.away = false;
    await till.wallets.sweep();
    expect(await state()).toBe('REVERSED');
  });

  test('a void gives the wallet its money back; a payment that is declared holds its settlement', async () => {
    const { id, personId } = await till.bill();
    const payment = await till.pay(id, '10000');
    expect(await desk.void(id)).toMatchObject({ settlement: { state: 'VOIDED' } });
    expect(platform.taken.has(payment.msgid)).toBe(false);
    expect((await till.paymentsOf({ role: 'PERSON', person: personId }))[0].state).toBe('RETURNED');
    expect(await till.pay(id, '10000')).toMatchObject({ code: 'NOT_PAYABLE_FROM_WALLET' });
  });

  test('the institution gives a payment back by itself, once', async () => {
    const { id } = await till.bill();
    const { id: paymentId } = await till.pay(id, '10000');
    const back = async () =>
      ok(await desk.ask(RETURN, { paymentId, reason: '改付现金' })).returnWalletPayment;
    expect((await back()).payment).toMatchObject({ state: 'RETURNED', note: '改付现金' });
    expect(await back()).toMatchObject({ code: 'WALLET_PAYMENT_FINAL' });
    expect(await till.pay(id, '10000')).toMatchObject({ state: 'PAID' });
  });
});

describe('university students', () => {
  test('SH-ST-WALLET-36: swipe their card at the counter; nobody else does', async () => {
    const { id, cashPaid } = await till.bill(CAMPUS, STUDENT);
    const swiped = await till.pay(id, cashPaid, { medium: 'STUDENT_CARD' }, CAMPUS);
    expect(swiped).toMatchObject({
      state: 'PAID',
      medium: 'STUDENT_CARD',
      counter: 'IN_HOUSE',
      handledBy: null,
    });
    const grownUp = await till.bill(CAMPUS);
    expect(await till.pay(grownUp.id, '1', { medium: 'STUDENT_CARD' }, CAMPUS)).toMatchObject({
      code: 'NOT_A_STUDENT',
    });
  });

  test('SH-ST-WALLET-37: have a payment made at the agency that the counter could not make', async () => {
    const { id, cashPaid } = await till.bill(CAMPUS, STUDENT);
    const input = { settlementId: id, amount: cashPaid, code: HERE, reason: '校医院读卡器故障' };
    const { payment } = await till.staff(HANDLE, input);
    expect(payment).toMatchObject({
      state: 'PAID',
      medium: 'STUDENT_CARD',
      handledBy: 'zhao',
      note: '校医院读卡器故障',
      amount: cashPaid,
    });
    expect(platform.taken.get(payment.msgid)).toBe(BigInt(cashPaid));
    expect(await till.staff(HANDLE, { ...input, amount: '1' })).toMatchObject({ code: 'EXCEEDS_CASH' });
    const grownUp = await till.bill();
    expect(await till.staff(HANDLE, { ...input, settlementId: grownUp.id })).toMatchObject({
      code: 'NOT_A_STUDENT',
    });
  });
});

describe('what institutions declare', () => {
  test.each([
    ['SH-ST-WALLET-28: a medical institution', 'H31010100021', { kind: 'HOSPITAL' }, 'MEDICAL_INSTITUTION'],
    ['SH-ST-WALLET-29: a pharmacy', 'P31010100022', { kind: 'PHARMACY', level: 'NONE' }, 'PHARMACY'],
  ] as const)(
    '%s; SH-ST-WALLET-30, SH-ST-WALLET-31, SH-ST-WALLET-32: is to be paid in total and in detail, and has its feedback',
    async (_, code, facts, counter) => {
      const asker: Asker = { role: 'INSTITUTION', institution: code };
      await desk.designate(code, facts);
      desk.graph.clock.set('2026-01-20T02:00:00Z');
      const [one, two] = [await till.bill(code), await till.bill(code)];
      const first = await till.pay(one.id, '10000', {}, code);
      await till.pay(two.id, '2550', {}, code);
      const back = await till.pay(two.id, '100', {}, code);
      await desk.ask(RETURN, { paymentId: back.id, reason: '改付现金' }, code);
      desk.graph.clock.set('2026-02-02T02:00:00Z');
      const declare = async (count: number, total: string) =>
        ok(await desk.ask(DECLARE, { month: '2026-01', count, total }, code)).declareWalletPayments;
      const totals = { code: 'WALLET_TOTALS_DIFFER', count: 2, total: '12550' };
      expect(await declare(3, '12650')).toMatchObject(totals);
      const { declaration } = await declare(2, '12550');
      expect(declaration).toMatchObject({
        month: '2026-01',
        counter,
        count: 2,
        total: '12550',
        state: 'DECLARED',
      });
      expect(await declare(2, '12550')).toMatchObject({ count: 0, total: '0' });

      const payable = { counter, declarations: 1, payments: 2, total: '12550' };
      expect(ok(await desk.graph.query(PAYABLES, {}, asker)).walletPayables).toEqual([payable]);
      const open = ok(await desk.graph.query(DECLARATIONS, { state: 'DECLARED' }, HANDLER)).walletDeclarations
        .nodes;
      const mine = open.find(({ id }: Data) => id === declaration.id);
      expect(mine.payments.nodes).toMatchObject([{ amount: '10000' }, { amount: '2550' }]);

      const final = await desk.ask(RETURN, { paymentId: first.id, reason: '改付现金' }, code);
      expect(ok(final).returnWalletPayment).toMatchObject({ code: 'WALLET_PAYMENT_FINAL' });
      expect(ok(await desk.tryVoid(one.id, {}, code)).voidSettlement).toMatchObject({
        code: 'ALREADY_DECLARED',
      });

      const declarationId = declaration.id;
      await till.staff(REPORT, { declarationId, paid: false, note: '账号有误' });
      const seen = async () =>
        ok(await desk.graph.query(DECLARATIONS, {}, asker)).walletDeclarations.nodes[0];
      expect(await seen()).toMatchObject({ state: 'FAILED', note: '账号有误' });
      await till.staff(REPORT, { declarationId, paid: true, note: '回单20260203' });
      expect(await seen()).toMatchObject({ state: 'PAID', note: '回单20260203' });
      expect(await till.staff(REPORT, { declarationId, paid: false, note: '再次' })).toMatchObject({
        code: 'WALLET_DECLARATION_PAID',
      });
      expect(ok(await desk.graph.query(PAYABLES, {}, asker)).walletPayables).toEqual([]);
    },
  );

  test('is seen by the institution itself and the centre, and by no person', async () => {
    const elsewhere: Asker = { role: 'INSTITUTION', institution: OTHER_HOSPITAL };
    expect(ok(await desk.graph.query(DECLARATIONS, {}, elsewhere)).walletDeclarations.nodes).toEqual([]);
    const person: Asker = { role: 'PERSON', person: randomUUID() };
    expect(rejected(await desk.graph.query(DECLARATIONS, {}, person))).toBe('FORBIDDEN');
    expect(rejected(await desk.ask(DECLARE, { month: '2026-03', count: 0, total: '0' }))).toBe(
      'BAD_USER_INPUT input.month',
    );
  });
});
