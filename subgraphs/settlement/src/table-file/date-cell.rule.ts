import { accept, refuse, type Result } from '#kernel/vocabulary/result';
import type { CellRefusal } from './number-cell.rule.ts';

/** How a cell shows its number: as a day, as a month, or as the number that it is. */
export type CellFormat = 'DAY' | 'MONTH' | 'NUMBER';

/**
 * Formats that every workbook has, without declaring them, as Excel in Chinese has them.
 * Source: ECMA-376 part 1, 18.8.30 numFmt.
 */
const DAYS: ReadonlySet<number> = new Set([14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58]);
const MONTHS: ReadonlySet<number> = new Set([17, 27, 36, 50, 52, 57]);

/** What a format makes of a number: by its id where it is one of every workbook's, by its code where it is the workbook's own. */
export function formatOf(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return DAYS.has(id) ? 'DAY' : MONTHS.has(id) ? 'MONTH' : 'NUMBER';
  const letters = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '').toLowerCase();
  if (letters.includes('d')) return 'DAY';
  return letters.includes('y') ? 'MONTH' : 'NUMBER';
}

/** Days of 1899-12-30 and of 1904-01-01 since 1970: day 0 of the two ways of counting. */
const DAY_ZERO = { 1900: -25_569, 1904: -24_107 } as const;
const MILLISECONDS = 86_400_000;
const LAST_DAY = 2_958_465;

/**
 * Reads the number of a day as `YYYY-MM-DD`, or as `YYYY-MM` where only the month is shown. Refuses times of day, and days
 * before March 1900, which workbooks count wrongly.
 */
export function dateText(
  serial: string,
  format: 'DAY' | 'MONTH',
  epoch: keyof typeof DAY_ZERO,
): Result<string, CellRefusal> {
  const day = /^\d{1,7}$/.test(serial) ? Number(serial) : NaN;
  if (!(day > 60 && day <= LAST_DAY)) return refuse('CELL_UNREADABLE', '不是可读的日期');
  const text = new Date((day + DAY_ZERO[epoch]) * MILLISECONDS).toISOString();
  return accept(text.slice(0, format === 'DAY' ? 10 : 7));
}
