import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import writeExcelFile from 'write-excel-file/node';
import type { Asker } from '#test/subgraph';
import { Desk, HOSPITAL, ok, rejected } from './desk.ts';
import { number, row, text, textRows, workbookFile } from './workbook-file.ts';

/** Imports of tables that were uploaded as files. */
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id declared } } } }`;
const DEDUCTED = `query ($id: ID!) { monthlySettlement(id: $id) {
  deducted deductions(first: 10) { nodes { number amount reason } } } }`;
const DEDUCTIONS = `mutation ($input: ImportDeductionsInput!) { importDeductions(input: $input) {
  ... on ImportDeductionsSuccess { accepted verdicts { line verdict reason } } } }`;
const QUALIFICATIONS = `mutation ($input: ImportQualificationsInput!) { importQualifications(input: $input) {
  ... on ImportQualificationsSuccess { accepted verdicts { line verdict reason } } } }`;
const HEADER = ['单号', '机构编码', '月份', '类别', '金额', '事由'];
const FINANCE: Asker = { role: 'HANDLER', subject: 'finance' };
const OTHER: Asker = { role: 'HANDLER', subject: 'other' };

let desk: Desk;
let month: { readonly id: string; readonly declared: string };
let serial = 0;
const key = () => `table-import-${(serial += 1)}`;
beforeAll(async () => {
  desk = await Desk.open();
  desk.graph.clock.set('2026-01-10T02:00:00Z');
  const claimId = await desk.claim(
    await desk.insure(),
    [{ amount: '90000', serviceDate: '2026-01-10' }],
    { startedOn: '2026-01-10' },
    HOSPITAL,
  );
  await desk.preSettle(claimId, {}, HOSPITAL);
  await desk.settle(claimId, {}, HOSPITAL);
  desk.graph.clock.set('2026-02-05T02:00:00Z');
  const input = { idempotencyKey: key(), month: '2026-01' };
  const asker = { role: 'INSTITUTION', institution: HOSPITAL } as const;
  month = ok(await desk.graph.query(DECLARE, { input }, asker)).declareMonth.monthlySettlement;
});
afterAll(() => desk.stop());

const ask = (file: string, more: object = {}, asker = FINANCE) =>
  desk.graph.query(DEDUCTIONS, { input: { idempotencyKey: key(), file, ...more } }, asker);
const take = async (bytes: Uint8Array, more: object = {}) =>
  ok(await ask(await desk.graph.upload(bytes, FINANCE), more)).importDeductions;
/** Why a file is not taken, now and when it is asked again. */
const whyNot = async (bytes: Uint8Array, more: object) => {
  const file = await desk.graph.upload(bytes, FINANCE);
  const answers = [await ask(file, more), await ask(file, more)];
  return answers.map(({ errors }) => errors?.[0]?.extensions['fields']);
};
const deduction = (name: string, amount: string) => [
  name,
  HOSPITAL,
  '2026-01',
  '审核扣款',
  amount,
  '重复收费',
];
const taken = async (): Promise<{ number: string; amount: string }[]> =>
  ok(await desk.graph.query(DEDUCTED, { id: month.id }, FINANCE)).monthlySettlement.deductions.nodes;

test('SH-ST-INSTANT-14: a workbook as a spreadsheet program writes it is taken row by row, amounts to the fen', async () => {
  const bytes = await writeExcelFile(
    [
      HEADER.map(value => ({ value, type: String })),
      [...deduction('XL-0001', '').slice(0, 4), 100.1, '重复收费'].map(value =>
        typeof value === 'number' ? { value, type: Number, format: '0.00' } : { value, type: String },
      ),
      deduction('XL-0002', '0.07').map(value => ({ value, type: String })),
      deduction('XL-0003', '1.005').map(value => ({ value, type: String })),
    ],
    { sheet: '扣款' },
  ).toBuffer();
  expect(await take(bytes)).toEqual({
    accepted: 2,
    verdicts: [
      { line: 2, verdict: 'ACCEPTED', reason: null },
      { line: 3, verdict: 'ACCEPTED', reason: null },
      { line: 4, verdict: 'REFUSED', reason: '金额须为大于0的元，至多两位小数' },
    ],
  });
  expect(await taken()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ number: 'XL-0001', amount: '10010' }),
      expect.objectContaining({ number: 'XL-0002', amount: '7' }),
    ]),
  );
});

test('SH-ST-INSTANT-15: a month that a spreadsheet program took for a date is that month, and what cannot be read is refused by its cell', async () => {
  const cells = (name: string, amount: string, monthCell: string) => [
    ...[text(name), text(HOSPITAL), monthCell, text('其他扣款')],
    ...[amount, text('超标准收费')],
  ];
  const bytes = workbookFile({
    styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="17"/></cellXfs>',
    sheets: {
      说明: textRows([['x']]),
      扣款: `<sheetData>${[
        row(1, HEADER.map(text)),
        row(2, cells('XM-0001', number('5.0999999999999996'), number('46023', 1))),
        row(4, cells('XM-0002', '<c><f>1+1</f><v>2</v></c>', text('2026-01'))),
        row(5, cells('XM-0003', number('3'), text('2026-01')), 'hidden="1"'),
        row(6, [...cells('XM-0004', number('3'), text('2026-01')), text('多余')]),
      ].join('')}</sheetData>`,
    },
  });
  expect(await take(bytes, { sheet: '扣款' })).toEqual({
    accepted: 1,
    verdicts: [
      { line: 2, verdict: 'ACCEPTED', reason: null },
      { line: 4, verdict: 'REFUSED', reason: '单元格 E4 为公式' },
      { line: 5, verdict: 'REFUSED', reason: '为隐藏行' },
      { line: 6, verdict: 'REFUSED', reason: '须为六列' },
    ],
  });
  expect(await taken()).toContainEqual(expect.objectContaining({ number: 'XM-0001', amount: '510' }));
});

test('a CSV file in GB18030 is read as it was meant', async () => {
  // 单号,机构编码,月份,类别,金额,事由 and a row: 审核扣款, 重复收费.
  const [header, kind, reason] = [
    'b5a5bac52cbbfab9b9b1e0c2eb2cd4c2b7dd2cc0e0b1f02cbdf0b6ee2ccac2d3c9',
    'c9f3bacbbfdbbfee',
    'd6d8b8b4cad5b7d1',
  ].map(hex => Buffer.from(hex!, 'hex')) as [Buffer, Buffer, Buffer];
  const bytes = Buffer.concat([
    ...[header, Buffer.from(`\r\nGB-0001,${HOSPITAL},2026-01,`), kind, Buffer.from(',1.20,'), reason],
    Buffer.from('\r\n'),
  ]);
  expect((await take(bytes)).accepted).toBe(1);
  expect(await taken()).toContainEqual({ number: 'GB-0001', amount: '120', reason: '重复收费' });
});

describe('a handle', () => {
  const csv = (name: string) => Buffer.from([HEADER.join(), deduction(name, '0.01').join()].join('\n'));

  test('serves one import: again under the same key it gives the first result, under another it is used up', async () => {
    const file = await desk.graph.upload(csv('HD-0001'), FINANCE);
    const idempotencyKey = key();
    const first = ok(await ask(file, { idempotencyKey })).importDeductions;
    expect(first.accepted).toBe(1);
    expect(ok(await ask(file, { idempotencyKey })).importDeductions).toEqual(first);
    expect(rejected(await ask(file))).toBe('CONFLICT');
    const again = await desk.graph.upload(csv('HD-0002'), FINANCE);
    expect(rejected(await ask(again, { idempotencyKey }))).toBe('CONFLICT');
    // What the conflict did not take may still be taken.
    expect(ok(await ask(again)).importDeductions.accepted).toBe(1);
  });

  test('serves one of two imports that race for it', async () => {
    const file = await desk.graph.upload(csv('HD-0005'), FINANCE);
    const answers = await Promise.all([ask(file), ask(file)]);
    const taken = answers.filter(({ errors }) => !errors);
    expect(taken.map(answer => ok(answer).importDeductions.accepted)).toEqual([1]);
    expect(answers.filter(({ errors }) => errors).map(rejected)).toEqual(['CONFLICT']);
  });

  test('of somebody else is not found, and one that has expired says so', async () => {
    const file = await desk.graph.upload(csv('HD-0003'), FINANCE);
    expect(rejected(await ask(file, {}, OTHER))).toBe('NOT_FOUND');
    desk.graph.clock.set('2026-02-06T02:00:00Z');
    const expired = await ask(file);
    desk.graph.clock.set('2026-02-05T02:00:00Z');
    expect(expired.errors?.[0]?.message).toContain('已过期');
    expect(rejected(expired)).toBe('CONFLICT');
  });

  test('stands for itself: beside a text, or without either, the input is refused', async () => {
    const file = await desk.graph.upload(csv('HD-0004'), FINANCE);
    expect(rejected(await ask(file, { csv: 'a' }))).toBe('BAD_USER_INPUT input.file');
    expect(rejected(await ask(file, { file: null }))).toBe('BAD_USER_INPUT input.file');
    expect(rejected(await ask('no-handle'))).toMatch(/^BAD_USER_INPUT/);
  });
});

test.each<[string, () => Buffer, object, string]>([
  ['a picture', () => Buffer.from('ffd8ffe000104a46494600010100', 'hex'), {}, '须为 CSV 文件或 XLSX 工作簿'],
  ['another header', () => workbookFile({ sheets: { a: textRows([['a']]) } }), {}, '表头须为：单号'],
  [
    'a header that is reckoned',
    () => workbookFile({ sheets: { a: `<sheetData>${row(1, ['<c><f>A2</f><v>1</v></c>'])}</sheetData>` } }),
    {},
    '表头单元格 A1 为公式',
  ],
  ['a wrong sheet', () => workbookFile({ sheets: { a: textRows([HEADER]) } }), { sheet: 'b' }, '没有名为“b”'],
  ['no rows', () => workbookFile({ sheets: { a: textRows([HEADER]) } }), {}, '须为1至5000行'],
])('a file with %s is refused as a whole, and stays unused', async (_, bytes, more, reason) => {
  const why = { 'input.file': expect.stringContaining(reason) };
  expect(await whyNot(bytes(), more)).toEqual([why, why]);
});

test('qualifications are imported from a workbook whose days are dates', async () => {
  const person = await desk.insure({
    scheme: 'RESIDENT',
    personGroup: 'ADULT',
    coverFrom: '2026-01-01',
    coverTo: '2026-12-31',
  });
  const header = ['业务编码', '版本', '参保人标识', '内容', '起始日', '终止日'];
  const cells = [text('XQ-00001'), number('1'), text(person), text('LOW_INCOME'), number('46023', 1)];
  const bytes = workbookFile({
    styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    sheets: { a: `<sheetData>${row(1, header.map(text))}${row(2, cells)}</sheetData>` },
  });
  const file = await desk.graph.upload(bytes, FINANCE);
  const input = { idempotencyKey: key(), kind: 'ASSISTANCE_PERSON', file };
  const answer = ok(await desk.graph.query(QUALIFICATIONS, { input }, FINANCE)).importQualifications;
  expect(answer.verdicts).toEqual([{ line: 2, verdict: 'ACCEPTED', reason: null }]);
});
