import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PLANNED_ROWS, planBlindIndex, valueSpaceOf } from './blind-index.plan.ts';

const plan = (...field: Parameters<typeof valueSpaceOf>) =>
  planBlindIndex(PLANNED_ROWS, valueSpaceOf(...field));

describe('at 20,000,000 rows', () => {
  test('the index of an id card keeps 20 bits: some 19 others share it, so that it confirms nobody', () => {
    expect(plan('ID_CARD', 'EXACT')).toMatchObject({
      bits: 20,
      matches: 1,
      falsePositives: expect.closeTo(19.07, 1),
      certainty: expect.closeTo(0.05, 2),
      certaintyOfCommonest: expect.closeTo(0.05, 2),
    });
  });

  test('the index of a name keeps as many, and cannot hide the commonest names', () => {
    const { bits, certainty, certaintyOfCommonest } = plan('NAME', 'EXACT');
    expect(bits).toBe(20);
    expect(certainty).toBeLessThan(0.1);
    expect(certaintyOfCommonest).toBeGreaterThan(0.99);
  });

  test('the index of four digits keeps 14 bits: 2,000 phones match, and fewer are opened in vain', () => {
    expect(plan('PHONE', 'LAST4')).toMatchObject({ bits: 14, matches: 2000 });
    expect(plan('PHONE', 'LAST4').falsePositives).toBeLessThan(2000);
  });

  // CipherSweet, Blind Index Planning.
  test.each([
    ['ID_CARD', 'EXACT'],
    ['NAME', 'EXACT'],
    ['BANK_CARD', 'EXACT'],
  ] as const)(
    'coincidences of %s %s lie between 2 and the root of the rows',
    (sensitiveClass, searchable) => {
      const { falsePositives } = plan(sensitiveClass, searchable);
      expect(falsePositives).toBeGreaterThanOrEqual(2);
      expect(falsePositives).toBeLessThan(Math.sqrt(PLANNED_ROWS));
    },
  );
});

const rows = fc.integer({ min: 1_000, max: 100_000_000 });
const values = fc.oneof(fc.constant('ROWS' as const), fc.integer({ min: 100, max: 1_000_000 }));

test('no look-up is planned to open more rows in vain than 20, or than match', () => {
  fc.assert(
    fc.property(rows, values, (count, used) => {
      const { falsePositives, matches } = planBlindIndex(count, { values: used, commonest: 0 });
      return falsePositives <= Math.max(20, matches);
    }),
  );
});

test('one bit less would open too many: no bit is kept that is not needed', () => {
  fc.assert(
    fc.property(rows, values, (count, used) => {
      const { bits, matches } = planBlindIndex(count, { values: used, commonest: 0 });
      return bits === 1 || count / 2 ** (bits - 1) > Math.max(20, matches);
    }),
  );
});

test('more rows never lead to a shorter index', () => {
  fc.assert(
    fc.property(rows, rows, values, (one, other, used) => {
      const [fewer, more] = [Math.min(one, other), Math.max(one, other)];
      const bits = (count: number) => planBlindIndex(count, { values: used, commonest: 0 }).bits;
      return used !== 'ROWS' || bits(fewer) <= bits(more);
    }),
  );
});
