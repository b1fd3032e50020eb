import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '#kernel/vocabulary/money';
import { conclusionOf, spreadRefund } from './online-payment.rule.ts';

const order = { amount: 10_000n, validUntil: new Date('2026-03-16T02:30:00Z') };
const before = new Date('2026-03-16T02:30:00Z');
const after = new Date('2026-03-16T02:30:01Z');

describe('what a provider says of an order decides', () => {
  test.each([
    ['paid to the 分', { outcome: 'PAID', number: 'N1', amount: 10_000n }, before, 'CONFIRM'],
    ['paid, known late', { outcome: 'PAID', number: 'N1', amount: 10_000n }, after, 'CONFIRM'],
    ['another amount', { outcome: 'PAID', number: 'N1', amount: 9_999n }, after, undefined],
    ['declined', { outcome: 'FAILED', reason: '余额不足' }, before, 'FAIL'],
    ['open while it may be paid', { outcome: 'OPEN' }, before, undefined],
    ['open when it no longer may', { outcome: 'OPEN' }, after, 'FAIL'],
    ['unknown while it may still arrive', { outcome: 'UNKNOWN' }, before, undefined],
    ['unknown when it no longer may', { outcome: 'UNKNOWN' }, after, 'FAIL'],
  ] as const)('%s', (_, answer, now, act) => {
    expect(conclusionOf(answer, order, now)?.act).toBe(act);
  });
});

test('what is given back adds up and never exceeds what was paid', () => {
  const payment = fc.record({ id: fc.uuid(), amount: fc.bigInt(1n, 10_000n), part: fc.bigInt(0n, 100n) });
  fc.assert(
    fc.property(
      fc.uniqueArray(payment, { selector: ({ id }) => id }),
      fc.bigInt(0n, 30_000n),
      (given, wish) => {
        const payments = given.map(({ id, amount, part }) => ({
          id,
          amount,
          refunded: (amount * part) / 100n,
        }));
        const open = sum(payments.map(({ amount, refunded }) => amount - refunded));
        const parts = spreadRefund(payments, wish);
        expect(sum(parts.map(({ amount }) => amount))).toBe(wish < open ? wish : open);
        for (const part of parts) {
          const { amount, refunded } = payments.find(({ id }) => id === part.id)!;
          expect(part.amount <= amount - refunded).toBe(true);
        }
      },
    ),
  );
});
