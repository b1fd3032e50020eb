import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { breakLines, planPages, type PlannedColumn } from './page-plan.rule.ts';

/** Letters of one width: Chinese characters are as wide as high, all others half of it. */
const measure = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : 0.5), 0);
const ROOMS = {
  upright: { width: 500, first: 650, next: 700, tail: 100 },
  across: { width: 750, first: 400, next: 450, tail: 100 },
};
const columns = (count: number): PlannedColumn[] => [
  { label: '机构编码', numeric: false },
  ...Array.from({ length: count }, (_, at) => ({ label: `基金${at}`, numeric: true })),
];
const rows = (count: number, amounts: number, amount = '1,234.56') =>
  Array.from({ length: count }, (_, at) => [`H3101${at}`, ...Array.from({ length: amounts }, () => amount)]);
const plan = (amounts: number, amount?: string) =>
  planPages(columns(amounts), rows(3, amounts, amount), measure, ROOMS);

describe('the paper', () => {
  test.each([
    ['few columns stand upright', 4, undefined, false, 9],
    ['more of them go across', 11, undefined, true, 9],
    ['those that are too wide across get smaller letters', 11, '9,999,999,999.99', true, 7],
  ] as const)('%s', (_, amounts, amount, landscape, size) => {
    expect(plan(amounts, amount)).toMatchObject({ landscape, size });
  });

  test('columns fill the page, and every amount fits its column on one line', () => {
    const { widths, size, pages } = plan(11, '9,999,999,999.99');
    expect(widths.reduce((sum, width) => sum + width)).toBeCloseTo(750);
    for (const width of widths.slice(1)) expect(width).toBeGreaterThan(measure('9,999,999,999.99') * size);
    expect(pages[0]![0]!.cells.slice(1)).toEqual(Array(11).fill(['9,999,999,999.99']));
  });
});

test('every row is on one page, in order, within its room, and the last one stands with what follows it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), (count, length) => {
      const texts = Array.from({ length: count }, (_, at) => [`${at}`, '文'.repeat(length)]);
      const two = [
        { label: '序', numeric: true },
        { label: '事由', numeric: false },
      ];
      const { pages, header } = planPages(two, texts, measure, ROOMS);
      expect(pages.flat().map(({ cells }) => cells[0]![0])).toEqual(texts.map(([number]) => number));
      for (const [at, page] of pages.entries()) {
        const height = page.reduce((sum, row) => sum + row.height, header.height);
        const room = at === 0 ? ROOMS.upright.first : ROOMS.upright.next;
        expect(height).toBeLessThanOrEqual(at === pages.length - 1 ? room - ROOMS.upright.tail : room);
      }
      expect(pages.at(-1)).not.toEqual([]);
    }),
  );
});

describe('lines', () => {
  test.each([
    ['甲乙丙丁', 2, ['甲乙', '丙丁']],
    ['甲乙，丙丁', 2, ['甲', '乙，', '丙丁']],
    ['凭证H3101号', 3, ['凭证', 'H3101', '号']],
    ['H31010100001', 3, ['H31010', '100001']],
    ['短', 9, ['短']],
  ])('%s within %s letters is %j', (text, width, lines) => {
    expect(breakLines(text, width, measure)).toEqual(lines);
  });
});
