import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum, ZERO } from '#kernel/vocabulary/money';
import { setOff } from './set-off.rule.ts';

const fen = fc.bigInt({ min: 1n, max: 10n ** 9n });
const index = fc.nat({ max: 3 });

test('whatever is set off in whatever order: what debts lose is what payments lose, and none goes below nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fen, { minLength: 4, maxLength: 4 }),
      fc.array(fen, { minLength: 4, maxLength: 4 }),
      fc.array(fc.tuple(index, index, fc.bigInt({ min: -5n, max: 10n ** 9n })), { maxLength: 40 }),
      (owed, due, attempts) => {
        const debts = owed.map(amount => ({ amount, repaid: ZERO, onItsWay: ZERO }));
        const payments = due.map(amount => ({ amount, setOff: ZERO }));
        for (const [at, against, amount] of attempts) {
          const done = setOff(debts[at]!, payments[against]!, amount);
          if (!done.ok) continue;
          debts[at]!.repaid = done.value.repaid;
          payments[against]!.setOff = done.value.setOff;
        }
        expect(debts.every(({ amount, repaid }) => repaid >= ZERO && repaid <= amount)).toBe(true);
        expect(payments.every(({ amount, setOff }) => setOff >= ZERO && setOff <= amount)).toBe(true);
        expect(sum(debts.map(({ repaid }) => repaid))).toBe(sum(payments.map(payment => payment.setOff)));
      },
    ),
  );
});

test('what a person is paying back at the moment is not set off as well', () => {
  const debt = { amount: 3050n, repaid: 1000n, onItsWay: 2000n };
  const payment = { amount: 10_000n, setOff: 0n };
  expect(setOff(debt, payment, 51n)).toMatchObject({ refusal: { facts: { outstanding: 50n } } });
  expect(setOff(debt, payment, 50n)).toMatchObject({ value: { repaid: 1050n, setOff: 50n } });
});

test('the last 分 of a payment may be set off, and not one more', () => {
  const debt = { amount: 3050n, repaid: 0n, onItsWay: 0n };
  expect(setOff(debt, { amount: 700n, setOff: 300n }, 400n)).toMatchObject({ value: { setOff: 700n } });
  expect(setOff(debt, { amount: 700n, setOff: 300n }, 401n)).toMatchObject({
    refusal: { code: 'MORE_THAN_PAYMENT', facts: { left: 400n } },
  });
});
