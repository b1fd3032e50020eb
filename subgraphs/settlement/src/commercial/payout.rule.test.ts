import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ratio, yuan } from '#kernel/vocabulary/money';
import { correctedPayout, coversOn, payoutOf } from './payout.rule.ts';

const PROMISE = { ratio: ratio('0.8'), deductible: yuan(100), yearlyLimit: yuan(1000) };
const UNUSED = { base: 0n, paid: 0n };

describe('what a policy pays', () => {
  test.each([
    ['its share above the deductible', UNUSED, 300, 160],
    ['nothing below the deductible', UNUSED, 100, 0],
    ['its share of all once the deductible is borne', { base: yuan(100), paid: 0n }, 300, 240],
    ['its share of all when it was borne long ago', { base: yuan(500), paid: 0n }, 300, 240],
    ['no more than its limit of the year', { base: yuan(1300), paid: yuan(960) }, 300, 40],
    ['nothing beyond it', { base: yuan(2000), paid: yuan(1000) }, 300, 0],
  ])('%s', (_, use, left, paid) => {
    expect(payoutOf(PROMISE, use, yuan(left))).toBe(yuan(paid));
  });

  test('never more than what is left, and never beyond the limit, whatever the policy', () => {
    const amount = fc.bigInt({ min: 0n, max: 100_000_000n });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        amount,
        amount,
        amount,
        (...given) => {
          const [deductible, yearlyLimit, share, base, paid, left] = given;
          const payout = payoutOf({ ratio: share, deductible, yearlyLimit }, { base, paid }, left);
          expect(payout >= 0n && payout <= left).toBe(true);
          expect(payout === 0n || paid + payout <= yearlyLimit).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a policy covers its first and its last day', () => {
  const policy = { firstDay: '2026-01-01', lastDay: '2026-12-31', withdrawnOn: null };
  const days = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'];
  expect(days.map(day => coversOn(policy, day))).toEqual([false, true, true, false]);
  expect(coversOn({ ...policy, withdrawnOn: '2026-06-01' }, '2026-03-01')).toBe(false);
});

test('a correction stays between nothing and what insurer and person paid together', () => {
  const payout = { paid: 500n, standing: 400n, cash: 100n };
  expect(correctedPayout(payout, 600n)).toEqual({ ok: true, value: 200n });
  expect(correctedPayout(payout, 0n)).toEqual({ ok: true, value: -400n });
  for (const impossible of [601n, -1n, 400n]) expect(correctedPayout(payout, impossible).ok).toBe(false);
});
