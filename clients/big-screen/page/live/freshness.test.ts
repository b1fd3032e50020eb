import { expect, test } from '@jest/globals';
import { ageText, freshness } from './freshness.ts';

const NOW = Date.parse('2026-11-22T02:00:00Z');

test.each([
  [0, '刚刚'],
  [999, '刚刚'],
  [1000, '1 秒前'],
  [59_999, '59 秒前'],
  [60_000, '1 分钟前'],
  [7_200_000, '2 小时前'],
  [200_000_000, '2 天前'],
])('data of %i ms ago are said to be of %s', (age, text) => expect(ageText(age)).toBe(text));

test('data tell their time in Shanghai, and are late only past what was promised', () => {
  expect(freshness(NOW - 4000, NOW, 5000)).toEqual({ late: false, text: '09:59:56（4 秒前）' });
  expect(freshness(NOW - 6000, NOW, 5000).late).toBe(true);
});

test('data of the future, by a clock that is ahead, are new and not negative in age', () => {
  expect(freshness(NOW + 3000, NOW, 5000)).toEqual({ late: false, text: '10:00:03（刚刚）' });
});

test('before the first data nothing is claimed', () => {
  expect(freshness(null, NOW, 5000)).toEqual({ late: false, text: '等待数据' });
});
