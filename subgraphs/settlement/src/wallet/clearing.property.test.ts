import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '#kernel/vocabulary/money';
import { netByProvince, netPositions, type CrossPayment } from './clearing.rule.ts';

const province = fc.constantFrom('110000', '120000', '310000', '320000', '330000');
const payment: fc.Arbitrary<CrossPayment> = fc.record({
  day: fc.constantFrom('2026-02-01', '2026-02-02'),
  from: province,
  to: province,
  amount: fc.bigInt(-100_000n, 100_000n),
});
const payments = fc.array(payment, { maxLength: 60 });

test('what all provinces receive and pay adds up to zero', () => {
  fc.assert(
    fc.property(payments, given => {
      expect(sum(netByProvince(netPositions(given)).values())).toBe(0n);
    }),
  );
});

test('a province receives what wallets of others paid it, less what its own paid elsewhere', () => {
  fc.assert(
    fc.property(payments, province, (given, own) => {
      const between = given.filter(({ from, to }) => from !== to);
      const received = sum(between.filter(({ to }) => to === own).map(({ amount }) => amount));
      const paid = sum(between.filter(({ from }) => from === own).map(({ amount }) => amount));
      expect(netByProvince(netPositions(given)).get(own) ?? 0n).toBe(received - paid);
    }),
  );
});

test('every payment between provinces is in exactly one position, in whatever order they came', () => {
  fc.assert(
    fc.property(payments, given => {
      const positions = netPositions(given);
      expect(positions.reduce((all, { count }) => all + count, 0)).toBe(
        given.filter(({ from, to }) => from !== to).length,
      );
      expect(netPositions([...given].reverse())).toEqual(positions);
    }),
  );
});
