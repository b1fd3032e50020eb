import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import PDFDocument from 'pdfkit';
import { pagesOf, placedTexts } from './pdf-text.fixture.ts';
import { printPdf } from './pdf.ts';
import type { PrintedForm } from './printed-form.ts';
import { Typeface } from './typeface.ts';

function form(input: Partial<PrintedForm> = {}): PrintedForm {
  return {
    title: '扣减通知单',
    number: '20260301-20260331-3F9A2C81',
    heading: [{ label: '单位', value: 'H31010100001' }],
    columns: [
      { label: '扣款事由', unit: 'TEXT' },
      { label: '笔数', unit: 'COUNT' },
      { label: '扣款金额', unit: 'FEN' },
    ],
    rows: [
      ['超限用药', '1', '100'],
      ['重复收费', '12345', '123456789'],
    ],
    totals: ['', '12346', '123456889'],
    capital: { label: '扣款金额', amount: 123_456_889n },
    signatories: [
      { label: '制表人', value: 'wang' },
      { label: '复核人', value: '' },
    ],
    notes: ['内容摘要（SM3）：00'],
    madeAt: new Date('2026-04-02T02:00:00Z'),
    ...input,
  };
}

const many = (count: number) => Array.from({ length: count }, (_, at) => [`事由${at}`, '1', '100']);
const face = () => Typeface.of(new PDFDocument({ autoFirstPage: false, font: '' }));

test('a form says its title, unit, rows, totals, the amount in figures and capital numerals, and who signs', async () => {
  const [page, ...more] = pagesOf(await printPdf(form()));
  expect(more).toEqual([]);
  expect(page!.split('\n')).toEqual([
    ...['扣减通知单', '编号：20260301-20260331-3F9A2C81'],
    ...['单位：H31010100001', '金额单位：元'],
    ...['扣款事由', '笔数', '扣款金额'],
    ...['超限用药', '1', '1.00'],
    ...['重复收费', '12,345', '1,234,567.89'],
    ...['合计', '12,346', '1,234,568.89'],
    '扣款金额（大写）：人民币壹佰贰拾叁万肆仟伍佰陆拾捌元捌角玖分　　（小写）：￥1,234,568.89',
    ...['制表人：wang', '复核人：'],
    '内容摘要（SM3）：00',
    ...['编号：20260301-20260331-3F9A2C81', '第1页　共1页'],
  ]);
});

test('the same form is the same bytes whenever it is printed, and another day is not', async () => {
  const printed = await printPdf(form());
  expect((await printPdf(form())).equals(printed)).toBe(true);
  const later = await printPdf(form({ madeAt: new Date('2026-04-03T02:00:00Z') }));
  expect(later.equals(printed)).toBe(false);
});

test('every page of a long form has the header and its number, the last one totals and signatures, and no row is lost', async () => {
  const pages = pagesOf(await printPdf(form({ rows: many(200) })));
  expect(pages.length).toBeGreaterThan(3);
  for (const [at, page] of pages.entries()) {
    expect(page).toContain('扣款事由\n笔数\n扣款金额\n');
    expect(page).toContain(`第${at + 1}页　共${pages.length}页`);
    expect(page.includes('合计') && page.includes('制表人')).toBe(at === pages.length - 1);
  }
  expect(pages.join('\n').match(/事由\d+/g)).toEqual(many(200).map(([reason]) => reason));
});

test('amounts end at the same edge, however many digits they have', async () => {
  const typeface = await face();
  const [page] = placedTexts(await printPdf(form()));
  const edges = page!
    .filter(({ text }) => /^[\d,]+\.\d\d$/.test(text))
    .map(({ text, x, size }) => x + typeface.width(text) * size);
  expect(edges).toHaveLength(3);
  for (const edge of edges) expect(edge).toBeCloseTo(edges[0]!, 1);
});

test('a character that the typeface lacks is seen as 〓 and counted, never dropped', async () => {
  const [page] = pagesOf(await printPdf(form({ rows: [['龑某，𠮷某，张某', '1', '100']] })));
  expect(page).toContain('〓某，〓某，张某');
  expect(page).toContain('本表有2处字符不在打印字库中');
  expect(pagesOf(await printPdf(form()))[0]).not.toContain('字库');
});

test('what would move the text of a line is a space', async () => {
  const [page] = pagesOf(await printPdf(form({ rows: [['甲\r\n乙\t丙', '1', '100']] })));
  expect(page).toContain('甲 乙 丙\n');
});

test('the typeface has every character that the graph of settlement uses for its terms', async () => {
  const sdl = readFileSync(
    new URL('../../../../schema/subgraphs/settlement.graphql', import.meta.url),
    'utf8',
  );
  const typeface = await face();
  const terms = new Set(sdl.match(/[^\x00-\x7f]/gu));
  expect(terms.size).toBeGreaterThan(500);
  expect([...terms].filter(character => !typeface.has(character))).toEqual([]);
});
