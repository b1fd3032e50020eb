import { expect, test } from '@jest/globals';
import { closeDeposit } from './deposit.rule.ts';

test.each([
  ['more than is owed', 300_000n, 120_050n, 120_050n, 179_950n],
  ['exactly what is owed', 120_050n, 120_050n, 120_050n, 0n],
  ['less than is owed', 100_000n, 120_050n, 100_000n, 0n],
  ['nothing owed', 100_000n, 0n, 0n, 100_000n],
  ['nothing paid in', 0n, 120_050n, 0n, 0n],
])('a deposit of %s', (_, held, owed, used, back) => {
  expect(closeDeposit(held, owed)).toEqual({ used, back });
});
