import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pagesOf } from '../src/print/pdf-text.fixture.ts';
import { Centre } from './centre.ts';
import { APPROVER, CLERK, Costs, hospital } from './costs.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

const YEAR = { coverFrom: '2026-01-01', coverTo: '2026-12-31' };

let desk: Desk;
let costs: Costs;
let declared: Data;
let ledger: Record<string, string>;

/** A month of a chosen hospital with one bill and a cost of every kind, declared and approved. */
beforeAll(async () => {
  desk = await Desk.open();
  costs = new Costs(desk);
  desk.graph.clock.set('2026-02-20T02:00:00Z');
  const value = 'CADRE_CARE CADRE_PREPAYMENT WORK_INJURY_REHABILITATION';
  const special = { code: 'SPECIAL-H31010100001', kind: 'SPECIAL_INSTITUTION', qualifier: HOSPITAL };
  await new Centre(desk).legislate('2026-03-01', [{ ...special, value }]);
  desk.graph.clock.set('2026-03-16T02:00:00Z');
  await desk.bill(await desk.insure(), '60000');
  const elsewhere = await desk.claim(await desk.insure(), [{ amount: '60000' }], {}, OTHER_HOSPITAL);
  await desk.preSettle(elsewhere, {}, OTHER_HOSPITAL);
  await desk.settle(elsewhere, {}, OTHER_HOSPITAL);

  const resident = (personGroup: string) => desk.insure({ scheme: 'RESIDENT', personGroup, ...YEAR });
  const [kid, adult, cadre, worker] = [
    ...[await resident('STUDENT_CHILD'), await resident('ADULT'), await desk.insure(), await desk.insure()],
  ];
  const cost = (kind: string, category: string, total: string, paid: Record<string, string>, rest: object) =>
    costs.confirmed(
      {
        kind,
        category,
        total,
        number: `${kind.replaceAll('_', '-')}-${category[0]}`,
        ...rest,
        payments: Object.entries(paid).map(([payer, amount]) => ({ payer, amount })),
      },
      kind === 'CADRE_PREPAYMENT' ? hospital() : CLERK,
    );
  const paidStay = { POOLED_FUND: '343000', MUTUAL_AID_FUND: '78500' };
  await cost('CHILD_STAY', 'NETWORK_OUTAGE', '500000', paidStay, { personId: kid });
  const illness = { POOLED_FUND: '30000', SERIOUS_ILLNESS_FUND: '42000' };
  const outpatient = { visitType: 'OUTPATIENT' };
  await cost('SERIOUS_ILLNESS', 'LATE_FILING', '100000', illness, { personId: adult, ...outpatient });
  await cost('CADRE_CARE', 'CITY_MANAGED', '80000', { CADRE_CARE_FUND: '75000' }, { personId: cadre });
  await cost('CADRE_CARE', 'HEALTH_CARE', '20000', { CADRE_CARE_FUND: '20000' }, { personId: worker });
  await cost('CADRE_PREPAYMENT', 'CITY_MANAGED', '900000', { PREPAYMENT: '900000' }, {});
  await cost(
    'WORK_INJURY_REHABILITATION',
    'LIMB',
    '70000',
    { WORK_INJURY_FUND: '65000' },
    { personId: worker },
  );
  await cost('FOREIGN_XINJIANG', 'XINJIANG', '11000', { POOLED_FUND: '10000' }, {});
  await cost('FOREIGN_XINJIANG', 'FOREIGN_INVESTED', '22000', { POOLED_FUND: '20000' }, {});
  await cost('FAMILY_FUND', 'HARDSHIP', '5000', { FAMILY_ACCOUNT: '4000' }, { personId: adult });
  await cost('FAMILY_FUND', 'RESIDENT', '6000', { FAMILY_ACCOUNT: '6000' }, { personId: kid });
  // Neither confirmed nor in a month that has ended: neither is declared.
  await costs.enter({
    kind: 'FOREIGN_XINJIANG',
    category: 'XINJIANG',
    total: '1',
    payments: [{ payer: 'POOLED_FUND', amount: '1' }],
  });
  desk.graph.clock.set('2026-04-02T02:00:00Z');
  declared = await costs.declare('2026-03');
  const { voucherNumber } = await costs.actOnMonth(declared.id, 'APPROVE', APPROVER);
  ledger = await costs.voucher(voucherNumber);
});
afterAll(() => desk.stop());

test('what was entered and confirmed is declared with the bills of the month, and owed by those who pay it', () => {
  expect(declared).toMatchObject({ settlements: 1, costEntries: 10, total: '1774000', declared: '1601000' });
  expect(ledger).toEqual({
    POOLED_FUND: '410500',
    SERIOUS_ILLNESS_FUND: '42000',
    MUTUAL_AID_FUND: '78500',
    CADRE_CARE_FUND: '95000',
    WORK_INJURY_FUND: '65000',
    PREPAYMENT: '900000',
    FAMILY_ACCOUNT: '10000',
    PAYABLE: '-1601000',
  });
});

test.each([
  ['SH-ST-INSTANT-19', 'CADRE_CARE_SUMMARY', '全市市管保健对象汇总表', '干部保健经费', 'CADRE_CARE_FUND'],
  [
    'SH-ST-INSTANT-22',
    'CADRE_PREPAYMENTS',
    '医院市管干部保健对象医疗费用预付金申报汇总表',
    '预付金申请',
    'PREPAYMENT',
  ],
  [
    'SH-ST-INSTANT-26',
    'WORK_INJURY_REHABILITATION',
    '工伤住院康复费用核定单',
    '工伤基金核定',
    'WORK_INJURY_FUND',
  ],
  ['SH-ST-INSTANT-33', 'CHILD_STAY_DETAILS', '少儿住院费用申报明细单', '互助基金申请', 'MUTUAL_AID_FUND'],
  [
    'SH-ST-CRIT-10',
    'SERIOUS_ILLNESS_DECLARATIONS',
    '居保大病结算申报汇总表',
    '大病基金申请',
    'SERIOUS_ILLNESS_FUND',
  ],
] as const)('%s: the total of %s (%s) is what the voucher says', async (_, name, title, column, account) => {
  const report = await costs.report(name);
  expect(report.title).toBe(title);
  expect(report.totals[column]).toBe(ledger[account]);
});

test('SH-ST-INSTANT-19: cadre health care by district and group of persons', async () => {
  const { rows } = await costs.report('CADRE_CARE_SUMMARY');
  expect(rows.map((row: Data) => [row.区划, row.类别代码, row.笔数, row.费用总额, row.个人现金])).toEqual([
    ['310101', 'CITY_MANAGED', '1', '80000', '5000'],
    ['310101', 'HEALTH_CARE', '1', '20000', '0'],
  ]);
});

test('SH-ST-INSTANT-25: settlements at the hospitals chosen for cadres, and at no other', async () => {
  const { title, rows } = await costs.report('CADRE_HOSPITAL_COSTS');
  expect(title).toBe('干部保健选定医院医保费用统计表');
  expect(rows).toEqual([
    {
      机构编码: HOSPITAL,
      就诊类型: 'OUTPATIENT',
      笔数: '1',
      费用总额: '60000',
      基金支付: '7500',
      个人账户: '0',
      个人现金: '52500',
    },
  ]);
});

test('SH-ST-INSTANT-26: a stay of rehabilitation is assessed: declared, and approved once its month is', async () => {
  const [row] = (await costs.report('WORK_INJURY_REHABILITATION', hospital())).rows;
  expect(row).toMatchObject({
    凭证号: 'WORK-INJURY-REHABILITATION-L',
    申报状态: 'APPROVED',
    费用总额: '70000',
    工伤基金申请: '65000',
    工伤基金核定: '65000',
    个人现金: '5000',
  });
});

test('SH-ST-INSTANT-30, SH-ST-INSTANT-31: each transfer notice has its fund, together what the voucher says', async () => {
  const [hardship, resident] = [
    ...[await costs.report('HARDSHIP_FAMILY_TRANSFER'), await costs.report('RESIDENT_FAMILY_TRANSFER')],
  ];
  expect(hardship.title).toBe('帮困家庭共济资金支付费用划款通知单');
  expect(resident.title).toBe('居民家庭共济资金支付费用划款通知单');
  const notice = { 申报月份: '2026-03', 机构编码: HOSPITAL, 核定凭证号: `HD202603-${HOSPITAL}`, 笔数: '1' };
  expect(hardship.rows).toEqual([{ ...notice, 费用总额: '5000', 家庭共济资金: '4000' }]);
  expect(resident.rows).toEqual([{ ...notice, 费用总额: '6000', 家庭共济资金: '6000' }]);
  const together = BigInt(hardship.totals.家庭共济资金) + BigInt(resident.totals.家庭共济资金);
  expect(together.toString()).toBe(ledger['FAMILY_ACCOUNT']);
});

test('SH-ST-INSTANT-32: every declared cost of foreign-invested firms and Xinjiang, by group', async () => {
  const { title, rows } = await costs.report('FOREIGN_XINJIANG_DETAILS');
  expect(title).toBe('外商新疆申报明细表');
  expect(rows.map((row: Data) => [row.类别代码, row.凭证号, row.费用总额, row.统筹基金申请])).toEqual([
    ['FOREIGN_INVESTED', 'FOREIGN-XINJIANG-F', '22000', '20000'],
    ['XINJIANG', 'FOREIGN-XINJIANG-X', '11000', '10000'],
  ]);
});

test('SH-ST-CRIT-10: a hospital downloads its own summary of serious illness, in yuan, and nobody else’s', async () => {
  const { csv, excel, pdf } = await costs.report('SERIOUS_ILLNESS_DECLARATIONS', hospital());
  expect(csv).toContain(`2026-03,${HOSPITAL},OUTPATIENT,1,1000.00,300.00,420.00`);
  expect(Buffer.from(excel, 'base64').subarray(0, 2).toString()).toBe('PK');
  const [page] = pagesOf(Buffer.from(pdf, 'base64'));
  expect(page).toContain(`2026-03\n${HOSPITAL}\n普通门诊\n1\n1,000.00\n300.00\n420.00\n`);
  expect(page).toContain(`单位：医院（${HOSPITAL}）\n`);
  expect((await costs.report('SERIOUS_ILLNESS_DECLARATIONS', hospital(OTHER_HOSPITAL))).rows).toEqual([]);
});

test('a notice of transfer says its amount in capital numerals, as the voucher has it', async () => {
  const { pdf } = await costs.report('HARDSHIP_FAMILY_TRANSFER');
  const [page] = pagesOf(Buffer.from(pdf, 'base64'));
  expect(page).toContain('家庭共济资金（大写）：人民币肆拾元整　　（小写）：￥40.00\n');
});

test('a summary of the whole city is not an institution’s to read', async () => {
  expect(rejected(await costs.tryReport('CADRE_CARE_SUMMARY', hospital()))).toBe('FORBIDDEN');
});

test('what is declared is not sent back before its declaration is withdrawn; then it is, and is missing next time', async () => {
  desk.graph.clock.set('2026-04-20T02:00:00Z');
  const april = { startedOn: '2026-04-10', endedOn: '2026-04-10', institutionCode: OTHER_HOSPITAL };
  const { id } = await costs.confirmed({
    kind: 'FOREIGN_XINJIANG',
    category: 'XINJIANG',
    total: '9000',
    ...april,
    payments: [{ payer: 'POOLED_FUND', amount: '9000' }],
  });
  desk.graph.clock.set('2026-05-02T02:00:00Z');
  const month = await costs.declare('2026-04', OTHER_HOSPITAL);
  expect(month).toMatchObject({ costEntries: 1, settlements: 1, declared: '16000' });
  expect(await costs.act(id, 'RETURN', APPROVER, '票据有误')).toMatchObject({ code: 'COST_DECLARED' });
  await costs.actOnMonth(month.id, 'WITHDRAW', hospital(OTHER_HOSPITAL), '票据有误');
  expect((await costs.act(id, 'RETURN', APPROVER, '票据有误')).state).toBe('RETURNED');
  expect(await costs.declare('2026-04', OTHER_HOSPITAL)).toMatchObject({ costEntries: 0, declared: '7000' });
});

test('an entry names the month in which it was declared', async () => {
  const asked = await desk.graph.query(
    '{ costEntries(first: 50, kind: CADRE_PREPAYMENT) { nodes { monthlySettlement { id } } } }',
    {},
    hospital(),
  );
  expect(ok(asked).costEntries.nodes).toEqual([{ monthlySettlement: { id: declared.id } }]);
});
