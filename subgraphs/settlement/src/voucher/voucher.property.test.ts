import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actualVoucher, approvedVoucher, balances, dailyPrepayment, finalVoucher } from './voucher.rule.ts';

const fen = fc.bigInt({ min: 0n, max: 10n ** 12n });
const signed = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const declared = fc.uniqueArray(
  fc.record({ account: fc.constantFrom('POOLED_FUND', 'ASSISTANCE_FUND', 'PERSONAL_ACCOUNT'), amount: fen }),
  { selector: ({ account }) => account },
);

describe('debit and credit of a voucher are the same', () => {
  test('of an approved one, whatever is deducted', () => {
    fc.assert(
      fc.property(declared, fen, (funds, deducted) => balances(approvedVoucher(funds, deducted).lines)),
    );
  });

  test('of an actual one; either something is paid or something is carried forward', () => {
    fc.assert(
      fc.property(fen, fen, fen, fen, (approved, prepaid, retained, carriedIn) => {
        const { lines, payable, carriedForward } = actualVoucher({ approved, prepaid, retained, carriedIn });
        expect(balances(lines)).toBe(true);
        expect(payable === 0n || carriedForward === 0n).toBe(true);
        expect(payable - carriedForward).toBe(approved - prepaid - retained - carriedIn);
      }),
    );
  });

  test('of a final one, whichever way the year is adjusted', () => {
    fc.assert(
      fc.property(fen, fc.bigInt({ min: 0n, max: 100n }), signed, (retained, percent, adjustment) => {
        const returned = (retained * percent) / 100n;
        const { lines, payable } = finalVoucher({ retained, returned, adjustment });
        expect(balances(lines)).toBe(true);
        expect(payable >= 0n).toBe(true);
      }),
    );
  });
});

test('over months, what is paid and what is carried forward at the end is all that was approved less what was kept', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fen, fen, fen), { maxLength: 12 }), months => {
      let carriedIn = 0n;
      let paid = 0n;
      let due = 0n;
      for (const [approved, prepaid, retained] of months) {
        const voucher = actualVoucher({ approved, prepaid, retained, carriedIn });
        carriedIn = voucher.carriedForward;
        paid += voucher.payable;
        due += approved - prepaid - retained;
      }
      expect(paid - carriedIn).toBe(due);
    }),
  );
});

test('a month that pays less than was prepaid pays nothing and carries the rest forward', () => {
  expect(actualVoucher({ approved: 100n, prepaid: 130n, retained: 5n, carriedIn: 0n })).toEqual({
    payable: 0n,
    carriedForward: 35n,
    lines: [
      { account: 'PAYABLE', debit: 100n, credit: 0n },
      { account: 'CARRIED_FORWARD', debit: 35n, credit: 0n },
      { account: 'PREPAYMENT', debit: 0n, credit: 130n },
      { account: 'RETENTION', debit: 0n, credit: 5n },
    ],
  });
});

test('a day of prepayment is rounded once, half-up', () => {
  expect(dailyPrepayment(10_000n, 500_000n, 31)).toBe(161n);
  expect(dailyPrepayment(31n, 500_000n, 31)).toBe(1n);
});
