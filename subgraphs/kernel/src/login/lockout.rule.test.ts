import { expect, test } from '@jest/globals';
import { lockSeconds } from './lockout.rule.ts';

test.each([
  [0, 0],
  [4, 0],
  [5, 60],
  [6, 120],
  [7, 240],
  [10, 1920],
  [11, 3600],
  [1000, 3600],
])('%i false signatures in a row lock for %i seconds', (failures, seconds) => {
  expect(lockSeconds(failures)).toBe(seconds);
});
