import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Centre, handler, reviewer } from './centre.ts';
import { ok, rejected } from './desk.ts';
import { as, REFUSAL, PAYMENT, HISTORY, Paying } from './paying.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

const OVERPAYMENT = `id cause state amount repaid reason items { item amount } payments(first: 10) { nodes { amount state } }`;
const RECORD = `mutation ($input: RecordOverpaymentInput!) { recordOverpayment(input: $input) {
  ... on RecordOverpaymentSuccess { overpayment { ${OVERPAYMENT} } } ${REFUSAL} ... on MoreThanPaidRefusal { most } } }`;
const DECIDE = `mutation ($input: DecideOverpaymentInput!) { decideOverpayment(input: $input) {
  ... on DecideOverpaymentSuccess { overpayment { ${OVERPAYMENT} } } ${REFUSAL} ... on OverpaymentTransitionRefusal { fromState } } }`;
const REPAY = `mutation ($input: PayOverpaymentInput!) { payOverpayment(input: $input) {
  ... on PayOverpaymentSuccess { payment { ${PAYMENT} } } ${REFUSAL} ... on MoreThanOwedRefusal { outstanding } } }`;
const OWED = `query ($state: OverpaymentState) { overpayments(first: 20, state: $state) { nodes { ${OVERPAYMENT} } } }`;
const REGISTER_BENEFITS = `mutation ($input: RegisterMaternityBenefitsInput!) { registerMaternityBenefits(input: $input) {
  ... on RegisterMaternityBenefitsSuccess { added doublePaid } } }`;

let paying: Paying;
let centre: Centre;
beforeAll(async () => {
  paying = await Paying.open();
  centre = new Centre(paying.desk);
});
beforeEach(() => paying.begin());
afterAll(() => paying.desk.stop());

/** A reimbursement of 600 yuan, of which 75 were paid to the person. */
async function paidReimbursement(person: string): Promise<Data> {
  const { id } = await centre.register(person, '60000');
  await centre.act(id, 'CALCULATE', handler());
  await centre.act(id, 'REVIEW', reviewer('wang'));
  await centre.act(id, 'PAY', handler());
  const paid = await centre.act(id, 'CONFIRM_PAYMENT', reviewer('wang'), { note: '凭证2026-000123' });
  const query = `query ($id: ID!) { settlement(id: $id) { claim { items { id } } } }`;
  const { settlement } = ok(await paying.desk.graph.query(query, { id: paid.settlement.id }));
  return { id, feeItemId: settlement.claim.items[0].id };
}

/** What a review found to be paid too much, approved by a second person. */
async function owed(person: string, amount = '3050'): Promise<Data> {
  const { id, feeItemId } = await paidReimbursement(person);
  const input = { reimbursementId: id, items: [{ feeItemId, amount }], reason: '重复收取诊察费' };
  const { overpayment } = await paying.act(RECORD, input, handler());
  await paying.act(DECIDE, { overpaymentId: overpayment.id, approve: true }, reviewer('wang'));
  return overpayment;
}

describe('减支付: what insurance paid a person too much', () => {
  test('TJ-4-INS-01: is seen by that person once a second person has approved it, with its costs', async () => {
    const person = await paying.desk.insure();
    const { id, feeItemId } = await paidReimbursement(person);
    const input = { reimbursementId: id, items: [{ feeItemId, amount: '3050' }], reason: '重复收取诊察费' };
    const { overpayment } = await paying.act(RECORD, input, handler());
    const seen = async (asker = as(person)) =>
      ok(await paying.desk.graph.query(OWED, {}, asker)).overpayments.nodes as Data[];
    expect(await seen()).toEqual([]);
    const decision = { overpaymentId: overpayment.id, approve: true };
    expect(await paying.act(DECIDE, decision, reviewer('zhao'))).toMatchObject({ code: 'OWN_OVERPAYMENT' });
    await paying.act(DECIDE, decision, reviewer('wang'));
    expect(await seen()).toMatchObject([
      {
        cause: 'REVIEW',
        state: 'OPEN',
        amount: '3050',
        repaid: '0',
        reason: '重复收取诊察费',
        items: [{ item: '诊察费', amount: '3050' }],
      },
    ]);
    expect(await seen(as(await paying.desk.insure()))).toEqual([]);
    expect(await paying.act(DECIDE, decision, reviewer('wang'))).toMatchObject({ fromState: 'OPEN' });
  });

  test('TJ-4-INS-02, TJ-4-INS-03: is paid back by instalments, never too much, and its history says what for', async () => {
    const person = await paying.desk.insure();
    const { id: overpaymentId } = await owed(person);
    const repay = async (amount: string): Promise<Data> => {
      const done = await paying.act(REPAY, { overpaymentId, amount, method: 'ALIPAY' }, as(person));
      return done.payment ?? done;
    };
    const first = await repay('2000');
    expect(await repay('1051')).toMatchObject({ code: 'MORE_THAN_OWED', outstanding: '1050' });
    await paying.told(paying.provider.pay(first.id, '2000'));
    const declined = await repay('1050');
    await paying.told(paying.provider.decline(declined.id));
    await paying.told(paying.provider.pay((await repay('1050')).id, '1050'));
    expect(await repay('1')).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    const [after] = ok(await paying.desk.graph.query(OWED, { state: 'REPAID' }, as(person))).overpayments
      .nodes;
    expect(after).toMatchObject({ repaid: '3050', amount: '3050' });
    const history = ok(
      await paying.desk.graph.query(HISTORY, { purpose: 'OVERPAYMENT' }, as(person)),
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
      rejected(
        await paying.tryAct(REPAY, { overpaymentId, amount: '1', method: 'WECHAT' }, as(randomUUID())),
      ),
    ).toBe('FORBIDDEN');
  });

  test('is not paid back twice by two payments at once', async () => {
    const person = await paying.desk.insure();
    const { id: overpaymentId } = await owed(person);
    const repay = () => paying.act(REPAY, { overpaymentId, amount: '3050', method: 'ALIPAY' }, as(person));
    const raced: Data[] = await Promise.all([repay(), repay()]);
    expect(raced.map(({ payment, code }) => payment?.state ?? code).sort()).toEqual([
      'MORE_THAN_OWED',
      'PENDING',
    ]);
  });

  test('is never more than the funds paid, nor owed of what is not paid yet', async () => {
    const person = await paying.desk.insure();
    const { id, feeItemId } = await paidReimbursement(person);
    const record = (amount: string, reimbursementId = id) =>
      paying.act(
        RECORD,
        { reimbursementId, items: [{ feeItemId, amount }], reason: '超标准收费' },
        handler(),
      );
    expect(await record('7501')).toMatchObject({ code: 'MORE_THAN_PAID', most: '7500' });
    expect(await record('60001')).toMatchObject({ code: 'MORE_THAN_PAID', most: '60000' });
    await record('7000');
    expect(await record('501')).toMatchObject({ code: 'MORE_THAN_PAID', most: '500' });
    const registered = await centre.register(await paying.desk.insure(), '60000');
    expect(await record('1', registered.id)).toMatchObject({ code: 'REIMBURSEMENT_NOT_PAID' });
  });

  test('a maternity benefit that was paid twice is owed once, by itself', async () => {
    const mother = randomUUID();
    const benefit = (source: string, acceptedOn: string, amount: string) => ({
      source,
      caseNumber: `DP-${source}`,
      personId: mother,
      eventDate: '2026-02-01',
      acceptedOn,
      amount,
      status: 'PAID',
    });
    const benefits = [benefit('WINDOW', '2026-03-02', '4500050'), benefit('ONLINE', '2026-03-05', '4500000')];
    expect(await paying.act(REGISTER_BENEFITS, { benefits }, handler())).toEqual({ added: 2, doublePaid: 2 });
    await paying.act(REGISTER_BENEFITS, { benefits }, handler());
    const { nodes } = ok(await paying.desk.graph.query(OWED, { state: 'OPEN' }, as(mother))).overpayments;
    expect(nodes).toMatchObject([
      {
        cause: 'DOUBLE_PAYMENT',
        amount: '4500000',
        items: [{ item: '生育待遇 DP-ONLINE', amount: '4500000' }],
      },
    ]);
    const AUDITED = `query ($mother: ID!) { settlementAuditRecords(first: 20, filter: { personId: $mother }) {
      nodes { action rowId subject } } }`;
    const audited = await paying.desk.graph.query(AUDITED, { mother }, { role: 'AUDIT_ADMIN' });
    const arisen = ok(audited).settlementAuditRecords.nodes.filter(
      ({ action }: Data) => action === 'Overpayment.ARISEN',
    );
    expect(arisen).toEqual([{ action: 'Overpayment.ARISEN', rowId: nodes[0].id, subject: 'zhao' }]);
  });
});
