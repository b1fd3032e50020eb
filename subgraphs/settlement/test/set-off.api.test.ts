import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Centre, handler, reviewer } from './centre.ts';
import { ok, rejected } from './desk.ts';
import { as, Paying, REFUSAL } from './paying.ts';

const SET_OFF = `setOff { id state amount reason against undoneBecause proposedBy decidedBy }`;
const PROPOSE = `mutation ($input: ProposeSetOffInput!) { proposeSetOff(input: $input) {
  ... on ProposeSetOffSuccess { ${SET_OFF} } ${REFUSAL} ... on MoreThanOwedRefusal { outstanding }
  ... on MoreThanPaymentRefusal { left } ... on OverpaymentTransitionRefusal { fromState } } }`;
const DECIDE = `mutation ($input: DecideSetOffInput!) { decideSetOff(input: $input) {
  ... on DecideSetOffSuccess { ${SET_OFF} } ${REFUSAL} ... on MoreThanOwedRefusal { outstanding }
  ... on MoreThanPaymentRefusal { left } ... on SetOffDecidedRefusal { fromState } } }`;
const RECORD = `mutation ($input: RecordOverpaymentInput!) { recordOverpayment(input: $input) {
  ... on RecordOverpaymentSuccess { overpayment { id } } } }`;
const DECIDE_DEBT = `mutation ($input: DecideOverpaymentInput!) { decideOverpayment(input: $input) {
  ... on DecideOverpaymentSuccess { overpayment { state } } } }`;
const REPAY = `mutation ($input: PayOverpaymentInput!) { payOverpayment(input: $input) {
  ... on PayOverpaymentSuccess { payment { id } } ${REFUSAL} ... on MoreThanOwedRefusal { outstanding } } }`;
const OWED = `query { overpayments(first: 20) { nodes { id state amount repaid
  setOffs(first: 10) { nodes { state amount reason against undoneBecause } } } } }`;
const CASE = `query ($id: ID!) { reimbursement(id: $id) { state payable setOff
  setOffs(first: 10) { nodes { overpaymentId state amount reason } }
  form(name: SETTLEMENT) { entries { label value } } } }`;
const REGISTER_BENEFITS = `mutation ($input: RegisterMaternityBenefitsInput!) { registerMaternityBenefits(input: $input) {
  ... on RegisterMaternityBenefitsSuccess { added } } }`;
const GENERATE = `mutation ($input: GenerateMaternityPaymentsInput!) { generateMaternityPayments(input: $input) {
  ... on GenerateMaternityPaymentsSuccess { generated } } }`;
const EXPORT = `mutation ($input: ExportMaternityPaymentsInput!) { exportMaternityPayments(input: $input) {
  ... on ExportMaternityPaymentsSuccess { batch { id count total file } } ${REFUSAL} } }`;
const REPORT = `mutation ($input: ReportPaymentsInput!) { reportPayments(input: $input) {
  ... on ReportPaymentsSuccess { verdicts { verdict } } } }`;
const BENEFITS = `query { maternityBenefits(first: 20) { nodes { id caseNumber state
  payments(first: 10) { nodes { id amount setOff state note setOffs(first: 5) { nodes { state reason } } } } } } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let paying: Paying;
let centre: Centre;
beforeAll(async () => {
  paying = await Paying.open();
  paying.begin();
  centre = new Centre(paying.desk);
});
afterAll(() => paying.desk.stop());

/** A reimbursement that is reviewed and waits to be paid; of 600 yuan the funds pay 75, of later ones more. */
async function reviewed(person: string): Promise<Data> {
  const { id } = await centre.register(person, '60000');
  await centre.act(id, 'CALCULATE', handler());
  return centre.act(id, 'REVIEW', reviewer('wang'));
}

/** What a person owes: paid too much of an earlier reimbursement, approved by a second person. */
async function debt(person: string, amount = '3050'): Promise<string> {
  const { id } = await reviewed(person);
  await centre.act(id, 'PAY', handler());
  const paid = await centre.act(id, 'CONFIRM_PAYMENT', reviewer('wang'), { note: '凭证2026-000123' });
  const query = `query ($id: ID!) { settlement(id: $id) { claim { items { id } } } }`;
  const { settlement } = ok(await paying.desk.graph.query(query, { id: paid.settlement.id }));
  const items = [{ feeItemId: settlement.claim.items[0].id, amount }];
  const input = { reimbursementId: id, items, reason: '重复收取诊察费' };
  const { overpayment } = await paying.act(RECORD, input, handler());
  await paying.act(DECIDE_DEBT, { overpaymentId: overpayment.id, approve: true }, reviewer('wang'));
  return overpayment.id;
}

function tryPropose(overpaymentId: string, subjectId: string, amount: string, against = 'REIMBURSEMENT') {
  const input = { overpaymentId, subjectId, against, amount, reason: '以本次报销抵扣多付款' };
  return paying.tryAct(PROPOSE, input, handler('qian'));
}

async function propose(...given: Parameters<typeof tryPropose>): Promise<Data> {
  const answer = ok(await tryPropose(...given)).proposeSetOff;
  return answer.setOff ?? answer;
}

async function decide(setOffId: string, by = 'sun', approve = true): Promise<Data> {
  const answer = await paying.act(DECIDE, { setOffId, approve }, reviewer(by));
  return answer.setOff ?? answer;
}

const caseOf = async (id: string): Promise<Data> =>
  ok(await paying.desk.graph.query(CASE, { id })).reimbursement;
const owedBy = async (person: string): Promise<Data> =>
  ok(await paying.desk.graph.query(OWED, {}, as(person))).overpayments.nodes[0];

describe('a debt set off against a reimbursement', () => {
  test('counts once a second person approves: less is paid, less is owed, and both say why', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    const { id, payable } = await reviewed(person);
    const proposed = await propose(owed, id, '2000');
    expect(proposed).toMatchObject({ state: 'PROPOSED', proposedBy: 'qian', decidedBy: null });
    expect(await caseOf(id)).toMatchObject({ payable, setOff: '0' });
    expect(await owedBy(person)).toMatchObject({ repaid: '0' });
    const own = await paying.tryAct(
      DECIDE,
      { setOffId: proposed.id, approve: true },
      { ...reviewer('qian') },
    );
    expect(ok(own).decideSetOff).toMatchObject({ code: 'OWN_SET_OFF' });

    expect(await decide(proposed.id)).toMatchObject({ state: 'APPROVED', decidedBy: 'sun' });
    const paid = await caseOf(id);
    expect(paid).toMatchObject({ payable, setOff: '2000' });
    expect(paid.setOffs.nodes).toEqual([
      { overpaymentId: owed, state: 'APPROVED', amount: '2000', reason: '以本次报销抵扣多付款' },
    ]);
    expect(paid.form.entries).toContainEqual({ label: '减支付抵扣', value: '20.00元' });
    const rest = (Number(payable) - 2000) / 100;
    expect(paid.form.entries).toContainEqual({ label: '实付个人', value: `${rest.toFixed(2)}元` });
    expect(await owedBy(person)).toMatchObject({
      state: 'OPEN',
      amount: '3050',
      repaid: '2000',
      setOffs: {
        nodes: [
          { state: 'APPROVED', amount: '2000', reason: '以本次报销抵扣多付款', against: 'REIMBURSEMENT' },
        ],
      },
    });
    const last = await propose(owed, id, '1050');
    await decide(last.id);
    expect(await owedBy(person)).toMatchObject({ state: 'REPAID', repaid: '3050' });
    expect(await propose(owed, id, '1')).toMatchObject({ code: 'ILLEGAL_TRANSITION', fromState: 'REPAID' });
  });

  test('is never more than is owed, with what is on its way, nor more than is paid', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person, '7500');
    const { id, payable } = await reviewed(person);
    expect(await propose(owed, id, '7501')).toMatchObject({ code: 'MORE_THAN_OWED', outstanding: '7500' });
    await paying.act(REPAY, { overpaymentId: owed, amount: '500', method: 'ALIPAY' }, as(person));
    expect(await propose(owed, id, '7001')).toMatchObject({ code: 'MORE_THAN_OWED', outstanding: '7000' });
    expect(rejected(await tryPropose(owed, id, '0'))).toBe('BAD_USER_INPUT input.amount');
    const small = await centre.register(person, '1000');
    await centre.act(small.id, 'CALCULATE', handler());
    const { payable: little } = await centre.act(small.id, 'REVIEW', reviewer('wang'));
    expect(BigInt(little)).toBeLessThan(BigInt(payable));
    expect(await propose(owed, small.id, '7000')).toMatchObject({ code: 'MORE_THAN_PAYMENT', left: little });
  });

  test('is of the same person, and of a payment that is reviewed and not on its way', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    const other = await reviewed(await paying.desk.insure());
    expect(rejected(await tryPropose(owed, other.id, '100'))).toBe('BAD_USER_INPUT input.subjectId');
    const { id } = await centre.register(person, '60000');
    expect(await propose(owed, id, '100')).toMatchObject({ code: 'PAYMENT_NOT_OPEN' });
    await centre.act(id, 'CALCULATE', handler());
    await centre.act(id, 'REVIEW', reviewer('wang'));
    const proposed = await propose(owed, id, '100');
    await centre.act(id, 'PAY', handler());
    expect(await decide(proposed.id)).toMatchObject({ code: 'PAYMENT_NOT_OPEN' });
    expect(await decide(proposed.id, 'sun', false)).toMatchObject({ state: 'WITHDRAWN' });
    expect(await decide(proposed.id)).toMatchObject({ code: 'SET_OFF_DECIDED', fromState: 'WITHDRAWN' });
    expect(await owedBy(person)).toMatchObject({ repaid: '0' });
    expect(rejected(await tryPropose(owed, randomUUID(), '100'))).toBe('NOT_FOUND');
  });

  test('goes with the calculation that is rolled back: all of it is owed again', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    const { id } = await reviewed(person);
    await decide((await propose(owed, id, '3000')).id);
    await decide((await propose(owed, id, '50')).id);
    expect(await owedBy(person)).toMatchObject({ state: 'REPAID' });
    await centre.act(id, 'ROLL_BACK_CALCULATION', handler(), { note: '费用明细有误' });
    expect(await caseOf(id)).toMatchObject({ state: 'REGISTERED', payable: null, setOff: '0' });
    const after = await owedBy(person);
    expect(after).toMatchObject({ state: 'OPEN', repaid: '0' });
    expect(after.setOffs.nodes).toMatchObject([
      { state: 'UNDONE', undoneBecause: '结算已退回' },
      { state: 'UNDONE', undoneBecause: '结算已退回' },
    ]);
  });

  test('is not set off twice: two reviewers at once, two payments at once, and the person paying meanwhile', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    const [one, two] = [await reviewed(person), await reviewed(person)];
    const [first, second] = [await propose(owed, one.id, '3050'), await propose(owed, two.id, '3050')];
    const repay = () =>
      paying.act(REPAY, { overpaymentId: owed, amount: '3050', method: 'ALIPAY' }, as(person));
    const raced: Data[] = await Promise.all([
      decide(first.id, 'sun'),
      decide(first.id, 'zhou'),
      decide(second.id, 'wu'),
      repay(),
    ]);
    const won = raced.filter(answer => answer.state === 'APPROVED' || answer.payment);
    expect(won).toHaveLength(1);
    const { repaid } = await owedBy(person);
    const [a, b] = [await caseOf(one.id), await caseOf(two.id)];
    expect(BigInt(a.setOff) + BigInt(b.setOff)).toBe(BigInt(repaid));
  });
});

describe('a debt set off against a maternity benefit', () => {
  const register = (person: string, caseNumber: string, amount: string) =>
    paying.act(
      REGISTER_BENEFITS,
      {
        benefits: [
          {
            source: 'ONLINE',
            caseNumber,
            personId: person,
            eventDate: '2026-02-01',
            acceptedOn: '2026-03-01',
            amount,
            status: 'IN_PROGRESS',
          },
        ],
      },
      handler(),
    );
  const benefit = async (caseNumber: string): Promise<Data> =>
    ok(await paying.desk.graph.query(BENEFITS)).maternityBenefits.nodes.find(
      (each: Data) => each.caseNumber === caseNumber,
    );
  const send = async (): Promise<Data> => (await paying.act(EXPORT, {}, reviewer('wang'))).batch;

  test('takes less to the bank; a payment that fails leaves the debt owed again', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    await register(person, 'SO-1', '500000');
    await paying.act(GENERATE, {}, handler());
    const { id } = await benefit('SO-1');
    await decide((await propose(owed, id, '3050', 'MATERNITY_BENEFIT')).id);
    expect(await owedBy(person)).toMatchObject({ state: 'REPAID' });
    const batch = await send();
    expect(batch).toMatchObject({ count: 1, total: '496950' });
    expect(batch.file).toContain(`${person},4969.50\r\n`);
    const [payment] = (await benefit('SO-1')).payments.nodes;
    expect(payment).toMatchObject({ amount: '500000', setOff: '3050', state: 'PENDING' });
    const outcomes = [{ paymentId: payment.id, paid: false, note: '账号有误' }];
    await paying.act(REPORT, { batchId: batch.id, outcomes }, handler());
    expect(await owedBy(person)).toMatchObject({ state: 'OPEN', repaid: '0' });
    await paying.act(GENERATE, {}, handler());
    expect((await benefit('SO-1')).payments.nodes[1]).toMatchObject({ amount: '500000', setOff: '0' });
    await send();
  });

  test('that it covers whole is paid by it, and nothing goes to the bank', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    await register(person, 'SO-2', '2000');
    await paying.act(GENERATE, {}, handler());
    const { id } = await benefit('SO-2');
    await decide((await propose(owed, id, '2000', 'MATERNITY_BENEFIT')).id);
    expect(await send()).toBeNull();
    expect(await benefit('SO-2')).toMatchObject({
      state: 'PAID',
      payments: { nodes: [{ state: 'PAID', note: '全额抵扣减支付', setOff: '2000' }] },
    });
    expect(await owedBy(person)).toMatchObject({ state: 'OPEN', repaid: '2000' });
  });

  test('that another channel pays is cancelled, and the debt is owed again', async () => {
    const person = await paying.desk.insure();
    const owed = await debt(person);
    await register(person, 'SO-3', '2000');
    await paying.act(GENERATE, {}, handler());
    const { id } = await benefit('SO-3');
    await decide((await propose(owed, id, '2000', 'MATERNITY_BENEFIT')).id);
    const benefits = [
      {
        source: 'ONLINE',
        caseNumber: 'SO-3',
        personId: person,
        eventDate: '2026-02-01',
        acceptedOn: '2026-03-01',
        amount: '2000',
        status: 'REJECTED',
      },
    ];
    await paying.act(REGISTER_BENEFITS, { benefits }, handler());
    const [payment] = (await benefit('SO-3')).payments.nodes;
    expect(payment).toMatchObject({ state: 'CANCELLED', setOffs: { nodes: [{ state: 'UNDONE' }] } });
    expect(await owedBy(person)).toMatchObject({ state: 'OPEN', repaid: '0' });
  });
});
