import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { termOf } from '../src/print/wording.ts';
import { COLUMNS, type GroupColumn } from '../src/report/report.columns.ts';
import { REPORTS } from '../src/report/report.definitions.ts';
import { Centre, handler } from './centre.ts';
import { pagesOf } from '../src/print/pdf-text.fixture.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const REPORT = `query ($name: ReportName!, $from: CalendarDate!, $to: CalendarDate!, $region: String) {
  report(name: $name, from: $from, to: $to, region: $region) { title columns { label unit } rows { cells } totals } }`;

let desk: Desk;
let centre: Centre;
let adult: string;

beforeAll(async () => {
  desk = await Desk.open();
  centre = new Centre(desk);
  const employee = await desk.insure();
  await desk.bill(employee, '60000');
  await desk.bill(employee, '10000');
  const away = await desk.claim(await desk.insure(), [{ amount: '60000' }], {}, OTHER_HOSPITAL);
  await desk.preSettle(away, {}, OTHER_HOSPITAL);
  await desk.settle(away, {}, OTHER_HOSPITAL);
  const injured = await desk.claim(await desk.insure(), [{ amount: '30000' }], {
    exclusionCause: 'WORK_INJURY',
  });
  await desk.preSettle(injured);
  await desk.settle(injured);
  await desk.void((await desk.bill(await desk.insure(), '90000')).id);

  const insured = { scheme: 'RESIDENT', coverTo: '2026-12-31' };
  const stay = await centre.register(
    await desk.insure({ ...insured, personGroup: 'STUDENT_CHILD' }),
    '1000000',
    {
      kind: 'CHILDREN',
      visitType: 'INPATIENT',
    },
  );
  await centre.act(stay.id, 'CALCULATE', handler());
  adult = await desk.insure({ ...insured, personGroup: 'ADULT' });
  const illness = { kind: 'SERIOUS_ILLNESS', treatment: 'DIALYSIS' };
  const ill = await centre.register(adult, '100000', illness);
  await centre.act(ill.id, 'CALCULATE', handler());
  await centre.register(adult, '50000', illness);
});
afterAll(() => desk.stop());

function ask(name: string, asker: Asker = { role: 'ANALYST' }, input: object = {}) {
  return desk.graph.query(REPORT, { name, from: '2026-03-01', to: '2026-03-31', ...input }, asker);
}

async function read(name: string, asker?: Asker, input?: object) {
  const { rows, ...rest } = ok(await ask(name, asker, input)).report;
  return { ...rest, rows: rows.map((row: { cells: string[] }) => row.cells.join(' ')) };
}

test('SH-ST-INSTANT-24: settlements of all institutions by payer, which are all that is settled', async () => {
  const report = await read('INSTITUTION_SETTLEMENTS');
  expect(report.title).toBe('全市医药机构结算数据汇总表');
  expect(report.rows).toEqual([
    `${HOSPITAL} 3 100000 15000 0 0 0 0 0 0 85000`,
    `${OTHER_HOSPITAL} 1 60000 7000 0 0 0 0 0 0 53000`,
  ]);
  expect(report.totals.join(' ')).toBe(' 4 160000 22000 0 0 0 0 0 0 138000');
});

test('what a report has more rows than are shown is read page by page, each with the total of all', async () => {
  const whole = ok(await ask('BENEFITS_BY_GROUP')).report;
  const PAGE = `query ($name: ReportName!, $most: Int!, $after: Cursor) {
    report(name: $name, from: "2026-03-01", to: "2026-03-31", most: $most, after: $after) {
      rows { cells } totals endCursor } }`;
  const page = (most: number, after: string | null, name = 'BENEFITS_BY_GROUP') =>
    desk.graph.query(PAGE, { name, most, after }, { role: 'ANALYST' });
  const rows: unknown[] = [];
  let after: string | null = null;
  do {
    const { report } = ok(await page(1, after));
    expect(report.rows).toHaveLength(1);
    expect(report.totals).toEqual(whole.totals);
    rows.push(...report.rows);
    after = report.endCursor;
  } while (after);
  expect(whole.rows.length).toBeGreaterThan(2);
  expect(rows).toEqual(whole.rows);

  const { endCursor } = ok(await page(1, null)).report;
  expect(rejected(await page(1, endCursor, 'INSTITUTION_SETTLEMENTS'))).toBe('BAD_USER_INPUT after');
  for (const most of [0, 10_001]) expect(rejected(await page(most, null))).toBe('BAD_USER_INPUT most');
});

test.each(['INSTITUTION_SETTLEMENTS', 'BENEFITS_BY_GROUP'] as const)(
  'in every row and in the total of %s the payers add up',
  async name => {
    const { report } = ok(await ask(name));
    const at = report.columns.findIndex(({ label }: { label: string }) => label === '费用总额');
    for (const cells of [...report.rows.map((row: { cells: string[] }) => row.cells), report.totals]) {
      const paid = cells.slice(at + 1).reduce((sum: bigint, cell: string) => sum + BigInt(cell), 0n);
      expect(paid).toBe(BigInt(cells[at]));
    }
  },
);

test('what reports say is what settlements by day say', async () => {
  const days = ok(
    await desk.graph.query(
      `{ settlementsByDay(from: "2026-03-01", to: "2026-03-31") { count total fundPaid cashPaid } }`,
      {},
      { role: 'ANALYST' },
    ),
  ).settlementsByDay;
  const { totals } = await read('BENEFITS_BY_GROUP');
  expect(days).toHaveLength(1);
  const [, , , , count, total, ...paid] = totals;
  const funds = paid.slice(0, 5).reduce((sum: bigint, cell: string) => sum + BigInt(cell), 0n);
  expect([Number(count), total, funds.toString(), paid.at(-1)]).toEqual([
    days[0].count,
    days[0].total,
    days[0].fundPaid,
    days[0].cashPaid,
  ]);
});

test('SH-ST-INSTANT-38: the city by district and scheme', async () => {
  const report = await read('DISTRICT_SETTLEMENTS');
  expect(report.rows).toEqual([
    '310101 EMPLOYEE 3 100000 15000 0 0 85000',
    '310104 EMPLOYEE 1 60000 7000 0 0 53000',
  ]);
});

test('SH-ST-INSTANT-27: costs of work injury by institution, none of them paid by the funds', async () => {
  expect((await read('WORK_INJURY_COSTS')).rows).toEqual([`${HOSPITAL} OUTPATIENT 1 30000 0 30000`]);
});

test('SH-ST-CHILD-13, SH-ST-CHILD-15: reimbursed stays of children, as calculated and as they stand', async () => {
  const summary = await read('CHILD_REIMBURSEMENTS');
  expect(summary.title).toBe('少儿住院零星报销结算汇总表');
  expect(summary.rows).toEqual([`${HOSPITAL} 1 1000000 693000 153500 846500 153500`]);
  expect((await read('CHILD_REIMBURSEMENT_CASES')).rows).toEqual(['2026-03 CALCULATED 1 1000000 846500']);
});

test('SH-ST-CRIT-21, SH-ST-CRIT-23: serious-illness reimbursements, as calculated and as they stand', async () => {
  const summary = await read('SERIOUS_ILLNESS_REIMBURSEMENTS');
  expect(summary.rows).toEqual([`${HOSPITAL} 1 100000 30000 42000 72000 28000`]);
  const cases = await read('SERIOUS_ILLNESS_REIMBURSEMENT_CASES');
  expect(cases.rows).toEqual(['2026-03 CALCULATED 1 100000 72000', '2026-03 REGISTERED 1 50000 0']);
  expect(cases.totals).toEqual(['', '', '2', '150000', '72000']);
});

test('SH-ST-INSTANT-20: bills to which mutual aid paid, by district and group', async () => {
  const report = await read('MUTUAL_AID');
  expect(report.title).toBe('全市互助帮困汇总表');
  expect(report.rows).toEqual(['310101 STUDENT_CHILD 1 1000000 0 153500 846500 153500']);
});

test('SH-ST-INSTANT-29: outpatient bills of persons insured in another province, by institution', async () => {
  const claimId = await desk.claim(await desk.insure({ region: '320500' }), [{ amount: '60000' }]);
  await desk.preSettle(claimId);
  const { settlement } = await desk.settle(claimId);
  const report = await read('AWAY_OUTPATIENT');
  expect(report.rows).toEqual([
    `${HOSPITAL} OUTPATIENT 1 60000 ${settlement.fundPaid} 0 ${settlement.cashPaid}`,
  ]);
  await desk.void(settlement.id);
  expect((await read('AWAY_OUTPATIENT')).rows).toEqual([]);
});

describe('SH-ST-INSTANT-08: a report to take away', () => {
  const hospital: Asker = { role: 'INSTITUTION', institution: OTHER_HOSPITAL };
  const file = async (asker: Asker) =>
    ok(
      await desk.graph.query(
        `{ report(name: INSTITUTION_SETTLEMENTS, from: "2026-03-01", to: "2026-03-31") { csv excel } }`,
        {},
        asker,
      ),
    ).report;

  test('is CSV with the same rows and totals, amounts in yuan, and only what the asker may see', async () => {
    const { csv } = await file(hospital);
    expect(csv.split('\r\n')).toEqual([
      '\uFEFF机构编码,笔数,费用总额（元）,统筹基金（元）,附加基金（元）,居民大病（元）,医疗救助（元）,互助基金（元）,个人账户（元）,商业保险（元）,个人现金（元）',
      `${OTHER_HOSPITAL},1,600.00,70.00,0.00,0.00,0.00,0.00,0.00,0.00,530.00`,
      '合计,1,600.00,70.00,0.00,0.00,0.00,0.00,0.00,0.00,530.00',
      '',
    ]);
    expect((await file({ role: 'ANALYST' })).csv).toContain(`${HOSPITAL},3,1000.00,150.00`);
  });

  test('is a workbook that a spreadsheet opens', async () => {
    const workbook = Buffer.from((await file(hospital)).excel, 'base64');
    expect(workbook.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
    expect(workbook.length).toBeGreaterThan(1_000);
  });

  const PDF = `query ($name: ReportName!) { report(name: $name, from: "2026-03-01", to: "2026-03-31") { csv pdf } }`;
  const print = async (name: string, asker: Asker) => {
    const { report } = ok(await desk.graph.query(PDF, { name }, asker));
    const digest = createHash('sm3').update(report.csv).digest('hex');
    return { digest, text: pagesOf(Buffer.from(report.pdf, 'base64')).join('\n') };
  };

  test('is a form to print, of the own part, whose number is the digest of the CSV that says the same', async () => {
    const { digest, text } = await print('INSTITUTION_SETTLEMENTS', { ...hospital, subject: 'cashier' });
    const lines = text.split('\n');
    expect(lines.slice(0, 6)).toEqual([
      '全市医药机构结算数据汇总表',
      `编号：20260301-20260331-${digest.slice(0, 8).toUpperCase()}`,
      `单位：医院（${OTHER_HOSPITAL}）`,
      '所属期：2026年3月1日至2026年3月31日',
      `制表单位：医院（${OTHER_HOSPITAL}）`,
      '金额单位：元',
    ]);
    expect(text).toContain(`${OTHER_HOSPITAL}\n1\n600.00\n70.00\n`);
    expect(text).not.toContain(HOSPITAL);
    expect(lines).toEqual(expect.arrayContaining(['制表人：cashier', '制表日期：2026年3月16日']));
    expect(text).toContain(`内容摘要（SM3）：${digest}`);
  });

  test('of many institutions has their names beside their codes', async () => {
    await desk.designate(HOSPITAL, { name: '上海市第一人民医院' });
    const { text } = await print('INSTITUTION_SETTLEMENTS', { role: 'ANALYST' });
    expect(text).toContain('机构编码\n机构名称\n笔数\n');
    expect(text).toContain(`${HOSPITAL}\n上海市第一人民医院\n3\n1,000.00\n`);
    expect(text).toContain(`${OTHER_HOSPITAL}\n医院\n1\n600.00\n`);
  });

  test('of a part of its rows says so, because the totals are of all', async () => {
    const part = async (rest: string) => {
      const asked = `{ report(name: INSTITUTION_SETTLEMENTS, from: "2026-03-01", to: "2026-03-31"${rest}) { pdf endCursor } }`;
      const { pdf, endCursor } = ok(await desk.graph.query(asked, {}, { role: 'ANALYST' })).report;
      return { endCursor, text: pagesOf(Buffer.from(pdf, 'base64')).join('\n') };
    };
    const first = await part(', most: 1');
    const second = await part(`, most: 1, after: "${first.endCursor}"`);
    for (const { text } of [first, second]) expect(text).toContain('本表只印部分行，全表合计为全部行之和。');
    expect((await part('')).text).not.toContain('部分行');
  });

  test('prints the words of codes, and the division that it sums up', async () => {
    const { text } = await print('DISTRICT_SETTLEMENTS', { role: 'HANDLER', region: '310104' });
    expect(text).toContain('单位：区划310104内定点医药机构\n');
    expect(text).toContain('制表单位：医疗保险经办机构\n');
    expect(text).toContain('310104\n职工基本医疗保险\n1\n600.00\n');
    const cases = await print('SERIOUS_ILLNESS_REIMBURSEMENT_CASES', { role: 'ANALYST' });
    expect(cases.text).toContain('2026-03\n已结算\n1\n1,000.00\n720.00\n');
  });

  test('the words of every column of codes are those of an enum of the graph', () => {
    const enums = Object.values<GroupColumn>(COLUMNS).flatMap(({ terms }) => terms ?? []);
    expect(enums.map(name => termOf(desk.graph.subgraph.schema, name, 'NO_CODE'))).toEqual(
      enums.map(() => 'NO_CODE'),
    );
  });

  test.each(Object.keys(REPORTS))(
    '%s is printed under its title with the totals that are on screen',
    async name => {
      const { totals, columns, title } = await read(name);
      const { text } = await print(name, { role: 'ANALYST' });
      expect(text.startsWith(`${title}\n`)).toBe(true);
      const shown = totals.map((total: string, at: number) =>
        columns[at].unit === 'FEN' ? (Number(total) / 100).toFixed(2) : total,
      );
      const printed = [...text.replaceAll(',', '').split('\n')];
      expect(printed).toEqual(expect.arrayContaining(['合计', ...shown.filter(Boolean)]));
    },
  );
});

describe('who reads what', () => {
  const hospital: Asker = { role: 'INSTITUTION', institution: OTHER_HOSPITAL };

  test('an institution reads its own part of what is meant for it', async () => {
    expect((await read('INSTITUTION_SETTLEMENTS', hospital)).rows).toEqual([
      `${OTHER_HOSPITAL} 1 60000 7000 0 0 0 0 0 0 53000`,
    ]);
    expect(rejected(await ask('BENEFITS_BY_GROUP', hospital))).toBe('FORBIDDEN');
  });

  test('a person reads none', async () => {
    expect(rejected(await ask('INSTITUTION_SETTLEMENTS', { role: 'PERSON', person: adult }))).toBe(
      'FORBIDDEN',
    );
  });

  test('a district reads its own', async () => {
    const district: Asker = { role: 'HANDLER', region: '310104' };
    expect((await read('DISTRICT_SETTLEMENTS', district)).rows).toHaveLength(1);
    expect(rejected(await ask('DISTRICT_SETTLEMENTS', district, { region: '310101' }))).toBe('FORBIDDEN');
  });

  test('a period without anything has no rows and totals of zero', async () => {
    const { rows, totals } = await read('DISTRICT_SETTLEMENTS', undefined, {
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect([rows, totals]).toEqual([[], ['', '', '0', '0', '0', '0', '0', '0']]);
  });
});
