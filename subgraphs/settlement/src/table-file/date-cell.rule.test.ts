import { expect, test } from '@jest/globals';
import { dateText, formatOf } from './date-cell.rule.ts';

test.each([
  [14, undefined, 'DAY'],
  [31, undefined, 'DAY'],
  [17, undefined, 'MONTH'],
  [57, undefined, 'MONTH'],
  [0, undefined, 'NUMBER'],
  [4, undefined, 'NUMBER'],
  [176, 'yyyy\\-mm\\-dd;@', 'DAY'],
  [177, 'yyyy"年"m"月"d"日"', 'DAY'],
  [178, 'yyyy\\-mm', 'MONTH'],
  [179, '#,##0.00_ ;[Red]\\-#,##0.00', 'NUMBER'],
  [180, '0.00"days"', 'NUMBER'],
  [181, 'h:mm', 'NUMBER'],
])('format %i (%s) shows a number as %s', (id, code, format) => {
  expect(formatOf(id, code)).toBe(format);
});

test.each([
  ['46096', 'DAY', 1900, '2026-03-15'],
  ['61', 'DAY', 1900, '1900-03-01'],
  ['44634', 'DAY', 1904, '2026-03-15'],
  ['46054', 'MONTH', 1900, '2026-02'],
  ['2958465', 'DAY', 1900, '9999-12-31'],
] as const)('%s as a %s counted from %i is %s', (serial, format, epoch, day) => {
  expect(dateText(serial, format, epoch)).toEqual({ ok: true, value: day });
});

test.each(['46096.5', '60', '0', '-1', '2958466', 'x', ''])('“%s” is no day', serial => {
  expect(dateText(serial, 'DAY', 1900)).toMatchObject({ refusal: { message: '不是可读的日期' } });
});
