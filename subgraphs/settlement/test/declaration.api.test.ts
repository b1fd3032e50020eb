import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Centre, handler } from './centre.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const MONTH = `id month state settlements total declared deducted approved voucherNumber declaredOn promisedBy
  institution { code } history { act to by note } deductions(first: 10) { nodes { number kind amount reason } }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { ${MONTH} } } ${REFUSAL} } }`;
const ADVANCE = `mutation ($input: AdvanceMonthlySettlementInput!) { advanceMonthlySettlement(input: $input) {
  ... on AdvanceMonthlySettlementSuccess { monthlySettlement { ${MONTH} } } ${REFUSAL} } }`;
const IMPORT = `mutation ($input: ImportDeductionsInput!) { importDeductions(input: $input) {
  ... on ImportDeductionsSuccess { accepted verdicts { line verdict reason } } } }`;
/** 单号 as GB18030 has it. */
const GB18030 = Uint8Array.from([0xb5, 0xa5, 0xba, 0xc5]);
const HEADER = '单号,机构编码,月份,类别,金额,事由';

let serial = 0;
const key = () => `declaration-test-${(serial += 1)}`;
const hospital = (institution = HOSPITAL): Asker => ({
  role: 'INSTITUTION',
  institution,
  subject: `desk-${institution}`,
});
const FINANCE: Asker = { role: 'HANDLER', subject: 'finance' };
const WANG: Asker = { role: 'REVIEWER', subject: 'wang' };

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

/** A bill at the counter on a day. */
async function billOn(day: string, amount: string, person: string, institution = HOSPITAL) {
  desk.graph.clock.set(`${day}T02:00:00Z`);
  const claimId = await desk.claim(person, [{ amount, serviceDate: day }], { startedOn: day }, institution);
  await desk.preSettle(claimId, {}, institution);
  return (await desk.settle(claimId, {}, institution)).settlement;
}

const tryDeclare = (month: string, asker = hospital(), input: object = {}) =>
  desk.graph.query(DECLARE, { input: { idempotencyKey: key(), month, ...input } }, asker);

async function declare(month: string, asker = hospital()) {
  const answer = ok(await tryDeclare(month, asker)).declareMonth;
  return answer.monthlySettlement ?? answer;
}

async function act(monthlySettlementId: string, what: string, asker: Asker, note?: string) {
  const input = { idempotencyKey: key(), monthlySettlementId, act: what, note };
  const answer = ok(await desk.graph.query(ADVANCE, { input }, asker)).advanceMonthlySettlement;
  return answer.monthlySettlement ?? answer;
}

async function deduct(rows: readonly string[], asker = FINANCE) {
  const input = { idempotencyKey: key(), csv: [HEADER, ...rows].join('\n') };
  return ok(await desk.graph.query(IMPORT, { input }, asker)).importDeductions;
}

test('SH-ST-INSTANT-01, SH-ST-INSTANT-05, SH-ST-INSTANT-07, SH-ST-INSTANT-16, SH-ST-INSTANT-40: a month is declared, reviewed, approved and paid, and every amount adds up to its settlements', async () => {
  const [ann, bob] = [await desk.insure(), await desk.insure()];
  const bills = [
    await billOn('2026-01-10', '60000', ann),
    await billOn('2026-01-20', '10000', ann),
    await billOn('2026-01-31', '80000', bob),
  ];
  const voided = await billOn('2026-01-31', '90000', await desk.insure());
  await desk.void(voided.id);
  await billOn('2026-02-01', '70000', bob);
  await billOn('2026-01-31', '60000', await desk.insure(), OTHER_HOSPITAL);
  desk.graph.clock.set('2026-02-05T02:00:00Z');

  const month = await declare('2026-01');
  const sum = (field: string) => bills.reduce((total, bill) => total + BigInt(bill[field]), 0n).toString();
  // Twenty working days from 10 February, over the Spring Festival.
  expect(month).toMatchObject({
    state: 'DECLARED',
    settlements: 3,
    declaredOn: '2026-02-05',
    promisedBy: '2026-03-16',
  });
  expect(month).toMatchObject({ total: sum('total'), declared: sum('fundPaid'), approved: null });
  expect(month.declared).toBe('37500');

  expect(await deduct([`KK-0001,${HOSPITAL},2026-01,审核扣款,100.50,重复收费`])).toMatchObject({
    accepted: 1,
  });
  const approved = await act(month.id, 'APPROVE', WANG);
  expect(approved).toMatchObject({
    state: 'APPROVED',
    deducted: '10050',
    approved: '27450',
    voucherNumber: `HD202601-${HOSPITAL}`,
    deductions: { nodes: [{ number: 'KK-0001', kind: 'REVIEW', amount: '10050', reason: '重复收费' }] },
  });
  expect((await act(month.id, 'PAY', FINANCE)).state).toBe('PAYING');
  expect((await act(month.id, 'CONFIRM_PAYMENT', WANG, '银行凭证7788')).state).toBe('PAID');

  const seen = ok(
    await desk.graph.query(
      `query ($id: ID!) { monthlySettlement(id: $id) { state history { act by note } } }`,
      { id: month.id },
      hospital(),
    ),
  ).monthlySettlement;
  expect(seen.history.map((step: { act: string }) => step.act)).toEqual([
    'DECLARE',
    'APPROVE',
    'PAY',
    'CONFIRM_PAYMENT',
  ]);
  expect(seen.history.at(-1).note).toBe('银行凭证7788');
});

test('SH-ST-INSTANT-12: a declared settlement is not voided until the declaration is withdrawn, and is then declared anew', async () => {
  const institution = 'H31010100011';
  await desk.designate(institution);
  const [kept, wrong] = [
    await billOn('2026-01-15', '60000', await desk.insure(), institution),
    await billOn('2026-01-16', '60000', await desk.insure(), institution),
  ];
  desk.graph.clock.set('2026-02-03T02:00:00Z');
  const first = await declare('2026-01', hospital(institution));
  expect(first.settlements).toBe(2);
  const refused = await desk.void(wrong.id, {}, institution);
  expect(refused).toMatchObject({ __typename: 'AlreadyDeclaredRefusal', code: 'ALREADY_DECLARED' });
  expect(await act(first.id, 'WITHDRAW', hospital(institution))).toMatchObject({ code: 'NOTE_MISSING' });
  expect((await act(first.id, 'WITHDRAW', hospital(institution), '有一笔错单')).state).toBe('WITHDRAWN');
  expect((await desk.void(wrong.id, {}, institution)).settlement.state).toBe('VOIDED');
  const again = await declare('2026-01', hospital(institution));
  expect(again).toMatchObject({ settlements: 1, total: kept.total, declared: kept.fundPaid });
  await act(again.id, 'APPROVE', WANG);
  const late = await act(again.id, 'WITHDRAW', hospital(institution), '太晚了');
  expect(late).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
});

test('SH-ST-INSTANT-01: the wall sees what of the declared months is still to be paid, and how near its promised day is', async () => {
  const [first, second] = ['H31011600016', 'H31011600017'];
  for (const institution of [first, second]) {
    await desk.designate(institution, { region: '310116' });
    await billOn('2026-01-15', '60000', await desk.insure(), institution);
  }
  desk.graph.clock.set('2026-02-05T02:00:00Z');
  const months = [await declare('2026-01', hospital(first)), await declare('2026-01', hospital(second))];
  // Promised by 16 March: five working days are left on the 9th.
  expect(months.map(({ promisedBy, declared }) => [promisedBy, declared])).toEqual([
    ['2026-03-16', '7500'],
    ['2026-03-16', '7500'],
  ]);
  await deduct([`KK-1001,${first},2026-01,审核扣款,5.00,重复收费`]);
  const ageing = async (day: string, region = '310116') => {
    desk.graph.clock.set(`${day}T02:00:00Z`);
    const asked = `{ monthlySettlementAgeing { due state count total } }`;
    return ok(await desk.graph.query(asked, {}, { role: 'SCREEN', region })).monthlySettlementAgeing;
  };
  const declared = { state: 'DECLARED', count: 2, total: '14500' };
  expect(await ageing('2026-03-06')).toEqual([{ due: 'IN_TIME', ...declared }]);
  expect(await ageing('2026-03-09')).toEqual([{ due: 'DUE_SOON', ...declared }]);
  await act(months[0].id, 'APPROVE', WANG);
  expect(await ageing('2026-03-17')).toEqual([
    { due: 'OVERDUE', state: 'DECLARED', count: 1, total: '7500' },
    { due: 'OVERDUE', state: 'APPROVED', count: 1, total: '7000' },
  ]);
  expect(await ageing('2026-03-17', '310120')).toEqual([]);
  await act(months[0].id, 'PAY', FINANCE);
  await act(months[0].id, 'CONFIRM_PAYMENT', WANG, '银行凭证7789');
  await act(months[1].id, 'WITHDRAW', hospital(second), '重新申报');
  const { result, statements } = await desk.graph.statements.during(() => ageing('2026-03-17'));
  expect(result).toEqual([]);
  expect(statements).toHaveLength(1);
});

describe('what may not be declared', () => {
  test('a month that runs, a month twice, a month without anything', async () => {
    const institution = 'H31010100012';
    await desk.designate(institution);
    await billOn('2026-01-15', '60000', await desk.insure(), institution);
    desk.graph.clock.set('2026-01-31T02:00:00Z');
    expect(await declare('2026-01', hospital(institution))).toMatchObject({ code: 'MONTH_NOT_ENDED' });
    desk.graph.clock.set('2026-02-01T02:00:00Z');
    expect((await declare('2026-01', hospital(institution))).state).toBe('DECLARED');
    expect(await declare('2026-01', hospital(institution))).toMatchObject({ code: 'MONTH_DECLARED' });
    expect(await declare('2025-12', hospital(institution))).toMatchObject({ code: 'NOTHING_TO_DECLARE' });
  });

  test('what the centre reimburses to the person', async () => {
    const institution = 'H31010100014';
    await desk.designate(institution);
    desk.graph.clock.set('2026-03-16T02:00:00Z');
    const centre = new Centre(desk);
    const { id } = await centre.register(await desk.insure(), '60000', { institutionCode: institution });
    expect((await centre.act(id, 'CALCULATE', handler())).payable).toBe('7500');
    desk.graph.clock.set('2026-04-01T02:00:00Z');
    expect(await declare('2026-03', hospital(institution))).toMatchObject({ code: 'NOTHING_TO_DECLARE' });
  });

  test('by somebody who is no institution, or without a month', async () => {
    expect(rejected(await tryDeclare('2026-01', FINANCE))).toBe('FORBIDDEN');
    expect(rejected(await tryDeclare('2026-13'))).toBe('BAD_USER_INPUT input.month');
  });

  test('the same key gives the first answer, with another month it conflicts', async () => {
    const input = { idempotencyKey: key() };
    const first = ok(await tryDeclare('2025-11', hospital(), input)).declareMonth;
    expect(ok(await tryDeclare('2025-11', hospital(), input)).declareMonth).toEqual(first);
    expect(rejected(await tryDeclare('2025-10', hospital(), input))).toBe('CONFLICT');
  });
});

describe('deductions', () => {
  const institution = 'H31010100013';
  let id: string;
  beforeAll(async () => {
    await desk.designate(institution);
    await billOn('2026-01-15', '60000', await desk.insure(), institution);
    desk.graph.clock.set('2026-02-03T02:00:00Z');
    ({ id } = await declare('2026-01', hospital(institution)));
  });

  test('SH-ST-INSTANT-14, SH-ST-INSTANT-15: every row of a file has its verdict, and what is taken is deducted', async () => {
    const elsewhere = { ...FINANCE, region: '310104' };
    const row = `C-0001,${institution},2026-01,审核扣款,1.00,别区经办`;
    expect((await deduct([row], elsewhere)).accepted).toBe(0);
    // Declared: 75 yuan.
    const result = await deduct([
      `A-0001,${institution},2026-01,审核扣款,30.00,超限用药`,
      `A-0002,${institution},2026-01,其他扣款,40,协议违约`,
      `A-0003,${institution},2026-01,审核扣款,5.01,超出申报`,
      `A-0001,${institution},2026-01,审核扣款,1.00,重复单号`,
      `A-0004,${institution},2026-02,审核扣款,1.00,未申报`,
      `A-0005,${institution},2026-01,审核扣款,=1+1,公式`,
      `A-0006,${institution},2026-01,罚款,1.00,类别不明`,
      `A-0007,${institution},2026-01,审核扣款,-1.00,负数`,
      `A-0008,${institution},2026-01,审核扣款`,
    ]);
    expect(result.accepted).toBe(2);
    expect(
      result.verdicts.map(({ line, verdict }: { line: number; verdict: string }) => `${line} ${verdict}`),
    ).toEqual([
      ...['2 ACCEPTED', '3 ACCEPTED', '4 REFUSED', '5 DUPLICATE', '6 REFUSED'],
      ...['7 REFUSED', '8 REFUSED', '9 REFUSED', '10 REFUSED'],
    ]);
    expect(result.verdicts[2].reason).toBe('扣款超过申报金额');
    expect((await deduct([`A-0002,${institution},2026-01,其他扣款,1,再次导入`])).verdicts[0].verdict).toBe(
      'DUPLICATE',
    );
    expect(await act(id, 'APPROVE', WANG)).toMatchObject({ deducted: '7000', approved: '500' });
  });

  test('an approved month takes none', async () => {
    const row = `B-0001,${institution},2026-01,审核扣款,1.00,太晚`;
    expect((await deduct([row])).verdicts[0].verdict).toBe('REFUSED');
  });

  test('a file without its header or without rows is refused as a whole', async () => {
    const ask = (csv: string) => desk.graph.query(IMPORT, { input: { idempotencyKey: key(), csv } }, FINANCE);
    expect(rejected(await ask('a,b\n1,2'))).toBe('BAD_USER_INPUT input.csv');
    expect(rejected(await ask(HEADER))).toBe('BAD_USER_INPUT input.csv');
    expect(rejected(await ask(`${HEADER}\n"`))).toBe('BAD_USER_INPUT input.csv');
  });

  test.each([
    ['a workbook', 'PK\u0003\u0004\u0014', '须为CSV文件，不是Excel工作簿'],
    ['GB18030 read as UTF-8', new TextDecoder().decode(GB18030), '文件编码须为UTF-8'],
    ['the sheet of something else', '业务编码,版本\nA,1', '表头须为'],
    ['more rows than one may hold', `${HEADER}\n${'A\n'.repeat(5_001)}`, '须为1至5000行'],
  ])('%s is refused as a whole, and says why', async (_, csv, reason) => {
    const input = { idempotencyKey: key(), csv };
    const { errors } = await desk.graph.query(IMPORT, { input }, FINANCE);
    expect(errors?.[0]?.extensions?.['fields']).toEqual({ 'input.csv': expect.stringContaining(reason) });
  });

  test('cells that were merged, and formulas in disguise, refuse their row and no other', async () => {
    const own = 'H31010100019';
    await desk.designate(own);
    await billOn('2026-01-15', '60000', await desk.insure(), own);
    desk.graph.clock.set('2026-02-03T02:00:00Z');
    await declare('2026-01', hospital(own));
    const { accepted, verdicts } = await deduct([
      `M-0001,${own},2026-01,审核扣款,1.00,超限用药`,
      'M-0002,,,审核扣款,1.00,合并单元格',
      `M-0003,${own},2026-01,审核扣款,1.00,"=HYPERLINK(""http://x"")"`,
      `M-0004,${own},2026-01,审核扣款,1.00,@SUM(A1)`,
      `M-0005,${own},2026-01,审核扣款,"1,000.00",千分位`,
    ]);
    expect(accepted).toBe(1);
    expect(verdicts.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      ...['ACCEPTED', 'REFUSED', 'REFUSED', 'REFUSED', 'REFUSED'],
    ]);
  });

  test('two thousand rows cost the statements of one, and one more to insert them', async () => {
    const own = 'H31010100018';
    await desk.designate(own);
    await billOn('2026-01-15', '900000', await desk.insure(), own);
    desk.graph.clock.set('2026-02-03T02:00:00Z');
    await declare('2026-01', hospital(own));
    const rows = (from: number, count: number) =>
      Array.from(
        { length: count },
        (_, at) => `N-${10_000 + from + at},${own},2026-01,审核扣款,0.01,超限用药`,
      );
    const one = await desk.graph.statements.during(() => deduct(rows(0, 1)));
    const many = await desk.graph.statements.during(() => deduct(rows(1, 2_000)));
    expect([one.result.accepted, many.result.accepted]).toEqual([1, 2_000]);
    expect(many.statements.length).toBe(one.statements.length + 1);
  });

  test('an institution imports none', async () => {
    const input = { idempotencyKey: key(), csv: HEADER };
    expect(rejected(await desk.graph.query(IMPORT, { input }, hospital()))).toBe('FORBIDDEN');
  });

  test('SH-ST-INSTANT-21, SH-ST-INSTANT-23, SH-ST-INSTANT-37, SH-ST-INSTANT-42: forms of a month say what its declaration and its deductions come to', async () => {
    const read = async (name: string, asker: Asker) => {
      const asked = await desk.graph.query(
        `query ($name: ReportName!) { report(name: $name, from: "2026-01-01", to: "2026-01-31") { title rows { cells } totals } }`,
        { name },
        asker,
      );
      const { rows, ...rest } = ok(asked).report;
      return { ...rest, rows: rows.map((row: { cells: string[] }) => row.cells.join(' ')) };
    };
    const own = hospital(institution);
    expect(await read('DECLARED_MONTHS', own)).toMatchObject({
      title: '上海市定点医药机构申请医保费用汇总表',
      rows: [`2026-01 ${institution} 1 60000 7500`],
    });
    expect((await read('REVIEWED_AND_PAID', own)).rows).toEqual([
      `2026-01 ${institution} APPROVED HD202601-${institution} 1 60000 7500 7000 500 0`,
    ]);
    const notice = await read('DEDUCTION_NOTICE', own);
    expect(notice.rows).toEqual([
      `2026-01 ${institution} A-0001 REVIEW 超限用药 3000`,
      `2026-01 ${institution} A-0002 OTHER 协议违约 4000`,
    ]);
    expect(notice.totals.at(-1)).toBe('7000');
    const city = await read('REVIEWED_AND_PAID', { role: 'ANALYST' });
    const [declared, deducted, approved] = city.totals.slice(6).map(BigInt);
    expect(declared).toBeGreaterThan(7500n);
    expect(deducted + approved).toBeLessThanOrEqual(declared);
  });
});

describe('who may', () => {
  test('who approved does not order the payment, an institution sees and withdraws its own months only', async () => {
    desk.graph.clock.set('2026-02-06T02:00:00Z');
    const month = await declare('2026-01', hospital(OTHER_HOSPITAL));
    const see = (asker: Asker) =>
      desk.graph.query(`query ($id: ID!) { monthlySettlement(id: $id) { id } }`, { id: month.id }, asker);
    expect(ok(await see(hospital(OTHER_HOSPITAL))).monthlySettlement.id).toBe(month.id);
    expect(rejected(await see(hospital()))).toBe('FORBIDDEN');
    expect(rejected(await see({ role: 'PERSON', person: await desk.insure() }))).toBe('FORBIDDEN');
    const list = ok(
      await desk.graph.query(
        `{ monthlySettlements(first: 10) { nodes { institution { code } } } }`,
        {},
        hospital(OTHER_HOSPITAL),
      ),
    ).monthlySettlements.nodes;
    expect(list).toEqual([{ institution: { code: OTHER_HOSPITAL } }]);
    expect(await act(month.id, 'APPROVE', hospital(OTHER_HOSPITAL))).toMatchObject({ code: 'ACT_NOT_YOURS' });
    await act(month.id, 'APPROVE', { ...WANG, subject: 'finance' });
    expect(await act(month.id, 'PAY', FINANCE)).toMatchObject({ code: 'SAME_PERSON_AGAIN' });
    expect((await act(month.id, 'PAY', { ...FINANCE, subject: 'other' })).state).toBe('PAYING');
  });
});
