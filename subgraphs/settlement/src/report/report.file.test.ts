import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { reportCsv, reportExcel } from './report.file.ts';
import type { Report } from './report.type.ts';

const REPORT: Report = {
  name: 'DEDUCTION_NOTICE',
  title: '扣减通知单',
  from: '2026-03-01',
  to: '2026-03-31',
  institutionCode: null,
  region: null,
  columns: [
    { label: '扣款事由', unit: 'TEXT' },
    { label: '笔数', unit: 'COUNT' },
    { label: '扣款金额', unit: 'FEN' },
  ],
  rows: [
    { cells: ['=HYPERLINK("http://x")', '1', '-5'] },
    { cells: ['超限, "用药"', '2', '100000000000001'] },
    { cells: ['@SUM(1)\n+1', '0', '0'] },
  ],
  endCursor: null,
  isWhole: true,
  totals: ['', '3', '99999999999996'],
};

test('in CSV no text is a formula, and commas, quotes and line breaks stay within their cell', () => {
  expect(reportCsv(REPORT)).toBe(
    [
      '\uFEFF扣款事由,笔数,扣款金额（元）',
      `"'=HYPERLINK(""http://x"")",1,-0.05`,
      '"超限, ""用药""",2,1000000000000.01',
      `"'@SUM(1)\n+1",0,0.00`,
      '合计,3,999999999999.96',
      '',
    ].join('\r\n'),
  );
});

test('a part of a report says that its totals are of the whole', () => {
  const part = { ...REPORT, isWhole: false, rows: REPORT.rows.slice(0, 1) };
  expect(reportCsv(part).split('\r\n').at(-2)).toBe('全表合计,3,999999999999.96');
});

test('in a workbook texts are texts, amounts are numbers to the fen, and nothing is a formula', async () => {
  const workbook = await reportExcel(REPORT);
  const sheet = entry(workbook, 'xl/worksheets/sheet1.xml');
  expect(sheet).not.toContain('<f>');
  expect(sheet).toContain('<v>1000000000000.01</v>');
  expect(sheet).toContain('<v>-0.05</v>');
  expect(entry(workbook, 'xl/sharedStrings.xml')).toContain('HYPERLINK');
});

/** The text of a file within a zip, found by its local header. */
function entry(zip: Buffer, name: string): string {
  const at = zip.lastIndexOf(name);
  const central = at - 46;
  const size = zip.readUInt32LE(central + 20);
  const local = zip.readUInt32LE(central + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return inflateRawSync(zip.subarray(start, start + size)).toString('utf8');
}
