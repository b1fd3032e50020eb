import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SigningKey } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { startTestSubgraph, type Asker } from '#test/subgraph';
import { depositPaid, DepositService } from '../src/deposit/deposit.service.ts';
import { OnlinePayments } from '../src/online-payment/online-payments.service.ts';
import { OverpaymentService } from '../src/overpayment/overpayment.service.ts';
import { overpaymentPaid } from '../src/overpayment/overpayment.store.ts';
import { subgraph } from '../src/subgraph.ts';
import { Centre, handler, reviewer } from './centre.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';
import { StandInProvider } from './stand-in-provider.ts';

const REFUSAL = `... on Refusal { code message }`;
const PAYMENT = `id purpose method amount refunded state simulated payAt note person { id }
  refunds(first: 10) { nodes { amount state reason } }`;
const DEPOSIT = `id estimated minimum paid refunded used payments(first: 10) { nodes { ${PAYMENT} } } visit { id }`;
const OVERPAYMENT = `id cause state amount repaid reason items { item amount } payments(first: 10) { nodes { amount state } }`;
const ADMIT = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
  ... on AdmitPatientSuccess { visit { id } } ${REFUSAL} } }`;
const DISCHARGE = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) {
  ... on DischargePatientSuccess { visit { id } } ${REFUSAL} } }`;
const REQUIRE = `mutation ($input: RequireStayDepositInput!) { requireStayDeposit(input: $input) {
  ... on RequireStayDepositSuccess { deposit { ${DEPOSIT} } } ${REFUSAL} } }`;
const PAY = `mutation ($input: PayStayDepositInput!) { payStayDeposit(input: $input) {
  ... on PayStayDepositSuccess { payment { ${PAYMENT} } } ${REFUSAL} ... on BelowMinimumRefusal { minimum } } }`;
const CLOSE = `mutation ($input: CloseStayDepositInput!) { closeStayDeposit(input: $input) {
  ... on CloseStayDepositSuccess { deposit { ${DEPOSIT} } } ${REFUSAL} } }`;
const DEPOSITS = `query { stayDeposits(first: 20) { nodes { ${DEPOSIT} } } }`;
const NOTICE = `mutation ($input: TakePaymentNoticeInput!) { takePaymentNotice(input: $input) {
  ... on TakePaymentNoticeSuccess { verdict } } }`;
const CHECK = `mutation ($input: CheckPaymentInput!) { checkPayment(input: $input) {
  ... on CheckPaymentSuccess { payment { ${PAYMENT} } } } }`;
const RECORD = `mutation ($input: RecordOverpaymentInput!) { recordOverpayment(input: $input) {
  ... on RecordOverpaymentSuccess { overpayment { ${OVERPAYMENT} } } ${REFUSAL} ... on MoreThanPaidRefusal { most } } }`;
const DECIDE = `mutation ($input: DecideOverpaymentInput!) { decideOverpayment(input: $input) {
  ... on DecideOverpaymentSuccess { overpayment { ${OVERPAYMENT} } } ${REFUSAL} ... on OverpaymentTransitionRefusal { fromState } } }`;
const REPAY = `mutation ($input: PayOverpaymentInput!) { payOverpayment(input: $input) {
  ... on PayOverpaymentSuccess { payment { ${PAYMENT} } } ${REFUSAL} ... on MoreThanOwedRefusal { outstanding } } }`;
const OWED = `query ($state: OverpaymentState) { overpayments(first: 20, state: $state) { nodes { ${OVERPAYMENT} } } }`;
const HISTORY = `query ($purpose: OnlinePaymentPurpose) { onlinePayments(first: 20, purpose: $purpose) { nodes {
  amount state method overpayment { amount reason items { item amount } } } } }`;
const CONCLUDED = `subscription ($after: Cursor) { paymentConcluded(after: $after) { paymentId purpose amount state cursor missed } }`;
const REGISTER_BENEFITS = `mutation ($input: RegisterMaternityBenefitsInput!) { registerMaternityBenefits(input: $input) {
  ... on RegisterMaternityBenefitsSuccess { added doublePaid } } }`;

const AT_HOSPITAL: Asker = { role: 'INSTITUTION', institution: HOSPITAL };
const as = (person: string): Asker => ({ role: 'PERSON', person, subject: `person-${person}` });

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

const provider = new StandInProvider();
let desk: Desk;
let centre: Centre;
let payments: OnlinePayments;
let serial = 0;
beforeAll(async () => {
  const graph = await startTestSubgraph({
    ...subgraph,
    services: kernel => {
      payments = new OnlinePayments(kernel, provider, {
        INPATIENT_DEPOSIT: depositPaid,
        OVERPAYMENT: overpaymentPaid,
      });
      return {
        ...subgraph.services(kernel),
        onlinePayments: payments,
        deposits: new DepositService(kernel, payments),
        overpayments: new OverpaymentService(kernel, payments),
      };
    },
  });
  desk = new Desk(graph);
  centre = new Centre(desk);
  await desk.designate(HOSPITAL);
  await desk.designate(OTHER_HOSPITAL, { level: 'TERTIARY', region: '310104' });
});
beforeEach(() => {
  desk.graph.clock.set('2026-03-16T02:00:00Z');
  Object.assign(provider, { away: false, answersAreLost: false });
});
afterAll(() => desk.stop());

const tryAct = (document: string, input: object, asker: Asker) =>
  desk.graph.query(document, { input: { idempotencyKey: `payment-${(serial += 1)}`, ...input } }, asker);

/** What an act comes to, or its refusal. */
async function act(document: string, input: object, asker: Asker): Promise<Data> {
  return Object.values(ok(await tryAct(document, input, asker)))[0];
}

async function told(signed: object): Promise<string> {
  return ok(await desk.graph.query(NOTICE, { input: signed }, null)).takePaymentNotice.verdict;
}

const check = async (paymentId: string, asker: Asker): Promise<Data> =>
  ok(await desk.graph.query(CHECK, { input: { paymentId } }, asker)).checkPayment.payment;

/** A stay whose hospital asks for 5,000 yuan, at least 500 at once. */
async function stay(personId: string): Promise<Data> {
  const { visit } = ok(await desk.ask(ADMIT, { personId, startedOn: '2026-03-10' })).admitPatient;
  const amounts = { estimated: '500000', minimum: '50000' };
  return (await act(REQUIRE, { visitId: visit.id, ...amounts }, AT_HOSPITAL)).deposit;
}

const payIn = async (depositId: string, amount: string, asker: Asker): Promise<Data> => {
  const paid = await act(PAY, { depositId, amount, method: 'WECHAT' }, asker);
  return paid.payment ?? paid;
};

const depositOf = async (person: string): Promise<Data> =>
  ok(await desk.graph.query(DEPOSITS, {}, as(person))).stayDeposits.nodes[0];

/** Fees of a stay from their upload to the settlement; what the patient owes in cash. */
async function settleStay(visitId: string, amount: string): Promise<string> {
  const { claim } = await desk.upload(visitId, [{ amount, serviceDate: '2026-03-12' }]);
  await desk.ask(DISCHARGE, { visitId, endedOn: '2026-03-16' });
  await desk.preSettle(claim.id);
  return (await desk.settle(claim.id)).settlement.cashPaid;
}

/** A reimbursement of 600 yuan, of which 75 were paid to the person. */
async function paidReimbursement(person: string): Promise<Data> {
  const { id } = await centre.register(person, '60000');
  await centre.act(id, 'CALCULATE', handler());
  await centre.act(id, 'REVIEW', reviewer('wang'));
  await centre.act(id, 'PAY', handler());
  const paid = await centre.act(id, 'CONFIRM_PAYMENT', reviewer('wang'), { note: '凭证2026-000123' });
  const query = `query ($id: ID!) { settlement(id: $id) { claim { items { id } } } }`;
  const { settlement } = ok(await desk.graph.query(query, { id: paid.settlement.id }));
  return { id, feeItemId: settlement.claim.items[0].id };
}

/** What a review found to be paid too much, approved by a second person. */
async function owed(person: string, amount = '3050'): Promise<Data> {
  const { id, feeItemId } = await paidReimbursement(person);
  const input = { reimbursementId: id, items: [{ feeItemId, amount }], reason: '重复收取诊察费' };
  const { overpayment } = await act(RECORD, input, handler());
  await act(DECIDE, { overpaymentId: overpayment.id, approve: true }, reviewer('wang'));
  return overpayment;
}

describe('TJ-4-INP-09: a deposit for a hospital stay', () => {
  test('is paid by several methods from the least amount on, and stands in the record as soon as it is known', async () => {
    const patient = await desk.insure();
    const { id } = await stay(patient);
    expect(await payIn(id, '49999', as(patient))).toMatchObject({ code: 'BELOW_MINIMUM', minimum: '50000' });
    const events = await desk.graph.subscribe(CONCLUDED, {}, as(patient));
    const wechat = await payIn(id, '50000', as(patient));
    expect(wechat).toMatchObject({ state: 'PENDING', payAt: `https://pay.example/${wechat.id}` });
    expect(await depositOf(patient)).toMatchObject({ estimated: '500000', minimum: '50000', paid: '0' });
    expect(await told(provider.pay(wechat.id, '50000', 'WX1'))).toBe('TAKEN');
    expect((await events.next()).value.data.paymentConcluded).toMatchObject({
      ...{ paymentId: wechat.id, purpose: 'INPATIENT_DEPOSIT', amount: '50000', state: 'PAID', missed: 0 },
    });
    const { payment } = await act(PAY, { depositId: id, amount: '70000', method: 'ALIPAY' }, as(patient));
    await told(provider.decline(payment.id));
    const { paid, payments: record } = await depositOf(patient);
    expect(paid).toBe('50000');
    expect(record.nodes).toMatchObject([
      { method: 'WECHAT', amount: '50000', state: 'PAID', note: 'WX1', simulated: false },
      { method: 'ALIPAY', amount: '70000', state: 'FAILED', note: '余额不足' },
    ]);
    await events.return?.();
  });

  test('is paid by a member of the family, who sees the own payment and not the stay', async () => {
    const [patient, daughter] = [await desk.insure(), await desk.insure()];
    const { id } = await stay(patient);
    const payment = await payIn(id, '60000', as(daughter));
    await told(provider.pay(payment.id, '60000'));
    expect((await depositOf(patient)).paid).toBe('60000');
    expect(await depositOf(daughter)).toBeUndefined();
    const seen = ok(await desk.graph.query(HISTORY, {}, as(daughter))).onlinePayments.nodes;
    expect(seen).toMatchObject([{ amount: '60000', state: 'PAID' }]);
    expect(ok(await desk.graph.query(HISTORY, {}, as(await desk.insure()))).onlinePayments.nodes).toEqual([]);
  });

  test('pays at discharge what the patient owes; the rest goes back, the latest payment first', async () => {
    const patient = await desk.insure();
    const { id, visit } = await stay(patient);
    for (const amount of ['250000', '150000'])
      await told(provider.pay((await payIn(id, amount, as(patient))).id, amount));
    expect(await act(CLOSE, { depositId: id }, AT_HOSPITAL)).toMatchObject({ code: 'STAY_NOT_SETTLED' });
    const cash = await settleStay(visit.id, '600000');
    const back = 400_000n - BigInt(cash);
    expect(back > 150_000n).toBe(true);
    const { deposit } = await act(CLOSE, { depositId: id }, AT_HOSPITAL);
    expect(deposit).toMatchObject({ paid: '400000', used: cash, refunded: String(back) });
    const [first, second] = (await depositOf(patient)).payments.nodes;
    expect(second.refunds.nodes).toMatchObject([{ amount: '150000', state: 'DONE' }]);
    expect(first.refunds.nodes).toMatchObject([{ amount: String(back - 150_000n), state: 'DONE' }]);
    const returned = [...provider.refunds.values()].filter(({ orderId }) =>
      [first.id, second.id].includes(orderId),
    );
    expect(returned.reduce((whole, refund) => whole + refund.amount, 0n)).toBe(back);
    expect(await payIn(id, '50000', as(patient))).toMatchObject({ code: 'DEPOSIT_CLOSED' });
  });

  test('whose payment is known only after the stay was settled comes back whole', async () => {
    const patient = await desk.insure();
    const { id, visit } = await stay(patient);
    const late = await payIn(id, '80000', as(patient));
    await settleStay(visit.id, '100000');
    await act(CLOSE, { depositId: id }, AT_HOSPITAL);
    await told(provider.pay(late.id, '80000'));
    expect(await depositOf(patient)).toMatchObject({ paid: '80000', used: '0', refunded: '80000' });
    expect((await check(late.id, as(patient))).refunds.nodes).toMatchObject([
      { amount: '80000', state: 'DONE' },
    ]);
  });

  test('is asked for by the hospital of the stay only, and not for an outpatient visit', async () => {
    const patient = await desk.insure();
    const { visit } = await stay(patient);
    const input = { visitId: visit.id, estimated: '100', minimum: '100' };
    const elsewhere: Asker = { role: 'INSTITUTION', institution: OTHER_HOSPITAL };
    expect(rejected(await tryAct(REQUIRE, input, elsewhere))).toBe('FORBIDDEN');
    const outpatient = (await desk.register({ personId: patient })).visit;
    expect(await act(REQUIRE, { ...input, visitId: outpatient.id }, AT_HOSPITAL)).toMatchObject({
      code: 'NO_HOSPITAL_STAY',
    });
    expect(rejected(await tryAct(REQUIRE, { ...input, minimum: '101' }, AT_HOSPITAL))).toBe(
      'BAD_USER_INPUT input.minimum',
    );
  });
});

describe('what a provider says', () => {
  const started = async (amount = '50000') => {
    const patient = await desk.insure();
    const payment = await payIn((await stay(patient)).id, amount, as(patient));
    return { patient, id: payment.id as string };
  };

  test('counts by its signature over the very bytes: a changed notice or a foreign key changes nothing', async () => {
    const { patient, id } = await started();
    const signed = provider.pay(id, '50000');
    expect(await told({ ...signed, notice: signed.notice.replace('50000', '5000') })).toBe('NOT_GENUINE');
    expect(await told({ ...signed, notice: `${signed.notice} ` })).toBe('NOT_GENUINE');
    const stranger = new SigningKey(newPrivateKey());
    const signature = stranger.sign(Buffer.from(signed.notice, 'utf8'));
    expect(await told({ ...signed, signature })).toBe('NOT_GENUINE');
    expect(await told({ ...signed, keyId: stranger.keyId, signature })).toBe('NOT_GENUINE');
    expect(await told(provider.signed({ orderId: id }))).toBe('NOT_GENUINE');
    expect((await depositOf(patient)).paid).toBe('0');
    expect(await told(signed)).toBe('TAKEN');
  });

  test('counts once, stays, and is of our own orders and amounts only', async () => {
    const { patient, id } = await started();
    expect(await told(provider.pay(id, '49999'))).toBe('AMOUNT_DIFFERS');
    expect((await depositOf(patient)).paid).toBe('0');
    expect(await told(provider.pay(id, '50000'))).toBe('TAKEN');
    expect(await told(provider.pay(id, '50000'))).toBe('UNCHANGED');
    expect(await told(provider.decline(id))).toBe('CONTRADICTS');
    expect(await told(provider.pay(randomUUID(), '50000'))).toBe('UNKNOWN');
    expect((await depositOf(patient)).paid).toBe('50000');
  });

  test('is asked for when no notice came', async () => {
    const { patient, id } = await started();
    provider.pay(id, '50000');
    expect(await check(id, as(patient))).toMatchObject({ state: 'PAID' });
  });

  test('is never assumed: away, lost and unknown leave a payment open until it can no longer be made', async () => {
    provider.away = true;
    const { patient, id } = await started();
    const open = { state: 'PENDING', payAt: null };
    expect(await check(id, as(patient))).toMatchObject(open);
    provider.away = false;
    expect(await check(id, as(patient))).toMatchObject(open);
    desk.graph.clock.set('2026-03-16T02:30:01Z');
    provider.away = true;
    await payments.sweep();
    expect(await check(id, as(patient))).toMatchObject(open);
    provider.away = false;
    await payments.sweep();
    expect(await check(id, as(patient))).toMatchObject({ state: 'FAILED', note: '逾期未支付' });
  });

  test('is heard by the sweep when the answer to the order itself was lost and the person paid', async () => {
    provider.answersAreLost = true;
    const { patient, id } = await started();
    provider.answersAreLost = false;
    provider.pay(id, '50000');
    desk.graph.clock.set('2026-03-16T02:05:00Z');
    await payments.sweep();
    expect((await depositOf(patient)).paid).toBe('50000');
  });

  test('the same request again is the same order; with another amount it is a conflict', async () => {
    const patient = await desk.insure();
    const { id: depositId } = await stay(patient);
    const input = { idempotencyKey: `twice-${patient}`, depositId, amount: '50000', method: 'WECHAT' };
    provider.away = true;
    const first = (await act(PAY, input, as(patient))).payment;
    provider.away = false;
    const again = (await act(PAY, input, as(patient))).payment;
    expect(again.id).toBe(first.id);
    expect([first.payAt, again.payAt]).toEqual([null, `https://pay.example/${first.id}`]);
    expect(rejected(await tryAct(PAY, { ...input, amount: '50001' }, as(patient)))).toBe('CONFLICT');
  });
});

describe('减支付: what insurance paid a person too much', () => {
  test('TJ-4-INS-01: is seen by that person once a second person has approved it, with its costs', async () => {
    const person = await desk.insure();
    const { id, feeItemId } = await paidReimbursement(person);
    const input = { reimbursementId: id, items: [{ feeItemId, amount: '3050' }], reason: '重复收取诊察费' };
    const { overpayment } = await act(RECORD, input, handler());
    const seen = async (asker = as(person)) =>
      ok(await desk.graph.query(OWED, {}, asker)).overpayments.nodes as Data[];
    expect(await seen()).toEqual([]);
    const decision = { overpaymentId: overpayment.id, approve: true };
    expect(await act(DECIDE, decision, reviewer('zhao'))).toMatchObject({ code: 'OWN_OVERPAYMENT' });
    await act(DECIDE, decision, reviewer('wang'));
    expect(await seen()).toMatchObject([
      {
        ...{ cause: 'REVIEW', state: 'OPEN', amount: '3050', repaid: '0', reason: '重复收取诊察费' },
        items: [{ item: '诊察费', amount: '3050' }],
      },
    ]);
    expect(await seen(as(await desk.insure()))).toEqual([]);
    expect(await act(DECIDE, decision, reviewer('wang'))).toMatchObject({ fromState: 'OPEN' });
  });

  test('TJ-4-INS-02, TJ-4-INS-03: is paid back by instalments, never too much, and its history says what for', async () => {
    const person = await desk.insure();
    const { id: overpaymentId } = await owed(person);
    const repay = async (amount: string): Promise<Data> => {
      const done = await act(REPAY, { overpaymentId, amount, method: 'ALIPAY' }, as(person));
      return done.payment ?? done;
    };
    const first = await repay('2000');
    expect(await repay('1051')).toMatchObject({ code: 'MORE_THAN_OWED', outstanding: '1050' });
    await told(provider.pay(first.id, '2000'));
    const declined = await repay('1050');
    await told(provider.decline(declined.id));
    await told(provider.pay((await repay('1050')).id, '1050'));
    expect(await repay('1')).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    const [after] = ok(await desk.graph.query(OWED, { state: 'REPAID' }, as(person))).overpayments.nodes;
    expect(after).toMatchObject({ repaid: '3050', amount: '3050' });
    const history = ok(
      await desk.graph.query(HISTORY, { purpose: 'OVERPAYMENT' }, as(person)),
    ).onlinePayments;
    const overpayment = {
      amount: '3050',
      reason: '重复收取诊察费',
      items: [{ item: '诊察费', amount: '3050' }],
    };
    expect(history.nodes).toEqual([
      { amount: '1050', state: 'PAID', method: 'ALIPAY', overpayment },
      { amount: '1050', state: 'FAILED', method: 'ALIPAY', overpayment },
      { amount: '2000', state: 'PAID', method: 'ALIPAY', overpayment },
    ]);
    expect(
      rejected(await tryAct(REPAY, { overpaymentId, amount: '1', method: 'WECHAT' }, as(randomUUID()))),
    ).toBe('FORBIDDEN');
  });

  test('is not paid back twice by two payments at once', async () => {
    const person = await desk.insure();
    const { id: overpaymentId } = await owed(person);
    const repay = () => act(REPAY, { overpaymentId, amount: '3050', method: 'ALIPAY' }, as(person));
    const raced: Data[] = await Promise.all([repay(), repay()]);
    expect(raced.map(({ payment, code }) => payment?.state ?? code).sort()).toEqual([
      'MORE_THAN_OWED',
      'PENDING',
    ]);
  });

  test('is never more than the funds paid, nor owed of what is not paid yet', async () => {
    const person = await desk.insure();
    const { id, feeItemId } = await paidReimbursement(person);
    const record = (amount: string, reimbursementId = id) =>
      act(RECORD, { reimbursementId, items: [{ feeItemId, amount }], reason: '超标准收费' }, handler());
    expect(await record('7501')).toMatchObject({ code: 'MORE_THAN_PAID', most: '7500' });
    expect(await record('60001')).toMatchObject({ code: 'MORE_THAN_PAID', most: '60000' });
    await record('7000');
    expect(await record('501')).toMatchObject({ code: 'MORE_THAN_PAID', most: '500' });
    const registered = await centre.register(await desk.insure(), '60000');
    expect(await record('1', registered.id)).toMatchObject({ code: 'REIMBURSEMENT_NOT_PAID' });
  });

  test('a maternity benefit that was paid twice is owed once, by itself', async () => {
    const mother = randomUUID();
    const benefit = (source: string, acceptedOn: string, amount: string) => ({
      ...{
        source,
        caseNumber: `DP-${source}`,
        personId: mother,
        eventDate: '2026-02-01',
        acceptedOn,
        amount,
      },
      status: 'PAID',
    });
    const benefits = [benefit('WINDOW', '2026-03-02', '4500050'), benefit('ONLINE', '2026-03-05', '4500000')];
    expect(await act(REGISTER_BENEFITS, { benefits }, handler())).toEqual({ added: 2, doublePaid: 2 });
    await act(REGISTER_BENEFITS, { benefits }, handler());
    const { nodes } = ok(await desk.graph.query(OWED, { state: 'OPEN' }, as(mother))).overpayments;
    expect(nodes).toMatchObject([
      {
        cause: 'DOUBLE_PAYMENT',
        amount: '4500000',
        items: [{ item: '生育待遇 DP-ONLINE', amount: '4500000' }],
      },
    ]);
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
      ...{ simulated: true, state: 'PAID', note: `SIMULATED-${payment.id}` },
    });
  } finally {
    await simulated.stop();
  }
});
