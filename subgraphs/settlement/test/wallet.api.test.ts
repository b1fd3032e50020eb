import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type Asker } from '#test/subgraph';
import type { ReconciledRecord } from '../src/reconciliation/reconciliation.rule.ts';
import { ReconciliationService } from '../src/reconciliation/reconciliation.service.ts';
import { UndoService } from '../src/settlement/undo.service.ts';
import { subgraph } from '../src/subgraph.ts';
import { WalletClearingService } from '../src/wallet/wallet-clearing.service.ts';
import { WalletPayments } from '../src/wallet/wallet-payments.service.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';
import { StandInWalletPlatform } from './stand-in-wallet-platform.ts';

const REFUSAL = `... on Refusal { code message }`;
const PAYMENT = `id msgid counter medium handledBy amount state otherProvince note simulated settlement { id }`;
const PAY = `mutation ($input: PayFromWalletInput!) { payFromWallet(input: $input) {
  ... on PayFromWalletSuccess { payment { ${PAYMENT} } } ${REFUSAL} ... on ExceedsCashRefusal { open }
  ... on WalletUnavailableRefusal { state } } }`;
const HANDLE = `mutation ($input: HandleStudentCardPaymentInput!) { handleStudentCardPayment(input: $input) {
  ... on HandleStudentCardPaymentSuccess { payment { ${PAYMENT} } } ${REFUSAL} } }`;
const RETURN = `mutation ($input: ReturnWalletPaymentInput!) { returnWalletPayment(input: $input) {
  ... on ReturnWalletPaymentSuccess { payment { ${PAYMENT} } } ${REFUSAL} } }`;
const DECLARATION = `id month counter count total state note institution { code } payments(first: 20) { nodes { ${PAYMENT} } }`;
const DECLARE = `mutation ($input: DeclareWalletPaymentsInput!) { declareWalletPayments(input: $input) {
  ... on DeclareWalletPaymentsSuccess { declaration { ${DECLARATION} } } ${REFUSAL}
  ... on WalletTotalsDifferRefusal { count total } } }`;
const REPORT = `mutation ($input: ReportWalletDeclarationInput!) { reportWalletDeclaration(input: $input) {
  ... on ReportWalletDeclarationSuccess { declaration { state note } } ${REFUSAL} } }`;
const PAYABLES = `query { walletPayables { counter declarations payments total } }`;
const DECLARATIONS = `query ($state: WalletDeclarationState) { walletDeclarations(first: 20, state: $state) {
  nodes { ${DECLARATION} } } }`;
const PAYMENTS = `query { walletPayments(first: 50) { nodes { ${PAYMENT} } } }`;
const DEBITS = `mutation ($input: TakeWalletDebitsInput!) { takeWalletDebits(input: $input) {
  ... on TakeWalletDebitsSuccess { added } } }`;
const RECONCILE = `mutation ($input: ReconcileProvinceInput!) { reconcileProvince(input: $input) {
  ... on ReconcileProvinceSuccess { reconciliation { partyKind party state ours { count total } theirs { count total }
    differences(first: 10) { nodes { id kind reference } } } } ${REFUSAL} } }`;
const ASSIGN = `mutation ($input: AssignDifferenceInput!) { assignDifference(input: $input) {
  ... on AssignDifferenceSuccess { difference { id } } ${REFUSAL} } }`;
const RESOLVE = `mutation ($input: CloseDifferenceInput!) { closeDifference(input: $input) {
  ... on CloseDifferenceSuccess { difference { id } } ${REFUSAL} } }`;
const CLOSE_MONTH = `mutation ($input: CloseReconciledMonthInput!) { closeReconciledMonth(input: $input) {
  ... on CloseReconciledMonthSuccess { month { month } } ${REFUSAL} ... on MonthNotCleanRefusal { openDifferences missing } } }`;
const CLEAR = `mutation ($input: ClearProvincesInput!) { clearProvinces(input: $input) {
  ... on ClearProvincesSuccess { clearings { day province count receivable payable net } } ${REFUSAL} } }`;

const PHARMACY = 'P31010100007';
const CAMPUS = 'H31010100008';
const HERE = '3100000000000001';
const JIANGSU = '3200000000000001';
const HANDLER: Asker = { role: 'HANDLER', subject: 'zhao' };
const REVIEWER: Asker = { role: 'REVIEWER', subject: 'wang' };
const STUDENT = {
  scheme: 'RESIDENT',
  personGroup: 'STUDENT_CHILD',
  coverFrom: '2026-01-01',
  coverTo: '2026-12-31',
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

const platform = new StandInWalletPlatform();
let desk: Desk;
let wallets: WalletPayments;
let serial = 0;
beforeAll(async () => {
  const graph = await startTestSubgraph({
    ...subgraph,
    services: kernel => {
      const shipped = subgraph.services(kernel);
      wallets = new WalletPayments(kernel, platform);
      return {
        ...shipped,
        wallets,
        undo: new UndoService(kernel, shipped.accounts, shipped.payouts, wallets),
        walletClearings: new WalletClearingService(kernel, platform, new ReconciliationService(kernel)),
      };
    },
  });
  desk = new Desk(graph);
  await desk.designate(HOSPITAL);
  await desk.designate(OTHER_HOSPITAL, { level: 'TERTIARY', region: '310104' });
  await desk.designate(PHARMACY, { kind: 'PHARMACY', level: 'NONE' });
  await desk.designate(CAMPUS, { kind: 'COMMUNITY', level: 'NONE' });
});
beforeEach(() => {
  desk.graph.clock.set('2026-03-16T02:00:00Z');
  Object.assign(platform, { away: false, answersAreLost: false, refusal: null });
});
afterAll(() => desk.stop());

/** A settled bill; by default 100 yuan of which the fund pays nothing. */
async function bill(institution = HOSPITAL, facts: object = {}, amount = '10000'): Promise<Data> {
  const day = desk.graph.clock.now().toISOString().slice(0, 10);
  const visitType = institution === PHARMACY ? 'PHARMACY' : 'OUTPATIENT';
  const personId = await desk.insure(facts);
  const visit = { startedOn: day, visitType };
  const claimId = await desk.claim(personId, [{ amount, serviceDate: day }], visit, institution);
  await desk.preSettle(claimId, {}, institution);
  return { personId, ...(await desk.settle(claimId, {}, institution)).settlement };
}

async function pay(
  settlementId: string,
  amount: string,
  input: object = {},
  institution = HOSPITAL,
): Promise<Data> {
  const answer = ok(await desk.ask(PAY, { settlementId, amount, code: HERE, ...input }, institution));
  return answer.payFromWallet.payment ?? answer.payFromWallet;
}

async function staff(document: string, input: object, asker = HANDLER): Promise<Data> {
  const idempotencyKey = `wallet-test-${(serial += 1)}`;
  return Object.values(
    ok(await desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker)),
  )[0];
}

const paymentsOf = async (asker: Asker): Promise<Data[]> =>
  ok(await desk.graph.query(PAYMENTS, {}, asker)).walletPayments.nodes;

describe('a wallet pays at the counter, in real time', () => {
  test.each([
    ['SH-ST-WALLET-23: of a medical institution', HOSPITAL, 'MEDICAL_INSTITUTION'],
    ['SH-ST-WALLET-24: of a pharmacy', PHARMACY, 'PHARMACY'],
    ['SH-ST-WALLET-25: of an in-house institution', CAMPUS, 'IN_HOUSE'],
  ])('%s', async (_, institution, counter) => {
    const { id, personId, cashPaid } = await bill(institution);
    const payment = await pay(id, cashPaid, {}, institution);
    expect(payment).toMatchObject({
      state: 'PAID',
      counter,
      amount: cashPaid,
      otherProvince: null,
      simulated: false,
    });
    expect(platform.taken.get(payment.msgid)).toBe(BigInt(cashPaid));
    const own = await paymentsOf({ role: 'PERSON', person: personId });
    expect(own).toMatchObject([{ id: payment.id, settlement: { id } }]);
  });

  test('only what is left of the cash part, and only bills of the asking institution', async () => {
    const { id } = await bill();
    expect(await pay(id, '10001')).toMatchObject({ code: 'EXCEEDS_CASH', open: '10000' });
    expect(await pay(id, '6000')).toMatchObject({ state: 'PAID' });
    expect(await pay(id, '4001')).toMatchObject({ code: 'EXCEEDS_CASH', open: '4000' });
    const input = { settlementId: id, amount: '1', code: HERE };
    expect(rejected(await desk.ask(PAY, input, OTHER_HOSPITAL))).toBe('FORBIDDEN');
    expect(rejected(await desk.ask(PAY, { ...input, code: 'short' }))).toBe('BAD_USER_INPUT input.code');
    expect(rejected(await desk.ask(PAY, { ...input, amount: '0' }))).toBe('BAD_USER_INPUT input.amount');
  });

  test('once per message id: the same again asks nobody, other content is a conflict', async () => {
    const { id } = await bill();
    const msgid = desk.msgid();
    const first = await pay(id, '5000', { msgid });
    const { asked } = platform;
    expect(await pay(id, '5000', { msgid })).toEqual(first);
    expect(platform.asked).toBe(asked);
    const answer = await desk.ask(PAY, { msgid, settlementId: id, amount: '5001', code: HERE });
    expect(rejected(answer)).toBe('CONFLICT');
  });

  test('two wallets that race for the same cash: exactly one pays', async () => {
    const { id } = await bill();
    const raced = await Promise.all([pay(id, '10000'), pay(id, '10000', { code: JIANGSU })]);
    expect(raced.map(({ state, code }) => state ?? code).sort()).toEqual(['EXCEEDS_CASH', 'PAID']);
  });

  test('what the platform refuses holds nothing of the bill', async () => {
    const { id } = await bill();
    platform.refusal = '余额不足';
    expect(await pay(id, '10000')).toMatchObject({ code: 'WALLET_REFUSED', message: '余额不足' });
    platform.refusal = null;
    expect(await pay(id, '10000')).toMatchObject({ state: 'PAID' });
  });

  test('an outcome that nobody knows is reversed, and the bill can be paid under a new message id', async () => {
    const { id } = await bill();
    const msgid = desk.msgid();
    platform.answersAreLost = true;
    expect(await pay(id, '10000', { msgid })).toMatchObject({
      code: 'WALLET_UNAVAILABLE',
      state: 'REVERSED',
    });
    expect(platform.taken.has(msgid)).toBe(false);
    platform.answersAreLost = false;
    expect(await pay(id, '10000', { msgid })).toMatchObject({
      code: 'WALLET_UNAVAILABLE',
      state: 'REVERSED',
    });
    expect(await pay(id, '10000')).toMatchObject({ state: 'PAID' });
  });

  test('while the platform is away the reversal waits for the sweep, and is not forgotten', async () => {
    const { id, personId } = await bill();
    platform.away = true;
    expect(await pay(id, '10000')).toMatchObject({ code: 'WALLET_UNAVAILABLE', state: 'REVERSING' });
    desk.graph.clock.set('2026-03-16T02:03:00Z');
    await wallets.sweep();
    const state = async () => (await paymentsOf({ role: 'PERSON', person: personId }))[0].state;
    expect(await state()).toBe('REVERSING');
    platform.away = false;
    await wallets.sweep();
    expect(await state()).toBe('REVERSED');
  });

  test('a void gives the wallet its money back; a payment that is declared holds its settlement', async () => {
    const { id, personId } = await bill();
    const payment = await pay(id, '10000');
    expect(await desk.void(id)).toMatchObject({ settlement: { state: 'VOIDED' } });
    expect(platform.taken.has(payment.msgid)).toBe(false);
    expect((await paymentsOf({ role: 'PERSON', person: personId }))[0].state).toBe('RETURNED');
    expect(await pay(id, '10000')).toMatchObject({ code: 'NOT_PAYABLE_FROM_WALLET' });
  });

  test('the institution gives a payment back by itself, once', async () => {
    const { id } = await bill();
    const { id: paymentId } = await pay(id, '10000');
    const back = async () =>
      ok(await desk.ask(RETURN, { paymentId, reason: '改付现金' })).returnWalletPayment;
    expect((await back()).payment).toMatchObject({ state: 'RETURNED', note: '改付现金' });
    expect(await back()).toMatchObject({ code: 'WALLET_PAYMENT_FINAL' });
    expect(await pay(id, '10000')).toMatchObject({ state: 'PAID' });
  });
});

describe('university students', () => {
  test('SH-ST-WALLET-36: swipe their card at the counter; nobody else does', async () => {
    const { id, cashPaid } = await bill(CAMPUS, STUDENT);
    const swiped = await pay(id, cashPaid, { medium: 'STUDENT_CARD' }, CAMPUS);
    expect(swiped).toMatchObject({
      state: 'PAID',
      medium: 'STUDENT_CARD',
      counter: 'IN_HOUSE',
      handledBy: null,
    });
    const grownUp = await bill(CAMPUS);
    expect(await pay(grownUp.id, '1', { medium: 'STUDENT_CARD' }, CAMPUS)).toMatchObject({
      code: 'NOT_A_STUDENT',
    });
  });

  test('SH-ST-WALLET-37: have a payment made at the agency that the counter could not make', async () => {
    const { id, cashPaid } = await bill(CAMPUS, STUDENT);
    const input = { settlementId: id, amount: cashPaid, code: HERE, reason: '校医院读卡器故障' };
    const { payment } = await staff(HANDLE, input);
    expect(payment).toMatchObject({
      ...{
        state: 'PAID',
        medium: 'STUDENT_CARD',
        handledBy: 'zhao',
        note: '校医院读卡器故障',
        amount: cashPaid,
      },
    });
    expect(platform.taken.get(payment.msgid)).toBe(BigInt(cashPaid));
    expect(await staff(HANDLE, { ...input, amount: '1' })).toMatchObject({ code: 'EXCEEDS_CASH' });
    const grownUp = await bill();
    expect(await staff(HANDLE, { ...input, settlementId: grownUp.id })).toMatchObject({
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
      const [one, two] = [await bill(code), await bill(code)];
      const first = await pay(one.id, '10000', {}, code);
      await pay(two.id, '2550', {}, code);
      const back = await pay(two.id, '100', {}, code);
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
      await staff(REPORT, { declarationId, paid: false, note: '账号有误' });
      const seen = async () =>
        ok(await desk.graph.query(DECLARATIONS, {}, asker)).walletDeclarations.nodes[0];
      expect(await seen()).toMatchObject({ state: 'FAILED', note: '账号有误' });
      await staff(REPORT, { declarationId, paid: true, note: '回单20260203' });
      expect(await seen()).toMatchObject({ state: 'PAID', note: '回单20260203' });
      expect(await staff(REPORT, { declarationId, paid: false, note: '再次' })).toMatchObject({
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

describe('across provinces', () => {
  const PROVINCE = '320000';
  const DAY = '2026-02-10';
  const record = (reference: string, total: bigint, refund = false): ReconciledRecord => ({
    ...{ reference, refund, total, fundPaid: 0n, accountPaid: total },
  });
  const reconcile = async (records: readonly ReconciledRecord[]) => {
    platform.statements.set(`${PROVINCE} ${DAY} ${DAY}`, [...records]);
    return (await staff(RECONCILE, { province: PROVINCE, from: DAY, to: DAY })).reconciliation;
  };
  const closeMonth = () => staff(CLOSE_MONTH, { partyKind: 'PROVINCE', month: '2026-02' }, REVIEWER);
  const clear = () => staff(CLEAR, { month: '2026-02' }, REVIEWER);

  test('SH-ST-WALLET-38, SH-ST-WALLET-39: differences are cleared up, the month closes clean, and both sides net to zero', async () => {
    desk.graph.clock.set(`${DAY}T02:00:00Z`);
    const { id } = await bill();
    const kept = await pay(id, '6000', { code: JIANGSU });
    const back = await pay(id, '1000', { code: JIANGSU });
    await pay(id, '3000');
    await desk.ask(RETURN, { paymentId: back.id, reason: '改付现金' });
    expect(kept.otherProvince).toBe(PROVINCE);
    const debit = { province: PROVINCE, personId: await desk.insure(), paidAt: `${DAY}T05:00:00Z` };
    const debits = [{ ...debit, reference: 'JS-1', amount: '2500' }];
    expect(await staff(DEBITS, { debits })).toEqual({ added: 1 });
    expect(await staff(DEBITS, { debits })).toEqual({ added: 0 });
    desk.graph.clock.set('2026-03-02T02:00:00Z');

    const theirs = [
      record(kept.msgid, 6000n),
      record(back.msgid, 1000n),
      record(`${back.msgid}-R`, -1000n, true),
      record('JS-1', -2500n),
    ];
    expect(await closeMonth()).toMatchObject({ code: 'MONTH_NOT_CLEAN', missing: [PROVINCE] });
    expect(await clear()).toMatchObject({ code: 'MONTH_NOT_CLOSED' });
    const differing = await reconcile([...theirs.slice(0, 3), record('JS-1', -2600n)]);
    expect(differing).toMatchObject({
      ...{ partyKind: 'PROVINCE', party: PROVINCE, state: 'DIFFERENT', ours: { count: 4, total: '3500' } },
      differences: { nodes: [{ kind: 'AMOUNTS_DIFFER', reference: 'JS-1' }] },
    });
    expect(await closeMonth()).toMatchObject({ code: 'MONTH_NOT_CLEAN', openDifferences: 1 });
    const differenceId = differing.differences.nodes[0].id;
    await staff(ASSIGN, { differenceId, owner: 'zhao' });
    await staff(RESOLVE, { differenceId, outcome: 'PARTY_CORRECTS', reason: '对方录错' });
    expect(await reconcile(theirs)).toMatchObject({ state: 'CLEAN', theirs: { count: 4, total: '3500' } });
    expect(await closeMonth()).toEqual({ month: { month: '2026-02' } });
    expect(await reconcile(theirs)).toBeUndefined();

    const cleared = {
      day: DAY,
      province: PROVINCE,
      count: 4,
      receivable: '6000',
      payable: '2500',
      net: '3500',
    };
    expect(await clear()).toEqual({ clearings: [cleared] });
    expect(await clear()).toEqual({ clearings: [cleared] });
  });

  test('our own province, a day that has not ended, and a platform that is away are told apart', async () => {
    const input = {
      province: PROVINCE,
      from: '2026-03-01',
      to: '2026-03-01',
      idempotencyKey: 'wallet-province',
    };
    const tried = async (given: object) =>
      desk.graph.query(RECONCILE, { input: { ...input, ...given } }, HANDLER);
    expect(rejected(await tried({ province: '310000' }))).toBe('BAD_USER_INPUT input.province');
    expect(rejected(await tried({ to: '2026-03-16' }))).toBe('BAD_USER_INPUT input.to');
    platform.away = true;
    expect(ok(await tried({})).reconcileProvince.code).toBe('WALLET_PLATFORM_UNAVAILABLE');
  });
});
