import { expect, test } from '@jest/globals';
import { deflateRawSync } from 'node:zlib';
import { TableUnreadable } from '../src/table-file/table.ts';
import { readWorkbook } from '../src/table-file/workbook.ts';
import { number, row, text, textRows, workbookFile, type WorkbookParts } from './workbook-file.ts';

/** How workbooks are read as tables of texts. */
const read = (parts: WorkbookParts, sheet: string | null = null, mostRows = 10) =>
  readWorkbook(workbookFile(parts), sheet, mostRows);
const data = (...rows: readonly string[]) => ({
  sheets: { 数据: `<sheetData>${rows.join('')}</sheetData>` },
});
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof TableUnreadable) return error.message;
    throw error;
  }
  return 'was read';
};
const STYLES = {
  styles: `<numFmts><numFmt numFmtId="176" formatCode="yyyy\\-mm"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="49"/></cellXfs>`,
};

test('texts, numbers, days and months are told as they are shown, with the number of their row', () => {
  const rows = read({
    ...data(
      row(1, [text('单号')]),
      row(3, [text(' KK-1 '), number('100.09999999999999'), number('46096', 1), number('46054', 2)]),
    ),
    ...STYLES,
  });
  expect(rows).toEqual([
    { line: 1, cells: ['单号'], problem: null },
    { line: 3, cells: [' KK-1 ', '100.1', '2026-03-15', '2026-02'], problem: null },
  ]);
});

test('a workbook that counts from 1904 is read by its own count', () => {
  const rows = read({ ...data(row(1, [number('44634', 1)])), ...STYLES, properties: 'date1904="1"' });
  expect(rows[0]!.cells).toEqual(['2026-03-15']);
});

test('shared texts are read with their parts, without the readings beside them', () => {
  const texts = `<si><r><t>重复</t></r><r><t xml:space="preserve"> 收费&amp;</t></r></si><si><t>张</t><rPh><t>ZHANG</t></rPh></si>`;
  const rows = read({ ...data(row(1, ['<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'])), texts });
  expect(rows[0]!.cells).toEqual(['重复 收费&', '张']);
});

test('a workbook whose elements carry a prefix is the same workbook', () => {
  const rows = read({
    ...data(),
    more: {
      'xl/worksheets/sheet1.xml':
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    },
  });
  expect(rows).toEqual([{ line: 1, cells: ['5'], problem: null }]);
});

test('cells that are left out are empty, and rows that hold nothing are no rows', () => {
  const rows = read(
    data(row(1, [text('a'), '<c/>', text('c')]), row(2, ['<c/>', '<c s="1"/>']), '<row r="3"/>'),
  );
  expect(rows).toEqual([{ line: 1, cells: ['a', '', 'c'], problem: null }]);
});

test.each([
  ['a formula', [text('a'), '<c><f>A1+1</f><v>2</v></c>'], '单元格 B2 为公式'],
  ['a formula that says a text', [text('a'), '<c t="str"><f>A1</f><v>x</v></c>'], '单元格 B2 为公式'],
  ['an identifier that lost its digits', [number('3.1010119880101E+17')], '单元格 A2 数字过长'],
  ['an error', ['<c t="e"><v>#N/A</v></c>'], '单元格 A2 为错误值'],
  ['a truth value', ['<c t="b"><v>1</v></c>'], '单元格 A2 不是文本、数或日期'],
  ['a time of day', [number('46096.5', 1)], '单元格 A2 不是可读的日期'],
])('a row with %s cannot be read, and its cell is named', (_, cells, problem) => {
  const [, bad, good] = read({ ...data(row(1, [text('h')]), row(2, cells), row(3, [text('b')])), ...STYLES });
  expect(bad!.problem).toContain(problem);
  expect(good).toEqual({ line: 3, cells: ['b'], problem: null });
});

test('a row that is hidden cannot be read: who looked at the sheet did not see it', () => {
  const rows = read(data(row(1, [text('h')]), row(2, [text('a')], 'hidden="1"')));
  expect(rows[1]).toMatchObject({ line: 2, problem: '为隐藏行' });
});

test.each<[string, WorkbookParts, string | null, string]>([
  [
    'merged cells',
    { sheets: { a: `${textRows([['a']])}<mergeCells><mergeCell ref="A1:B2"/></mergeCells>` } },
    null,
    '合并单元格 A1:B2',
  ],
  [
    'a hidden column',
    { sheets: { a: `<cols><col min="2" max="2" hidden="1"/></cols>${textRows([['a']])}` } },
    null,
    '隐藏列',
  ],
  [
    'several sheets and none named',
    { sheets: { a: textRows([['a']]), b: textRows([['b']]) } },
    null,
    '多个工作表',
  ],
  ['no sheet of the name', { sheets: { a: textRows([['a']]) } }, '扣款', '没有名为“扣款”的工作表'],
  [
    'more rows than are taken',
    { sheets: { a: textRows(Array.from({ length: 12 }, () => ['a'])) } },
    null,
    '1至10行',
  ],
  [
    'a cell far to the right',
    { sheets: { a: '<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>' } },
    null,
    '表格之外',
  ],
  [
    'a row of countless cells',
    { sheets: { a: `<sheetData><row>${'<c/>'.repeat(101)}</row></sheetData>` } },
    null,
    '单元格过多',
  ],
  ['XML that does not end', { sheets: { a: '<sheetData><row>' } }, null, '已损坏'],
  [
    'entities of its own',
    { sheets: { a: '' }, more: { 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>' } },
    null,
    '文档类型声明',
  ],
])('a workbook with %s is refused', (_, parts, sheet, message) => {
  expect(refusal(() => read(parts, sheet))).toContain(message);
});

test('one of several sheets is read by its name', () => {
  const parts = { sheets: { 说明: textRows([['x']]), 'R&amp;D': textRows([['y']]) } };
  expect(read(parts, 'R&D')[0]!.cells).toEqual(['y']);
});

test('a part that unpacks to more than its directory says is refused before it is all unpacked', () => {
  const bytes = workbookFile({ sheets: { a: textRows([['a']]) } });
  const bomb = deflateRawSync(Buffer.alloc(64_000_000, ' '));
  const name = 'xl/workbook.xml';
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(bomb.length, 18);
  local.writeUInt16LE(name.length, 26);
  // The directory points at the bomb behind everything else, and says that it is small.
  const entry = bytes.indexOf(name, bytes.indexOf('PK\x01\x02')) - 46;
  bytes.writeUInt16LE(8, entry + 10);
  bytes.writeUInt32LE(bomb.length, entry + 20);
  bytes.writeUInt32LE(100, entry + 24);
  const directory = bytes.indexOf('PK\x01\x02');
  bytes.writeUInt32LE(directory, entry + 42);
  const whole = Buffer.concat([
    bytes.subarray(0, directory),
    local,
    Buffer.from(name),
    bomb,
    bytes.subarray(directory),
  ]);
  expect(refusal(() => readWorkbook(whole, null, 10))).toContain('过大');
});
