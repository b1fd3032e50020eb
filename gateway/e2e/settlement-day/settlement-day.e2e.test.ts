import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '../support/system.ts';
import { City, type Data } from './city.ts';

/**
 * One world, told as a story: a hospital's day, a clerk's, a reviewer's and a finance officer's, each under a token of
 * their own, through the gateway. What one of them reads is what another wrote, to the fen.
 */
const CODE = 'H31010700002';
const HOSPITAL: Asker = { role: 'INSTITUTION', institution: CODE, subject: 'billing-desk' };
const CLERK: Asker = { role: 'HANDLER', region: '31', subject: 'zhao' };
const TREASURER: Asker = { role: 'REVIEWER', subject: 'qian' };
const FINANCE: Asker = { role: 'HANDLER', subject: 'sun' };
const reviewer = (subject: string): Asker => ({ role: 'REVIEWER', region: '31', subject });
const CONSULTATION = '001102000010000';

let city: City;
let ann: string, bob: string, carol: string, dave: string;
/** Records as the hospital has them in its own books. */
const books: Data[] = [];

beforeAll(async () => {
  city = await City.start();
  [ann, bob, carol, dave] = city.employees(4) as [string, string, string, string];
  city.clock.set('2026-03-16T01:00:00Z');
});
afterAll(() => city?.stop());

const accountOf = async (id: string): Promise<bigint> => {
  const { person } = await city.graph.data(
    `query ($id: ID!) { person(id: $id) { account { thisYear formerYears } } }`,
    { id },
    { role: 'PERSON', person: id },
  );
  return BigInt(person.account.thisYear) + BigInt(person.account.formerYears);
};

async function upload(visitId: string, ...amounts: readonly string[]): Promise<string> {
  const items = amounts.map((amount, at) => ({
    detailNumber: `${at + 1}`,
    itemCode: CONSULTATION,
    itemName: '诊察费',
    quantity: '1',
    unitPrice: amount,
    amount,
    serviceDate: '2026-03-16',
  }));
  const total = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n).toString();
  return (await city.act('uploadFees', { visitId, items, total }, HOSPITAL)).claim.id;
}

async function outpatient(personId: string, ...amounts: readonly string[]): Promise<string> {
  const visit = { personId, visitType: 'OUTPATIENT', startedOn: '2026-03-16' };
  const registered = await city.act('registerVisit', visit, HOSPITAL);
  expect(registered.entitlement).toBe('ENTITLED');
  return upload(registered.visit.id, ...amounts);
}

const sum = (field: string, records: readonly Data[] = books): string =>
  records.reduce((whole, record) => whole + BigInt(record[field]), 0n).toString();

describe('16 March, the hospital', () => {
  test('begins with February, which it declares: nothing of it comes back in March', async () => {
    const { monthlySettlement } = await city.act('declareMonth', { month: '2026-02' }, HOSPITAL);
    expect(monthlySettlement.state).toBe('DECLARED');
    expect(monthlySettlement.settlements).toBeGreaterThan(0);
  });

  test('registers a patient, uploads fees, reckons and settles: fund and account pay', async () => {
    const before = await accountOf(ann);
    const claimId = await outpatient(ann, '40000', '20000');
    const { preSettlement } = await city.act('preSettle', { claimId }, HOSPITAL);
    // 600 − 500 deductible, 75% at a secondary hospital
    expect(preSettlement).toEqual({
      total: '60000',
      fundPaid: '7500',
      personPays: '52500',
      accountPayable: '52500',
    });
    const { settlement } = await city.act('settle', { claimId, useAccount: true }, HOSPITAL);
    expect(settlement).toMatchObject({
      total: '60000',
      fundPaid: '7500',
      accountPaid: '52500',
      cashPaid: '0',
      state: 'SETTLED',
    });
    expect(await accountOf(ann)).toBe(before - 52_500n);
    books.push(settlement);
  });

  test('voids a bill of the wrong patient: the account has its money back', async () => {
    const before = await accountOf(bob);
    const claimId = await outpatient(bob, '70000');
    await city.act('preSettle', { claimId }, HOSPITAL);
    const { settlement } = await city.act('settle', { claimId, useAccount: true }, HOSPITAL);
    expect(settlement).toMatchObject({ fundPaid: '15000', accountPaid: '55000', cashPaid: '0' });
    expect(await accountOf(bob)).toBe(before - 55_000n);
    const { opposite } = await city.act('voidSettlement', { settlementId: settlement.id }, HOSPITAL);
    expect(opposite).toMatchObject({
      kind: 'VOID',
      total: '-70000',
      fundPaid: '-15000',
      accountPaid: '-55000',
    });
    expect(await accountOf(bob)).toBe(before);
    books.push(settlement, opposite);
  });

  test('reverses a settlement whose answer never came, and settles the bill anew', async () => {
    const claimId = await outpatient(ann, '10000');
    await city.act('preSettle', { claimId }, HOSPITAL);
    const originalMsgid = city.msgid(CODE);
    const lost = await city.act('settle', { msgid: originalMsgid, claimId, useAccount: false }, HOSPITAL);
    const reversal = { originalMsgid, originalInfno: '2207' };
    const { outcome, opposite } = await city.act('reverseTransaction', reversal, HOSPITAL);
    expect([outcome, opposite.kind, opposite.total]).toEqual(['REVERSED', 'REVERSAL', '-10000']);
    const again = await city.act('reverseTransaction', reversal, HOSPITAL);
    expect(again.outcome).toBe('ALREADY_REVERSED');
    const ofReversal = { originalMsgid: city.msgid(CODE), originalInfno: '2601' };
    expect((await city.act('reverseTransaction', ofReversal, HOSPITAL)).code).toBe('NOT_REVERSIBLE');

    const anew = await outpatient(ann, '10000');
    await city.act('preSettle', { claimId: anew }, HOSPITAL);
    const { settlement } = await city.act('settle', { claimId: anew, useAccount: false }, HOSPITAL);
    // The deductible of the year was borne by the first bill.
    expect(settlement).toMatchObject({ fundPaid: '7500', accountPaid: '0', cashPaid: '2500' });
    books.push(lost.settlement, opposite, settlement);
  });

  test('admits a patient, discharges her, and settles only then', async () => {
    const stay = { personId: carol, startedOn: '2026-03-16', physicianCode: null };
    const { visit } = await city.act('admitPatient', stay, HOSPITAL);
    const claimId = await upload(visit.id, '600000', '400000');
    await city.act('preSettle', { claimId }, HOSPITAL);
    const early = await city.act('settle', { claimId, useAccount: false }, HOSPITAL);
    expect(early.code).toBe('NOT_DISCHARGED');
    await city.act('dischargePatient', { visitId: visit.id, endedOn: '2026-03-16' }, HOSPITAL);
    await city.act('preSettle', { claimId }, HOSPITAL);
    const { settlement } = await city.act('settle', { claimId, useAccount: false }, HOSPITAL);
    expect(settlement).toMatchObject({ total: '1000000', fundPaid: '722500', cashPaid: '277500' });
    books.push(settlement);
  });
});

describe('17 March, the day before is reconciled', () => {
  const statement = (records: readonly Data[]) => ({
    from: '2026-03-16',
    to: '2026-03-16',
    scheme: 'EMPLOYEE',
    count: records.length,
    total: sum('total', records),
    fundPaid: sum('fundPaid', records),
    accountPaid: sum('accountPaid', records),
  });
  let differenceId: string;

  test('a void that the hospital forgot makes the totals differ, and the details show which', async () => {
    city.clock.set('2026-03-17T01:00:00Z');
    const forgotten = books.find(({ kind }) => kind === 'VOID');
    const theirs = books.filter(record => record !== forgotten);
    const { reconciliation } = await city.act('reconcileAccounts', statement(theirs), HOSPITAL);
    expect(reconciliation).toMatchObject({ state: 'DETAILS_AWAITED', ours: { count: books.length } });
    expect(reconciliation.ours).toMatchObject({ total: sum('total'), fundPaid: sum('fundPaid') });
    const details = theirs.map(({ id, kind, total, fundPaid, accountPaid }) => ({
      reference: id,
      refund: kind !== 'NORMAL',
      total,
      fundPaid,
      accountPaid,
    }));
    const compared = await city.act(
      'reconcileDetails',
      { reconciliationId: reconciliation.id, details },
      HOSPITAL,
    );
    expect(compared.reconciliation).toMatchObject({
      state: 'DIFFERENT',
      found: 1,
      open: 1,
      differences: { nodes: [{ kind: 'ONLY_CENTRE', reference: forgotten.id, owner: null }] },
    });
    differenceId = compared.reconciliation.differences.nodes[0].id;
  });

  test('the difference is owned by a clerk, and closed by her with a reason', async () => {
    const close = { differenceId, outcome: 'PARTY_CORRECTS', reason: '机构漏记撤销，已补登' };
    expect((await city.act('closeDifference', close, CLERK)).code).toBe('DIFFERENCE_NOT_YOURS');
    await city.act('assignDifference', { differenceId, owner: 'zhao' }, CLERK);
    expect((await city.act('closeDifference', close, CLERK)).difference.outcome).toBe('PARTY_CORRECTS');
  });

  test('with the void in its books the hospital counts as the centre does', async () => {
    const { reconciliation } = await city.act('reconcileAccounts', statement(books), HOSPITAL);
    expect(reconciliation).toMatchObject({ state: 'CLEAN', found: 0, open: 0 });
  });
});

describe('18 March, the clerk', () => {
  test('takes a reimbursement from its registration through three reviewers to its payment', async () => {
    city.clock.set('2026-03-18T01:00:00Z');
    const amount = '20000000';
    const invoices = [{ number: 'FP20260310', amount }];
    const items = [
      {
        detailNumber: '1',
        itemCode: CONSULTATION,
        itemName: '诊察费',
        quantity: '1',
        unitPrice: amount,
        amount,
        serviceDate: '2026-03-10',
      },
    ];
    const papers = { kind: 'GENERAL', personId: dave, institutionCode: CODE, visitType: 'INPATIENT' };
    const input = { ...papers, startedOn: '2026-03-10', invoices, items };
    const { reimbursement } = await city.act('registerReimbursement', input, CLERK);
    const advance = async (act: string, asker: Asker, note?: string): Promise<Data> => {
      const moved = { reimbursementId: reimbursement.id, act, note };
      const answer = await city.act('advanceReimbursement', moved, asker);
      return answer.reimbursement ?? answer;
    };
    const calculated = await advance('CALCULATE', CLERK);
    expect(calculated.payable).toBe('16872500');
    expect(calculated.settlement.fundPaid).toBe(calculated.payable);
    expect(sum('amount', calculated.settlement.payments)).toBe(amount);
    expect((await advance('REVIEW', reviewer('wang'))).state).toBe('REVIEWED_1');
    expect((await advance('REVIEW', reviewer('wang'))).code).toBe('SAME_PERSON_AGAIN');
    expect((await advance('REVIEW', reviewer('li'))).state).toBe('REVIEWED_2');
    expect((await advance('REVIEW', reviewer('chen'))).state).toBe('REVIEWED_3');
    expect((await advance('PAY', CLERK)).state).toBe('PAYING');
    expect((await advance('CONFIRM_PAYMENT', reviewer('wang'), '银行回单20260318-1')).state).toBe('PAID');
  });
});

describe('2 April, March goes from its declaration to the bank', () => {
  let month: Data;
  let owed: bigint;

  test('the hospital declares what funds and accounts owe it: its own books, less what was undone', async () => {
    city.clock.set('2026-04-02T01:00:00Z');
    owed = BigInt(sum('fundPaid')) + BigInt(sum('accountPaid'));
    month = (await city.act('declareMonth', { month: '2026-03' }, HOSPITAL)).monthlySettlement;
    expect(month).toMatchObject({ settlements: 3, total: sum('total'), declared: String(owed) });
    const { id: settlementId } = books.at(-1);
    expect((await city.act('voidSettlement', { settlementId }, HOSPITAL)).code).toBe('ALREADY_DECLARED');
  });

  test('the reviewer deducts, approves, and may not order the payment of what he approved', async () => {
    const csv = `单号,机构编码,月份,类别,金额,事由\nKK-2026-03,${CODE},2026-03,审核扣款,30.00,重复收费`;
    expect(await city.act('importDeductions', { csv }, CLERK)).toMatchObject({ accepted: 1 });
    const approve = { monthlySettlementId: month.id, act: 'APPROVE' };
    expect((await city.act('advanceMonthlySettlement', approve, CLERK)).code).toBe('ACT_NOT_YOURS');
    const { monthlySettlement } = await city.act('advanceMonthlySettlement', approve, reviewer('sun'));
    expect(monthlySettlement).toMatchObject({
      state: 'APPROVED',
      deducted: '3000',
      approved: String(owed - 3000n),
    });
    const pay = { monthlySettlementId: month.id, act: 'PAY' };
    expect((await city.act('advanceMonthlySettlement', pay, FINANCE)).code).toBe('SAME_PERSON_AGAIN');
  });

  test('finance issues the voucher, another sends the file, and the bank has paid', async () => {
    const issue = { monthlySettlementId: month.id, prepaid: '0', retained: '0' };
    const { voucher } = await city.act('issueActualVoucher', issue, FINANCE);
    expect(voucher).toMatchObject({ payable: String(owed - 3000n) });
    expect(sum('debit', voucher.lines)).toBe(sum('credit', voucher.lines));
    const ofIssuer: Asker = { ...TREASURER, subject: FINANCE.subject! };
    expect((await city.act('exportDisbursement', {}, ofIssuer)).code).toBe('NOTHING_TO_DISBURSE');
    const { disbursement } = await city.act('exportDisbursement', {}, TREASURER);
    expect(disbursement).toMatchObject({ count: 1, total: voucher.payable });
    expect(disbursement.file).toContain(voucher.number);
    const advance = async (act: string, asker: Asker, note?: string): Promise<string> => {
      const moved = { monthlySettlementId: month.id, act, note };
      return (await city.act('advanceMonthlySettlement', moved, asker)).monthlySettlement.state;
    };
    expect(await advance('PAY', CLERK)).toBe('PAYING');
    expect(await advance('CONFIRM_PAYMENT', reviewer('wang'), '银行回单20260402-7')).toBe('PAID');
  });

  test('the report of March says what all of them did', async () => {
    const { report } = await city.graph.data(
      `{ report(name: INSTITUTION_SETTLEMENTS, from: "2026-03-01", to: "2026-03-31") { columns { label } rows { cells } } }`,
      {},
      { role: 'ANALYST' },
    );
    const labels = report.columns.map(({ label }: Data) => label);
    const cells = (report.rows as Data[]).map(row => row.cells).find(([code]) => code === CODE);
    const cell = (label: string): string => cells[labels.indexOf(label)];
    expect([cell('笔数'), cell('费用总额'), cell('个人账户'), cell('个人现金')]).toEqual([
      ...['3', sum('total'), sum('accountPaid'), sum('cashPaid')],
    ]);
    expect(report.rows).toHaveLength(1);
  });

  test('the month closes clean, once', async () => {
    const close = { partyKind: 'INSTITUTION', month: '2026-03' };
    const { month: closed } = await city.act('closeReconciledMonth', close, TREASURER);
    expect(closed).toEqual({ month: '2026-03', closedBy: 'qian' });
    expect((await city.act('closeReconciledMonth', close, TREASURER)).code).toBe('MONTH_CLOSED');
  });
});
