import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  divideHalfUp,
  formatRatio,
  formatYuan,
  inYuan,
  parseFen,
  ratio,
  shareOf,
  sum,
  yuan,
} from './money.ts';

test.each([
  ['0', 0n],
  ['12345', 12345n],
  ['-5', -5n],
])('the amount %s reads as %s 分', (text, fen) => {
  expect(parseFen(text)).toEqual({ ok: true, value: fen });
});

test.each(['', '1.5', '01', '-0', '1e3', ' 1', '１', '12345678901234567', 'NaN'])(
  '“%s” is no amount',
  text => {
    expect(parseFen(text)).toMatchObject({ ok: false, refusal: { code: 'INVALID_MONEY' } });
  },
);

test('yuan are written with 分', () => {
  expect(yuan('123.4')).toBe(12340n);
  expect(yuan(-3)).toBe(-300n);
  expect(formatYuan(-12305n)).toBe('-123.05元');
});

test.each([
  [-5n, '-0.05'],
  [-100n, '-1.00'],
  [0n, '0.00'],
  [5n, '0.05'],
])('%s 分 are %s yuan', (fen, text) => {
  expect(inYuan(fen)).toBe(text);
});

test('a half 分 is rounded away from zero, and nothing else is rounded up', () => {
  expect(divideHalfUp(5n, 2n)).toBe(3n);
  expect(divideHalfUp(-5n, 2n)).toBe(-3n);
  expect(divideHalfUp(49n, 100n)).toBe(0n);
  expect(shareOf(101n, ratio('0.5'))).toBe(51n);
});

test('a share and its complement differ from the whole by at most one 分', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 1_000_000n), (amount, share) => {
      const parts = sum([shareOf(amount, share), shareOf(amount, 1_000_000n - share)]);
      expect(parts - amount).toBeGreaterThanOrEqual(0n);
      expect(parts - amount).toBeLessThanOrEqual(1n);
    }),
  );
});

test('a ratio is written as it was read', () => {
  for (const text of ['0', '1', '0.6', '0.000001', '12.5']) expect(formatRatio(ratio(text))).toBe(text);
  expect(() => ratio('0.0000001')).toThrow('not a ratio');
});
