import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import { newId } from '#kernel/persistence/id';
import type { Asker } from '#test/subgraph';
import { pagesOf } from '../src/print/pdf-text.fixture.ts';
import { Voucher } from '../src/voucher/voucher.entity.ts';
import { Desk, ok, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const VOUCHER = `id number kind period payable retained carriedForward releasedBecause issuedBy pdf
  institution { code } lines { account debit credit }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id declared } } ${REFUSAL} } }`;
const ADVANCE = `mutation ($input: AdvanceMonthlySettlementInput!) { advanceMonthlySettlement(input: $input) {
  ... on AdvanceMonthlySettlementSuccess { monthlySettlement { state approved voucherNumber } } ${REFUSAL} } }`;
const IMPORT = `mutation ($input: ImportDeductionsInput!) { importDeductions(input: $input) {
  ... on ImportDeductionsSuccess { accepted } } }`;
const ACTUAL = `mutation ($input: IssueActualVoucherInput!) { issueActualVoucher(input: $input) {
  ... on IssueActualVoucherSuccess { voucher { ${VOUCHER} } } ${REFUSAL} ... on MonthNotApprovedRefusal { fromState }
  ... on YearClearedRefusal { number } } }`;
const FINAL = `mutation ($input: IssueFinalVoucherInput!) { issueFinalVoucher(input: $input) {
  ... on IssueFinalVoucherSuccess { voucher { ${VOUCHER} } } ${REFUSAL} ... on ReturnAboveRetentionRefusal { retained } } }`;
const EXPORT = `mutation ($input: ExportDisbursementInput!) { exportDisbursement(input: $input) {
  ... on ExportDisbursementSuccess { disbursement { id count total held digest file exportedBy } } ${REFUSAL} } }`;
const RELEASE = `mutation ($input: ReleaseVoucherInput!) { releaseVoucher(input: $input) {
  ... on ReleaseVoucherSuccess { voucher { releasedBecause } } ${REFUSAL} } }`;
const LIST = `mutation ($input: ListInstitutionInput!) { listInstitution(input: $input) {
  ... on ListInstitutionSuccess { listing { list reason listedBy dailyPrepayment } } } }`;

const FINANCE: Asker = { role: 'HANDLER', subject: 'finance' };
const WANG: Asker = { role: 'REVIEWER', subject: 'wang' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let serial = 0;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

async function ask(document: string, input: object, asker: Asker): Promise<Data> {
  return Object.values(ok(await tryAsk(document, input, asker)))[0];
}

function tryAsk(document: string, input: object, asker: Asker) {
  const idempotencyKey = `voucher-test-${(serial += 1)}`;
  return desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker);
}

const hospital = (institution: string): Asker => ({ role: 'INSTITUTION', institution });

/** An institution's month, declared: one bill of 600 yuan, of which the pooled fund pays 75. */
async function declared(institution: string, month: string): Promise<string> {
  await desk.designate(institution);
  const day = `${month}-15`;
  desk.graph.clock.set(`${day}T02:00:00Z`);
  const fees = [{ amount: '60000', serviceDate: day }];
  const claimId = await desk.claim(await desk.insure(), fees, { startedOn: day }, institution);
  await desk.preSettle(claimId, {}, institution);
  await desk.settle(claimId, {}, institution);
  desk.graph.clock.set('2026-06-03T02:00:00Z');
  return (await ask(DECLARE, { month }, hospital(institution))).monthlySettlement.id;
}

async function approved(institution: string, month: string): Promise<string> {
  const id = await declared(institution, month);
  await ask(ADVANCE, { monthlySettlementId: id, act: 'APPROVE' }, WANG);
  return id;
}

const issue = (monthlySettlementId: string, prepaid = '0', retained = '0') =>
  ask(ACTUAL, { monthlySettlementId, prepaid, retained }, FINANCE);

async function vouchers(asker: Asker, filter = ''): Promise<Data[]> {
  const answer = await desk.graph.query(
    `{ vouchers(first: 50${filter}) { nodes { ${VOUCHER} } } }`,
    {},
    asker,
  );
  return ok(answer).vouchers.nodes;
}

const lines = ({ lines }: Data) =>
  lines.map(({ account, debit, credit }: Data) => `${account} ${debit} ${credit}`);

test('SH-ST-INSTANT-16: the approval of a month issues its voucher: what funds owe is deducted or owed to the institution', async () => {
  const institution = 'H31010100031';
  const id = await declared(institution, '2026-01');
  const csv = `单号,机构编码,月份,类别,金额,事由\nV-0001,${institution},2026-01,审核扣款,30.00,超限用药`;
  expect(await ask(IMPORT, { csv }, FINANCE)).toEqual({ accepted: 1 });
  expect(await vouchers(hospital(institution))).toEqual([]);
  const { monthlySettlement } = await ask(ADVANCE, { monthlySettlementId: id, act: 'APPROVE' }, WANG);
  const [voucher] = await vouchers(hospital(institution));
  expect(voucher).toMatchObject({
    number: monthlySettlement.voucherNumber,
    kind: 'APPROVED',
    period: '2026-01',
  });
  expect(lines(voucher)).toEqual(['POOLED_FUND 7500 0', 'DEDUCTION 0 3000', 'PAYABLE 0 4500']);
});

describe('SH-ST-INSTANT-17: the actual voucher of a month', () => {
  const institution = 'H31010100032';

  test('pays what is approved less what is prepaid and retained', async () => {
    const id = await approved(institution, '2026-01');
    const { voucher } = await issue(id, '2000', '500');
    expect(voucher).toMatchObject({ kind: 'ACTUAL', payable: '5000', retained: '500', carriedForward: '0' });
    expect(lines(voucher)).toEqual(['PAYABLE 7500 0', 'PREPAYMENT 0 2000', 'RETENTION 0 500', 'BANK 0 5000']);
    const [paper] = pagesOf(Buffer.from(voucher.pdf, 'base64'));
    expect(paper!.split('\n')).toEqual([
      ...['实际支付凭证', `编号：${voucher.number}`],
      ...[`收款单位：医院（${institution}）`, '期间：2026-01', '制证单位：医疗保险经办机构'],
      ...['金额单位：元', '科目', '借方', '贷方'],
      ...['应付定点机构款', '75.00', '预付款', '20.00'],
      ...['质量保证金', '5.00', '支出户存款', '50.00', '合计', '75.00', '75.00'],
      '应拨付金额（大写）：人民币伍拾元整　　（小写）：￥50.00',
      ...[`制证人：${voucher.issuedBy}`, '复核人：', '出纳：', '制证日期：2026年6月3日'],
      ...[`编号：${voucher.number}`, '第1页　共1页'],
    ]);
    expect(await issue(id)).toMatchObject({ code: 'VOUCHER_ISSUED' });
  });

  test('that comes to less than nothing pays nothing, and the next one pays that much less', async () => {
    const { voucher: less } = await issue(await approved(institution, '2026-02'), '9000');
    expect(less).toMatchObject({ payable: '0', carriedForward: '1500' });
    const { voucher: next } = await issue(await approved(institution, '2026-03'));
    expect(next).toMatchObject({ payable: '6000', carriedForward: '0' });
    expect(lines(next)).toEqual(['PAYABLE 7500 0', 'CARRIED_FORWARD 0 1500', 'BANK 0 6000']);
  });

  test('needs an approved month, of the own region, and amounts that are not negative', async () => {
    const id = await declared('H31010100033', '2026-01');
    expect(await issue(id)).toMatchObject({ code: 'MONTH_NOT_APPROVED', fromState: 'DECLARED' });
    const input = { monthlySettlementId: id, prepaid: '0', retained: '0' };
    expect(rejected(await tryAsk(ACTUAL, input, { ...FINANCE, region: '310104' }))).toBe('FORBIDDEN');
    const negative = { ...input, prepaid: '-1' };
    expect(rejected(await tryAsk(ACTUAL, negative, FINANCE))).toBe('BAD_USER_INPUT input.prepaid');
    expect(rejected(await tryAsk(ACTUAL, input, hospital('H31010100033')))).toBe('FORBIDDEN');
  });
});

describe('SH-ST-INSTANT-18: the final voucher of a year', () => {
  const institution = 'H31010100034';
  const clear = (returned: string, adjustment: string) =>
    ask(FINAL, { institutionCode: institution, year: 2026, returned, adjustment }, FINANCE);

  test('returns retention and takes what the clearing takes, once a year that has ended', async () => {
    await issue(await approved(institution, '2026-01'), '0', '700');
    await issue(await approved(institution, '2026-02'), '0', '300');
    const input = { institutionCode: institution, year: 2026, returned: '0', adjustment: '0' };
    expect(rejected(await tryAsk(FINAL, input, FINANCE))).toBe('BAD_USER_INPUT input.year');
    desk.graph.clock.set('2027-01-10T02:00:00Z');
    expect(await clear('1001', '0')).toMatchObject({ code: 'RETURN_ABOVE_RETENTION', retained: '1000' });
    const { voucher } = await clear('900', '-200');
    expect(voucher).toMatchObject({ kind: 'FINAL', period: '2026', payable: '700' });
    expect(lines(voucher)).toEqual([
      ...['RETENTION 1000 0', 'DEDUCTION 0 100', 'YEAR_ADJUSTMENT 0 200', 'BANK 0 700'],
    ]);
    expect(await clear('900', '0')).toMatchObject({ code: 'VOUCHER_ISSUED' });
  });

  test('ends the year: no further month of it is paid, those of another year are', async () => {
    const late = await approved(institution, '2026-03');
    desk.graph.clock.set('2027-01-10T02:00:00Z');
    expect(await issue(late)).toMatchObject({ code: 'YEAR_CLEARED', number: `ZZ2026-${institution}` });
    const paid = await vouchers(hospital(institution), ', kind: ACTUAL');
    expect(paid.map(({ period }) => period).sort()).toEqual(['2026-01', '2026-02']);
    const { voucher } = await issue(await approved('H31010100038', '2026-03'));
    expect(voucher).toMatchObject({ kind: 'ACTUAL', period: '2026-03' });
  });
});

describe('SH-ST-INSTANT-34: the disbursement to finance', () => {
  const black = 'H31010100035';
  const list = (institutionCode: string, input: object) =>
    ask(LIST, { institutionCode, reason: '飞行检查发现问题', ...input }, WANG);
  const disburse = (asker = WANG) => ask(EXPORT, {}, asker);

  test('is a file of all that is payable, that adds up, and goes out once', async () => {
    const unsent = (await vouchers(WANG)).filter(({ payable }) => payable !== '0');
    const { disbursement } = await disburse();
    const total = unsent.reduce((sum, { payable }) => sum + BigInt(payable), 0n);
    expect(disbursement).toMatchObject({ count: unsent.length, total: total.toString(), held: 0 });
    const rows = disbursement.file.trimEnd().split('\r\n');
    expect(rows).toHaveLength(unsent.length + 2);
    expect(rows[1]).toBe('SF202601-H31010100032,H31010100032,2026-01,50.00');
    const fen = rows.slice(1, -1).map((row: string) => BigInt(row.split(',')[3]!.replace('.', '')));
    expect(fen.reduce((sum: bigint, each: bigint) => sum + each, 0n)).toBe(total);
    expect(createHash('sm3').update(disbursement.file).digest('hex')).toBe(disbursement.digest);
    expect(await disburse()).toMatchObject({ code: 'NOTHING_TO_DISBURSE' });
  });

  test('SH-ST-INSTANT-36: holds what a blacklisted institution is owed until it is released by hand or taken off', async () => {
    const [january, february] = [await approved(black, '2026-01'), await approved(black, '2026-02')];
    const { voucher } = await issue(january);
    await issue(february);
    expect((await list(black, { list: 'BLACK' })).listing).toMatchObject({ list: 'BLACK', listedBy: 'wang' });
    expect(await disburse()).toMatchObject({ code: 'NOTHING_TO_DISBURSE' });
    const released = await ask(RELEASE, { voucherId: voucher.id, reason: '已整改，准予拨付' }, WANG);
    expect(released).toEqual({ voucher: { releasedBecause: '已整改，准予拨付' } });
    expect((await disburse()).disbursement).toMatchObject({ count: 1, held: 1, total: voucher.payable });
    expect(await ask(RELEASE, { voucherId: voucher.id, reason: '再次放行' }, WANG)).toMatchObject({
      code: 'VOUCHER_NOT_PAYABLE',
    });
    expect(await list(black, { list: null })).toEqual({ listing: null });
    expect((await disburse()).disbursement).toMatchObject({ count: 1, held: 0 });
  });

  test('what is held, however much, does not keep back what is payable', async () => {
    const institution = 'H31010100037';
    await list(black, { list: 'BLACK' });
    const { voucher } = await issue(await approved(black, '2026-03'));
    const em = desk.graph.subgraph.kernel.em();
    const stored = await em.findOneOrFail(Voucher, { id: voucher.id });
    const numbers = Array.from({ length: 5_000 }, (_, at) => `SF-HELD-${at}`);
    await bulkInsert(
      em,
      Voucher,
      numbers.map(number => ({ ...stored, id: newId(), number })),
    );
    await issue(await approved(institution, '2026-01'));
    expect((await disburse()).disbursement).toMatchObject({ count: 1, held: 5_001 });
    await em.nativeDelete(Voucher, { number: { $in: numbers } });
    await list(black, { list: null });
    expect((await disburse()).disbursement).toMatchObject({ count: 1, held: 0 });
  });

  test('a whitelisted institution is prepaid a share of its newest approved month every day', async () => {
    const institution = 'H31010100032';
    desk.graph.clock.set('2026-06-03T02:00:00Z');
    const { listing } = await list(institution, { list: 'WHITE', prepaidShare: '0.5' });
    // Half of 75 yuan over the thirty days of June.
    expect(listing).toMatchObject({ list: 'WHITE', dailyPrepayment: '125' });
    const listed = await desk.graph.data(
      `{ institutionListings(first: 10) { nodes { list institution { code } } } }`,
      {},
      WANG,
    );
    expect(listed.institutionListings.nodes).toEqual([{ list: 'WHITE', institution: { code: institution } }]);
    const without = { institutionCode: institution, list: 'WHITE', reason: '信用良好' };
    expect(rejected(await tryAsk(LIST, without, WANG))).toBe('BAD_USER_INPUT input.prepaidShare');
  });

  test('is not made by who issued the vouchers, nor by an institution or a district', async () => {
    const both: Asker = { role: 'REVIEWER', subject: 'both', scope: 'declaration:handle' };
    const monthlySettlementId = await approved('H31010100036', '2026-01');
    await ask(ACTUAL, { monthlySettlementId, prepaid: '0', retained: '0' }, both);
    expect(await disburse(both)).toMatchObject({ code: 'NOTHING_TO_DISBURSE' });
    expect((await disburse()).disbursement.count).toBe(1);
    expect(rejected(await tryAsk(EXPORT, {}, hospital(black)))).toBe('FORBIDDEN');
    expect(rejected(await tryAsk(EXPORT, {}, { ...WANG, region: '310101' }))).toBe('FORBIDDEN');
  });

  test('SH-ST-INSTANT-35, SH-ST-INSTANT-41: an institution sees its own vouchers, the centre those of all, a person none', async () => {
    const institutions = new Set((await vouchers(FINANCE)).map(({ institution }) => institution.code));
    expect(institutions.size).toBe(7);
    expect(await vouchers({ role: 'HANDLER', region: '310104' })).toEqual([]);
    const own = await vouchers(hospital(black), ', kind: ACTUAL, period: "2026-01"');
    expect(own.map(({ number }) => number)).toEqual([`SF202601-${black}`]);
    const person: Asker = { role: 'PERSON', person: await desk.insure() };
    expect(rejected(await desk.graph.query('{ vouchers(first: 1) { nodes { id } } }', {}, person))).toBe(
      'FORBIDDEN',
    );
  });
});

test.each(['vouchers', 'monthlySettlements'])(
  'the papers of %s are read in the same number of statements, however many there are',
  async list => {
    const PAPERS = `query ($first: Int!) { ${list}(first: $first) { nodes { pdf } } }`;
    const print = (first: number) =>
      desk.graph.statements.during(() => desk.graph.query(PAPERS, { first }, FINANCE));
    const [one, many] = [await print(1), await print(6)];
    expect(ok(many.result)[list].nodes).toHaveLength(6);
    expect(many.statements.length).toBe(one.statements.length);
  },
);
