import { expect, test } from '@jest/globals';
import { change, count, moneyText, percent } from './format.ts';

test.each([
  ['0', '0.00 元'],
  ['5', '0.05 元'],
  ['-123456', '−1,234.56 元'],
  ['999999', '9,999.99 元'],
  ['1000000', '1.00 万元'],
  ['1234567890', '1,234.57 万元'],
  ['10000000000', '1.00 亿元'],
  ['9007199254740993', '900,719.93 亿元'],
])('%s 分 are read as %s', (fen, text) => expect(moneyText(fen)).toBe(text));

test.each([
  [0, '0'],
  [999_999, '999,999'],
  [1_234_567, '123.5 万'],
  [123_456_789, '1.23 亿'],
])('%i is read as %s', (number, text) => expect(count(number)).toBe(text));

test('a ratio is read as a percentage', () => expect(percent('0.052586')).toBe('5.3%'));

test('a change from nothing is no percentage', () => {
  expect([change(3, 2), change(1n, 2n), change(3, 0)]).toEqual([0.5, -0.5, null]);
});
