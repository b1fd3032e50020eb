import { expect, test } from '@jest/globals';
import { waitAfter } from './patience.ts';

test('the wait grows to half a minute and stays there for ever', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 1_000_000].map(failures => waitAfter(failures, 1));
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('walls that were cut off together come back apart', () => {
  expect(waitAfter(3, 0)).toBe(4000);
  expect(waitAfter(3, 0.5)).toBe(6000);
});
