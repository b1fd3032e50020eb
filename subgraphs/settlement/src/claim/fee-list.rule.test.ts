import { describe, expect, test } from '@jest/globals';
import { checkFeeList, feeLineProblems, lineAmount, type FeeLineRequest } from './fee-list.rule.ts';

function line(overrides: Partial<FeeLineRequest> = {}): FeeLineRequest {
  return {
    detailNumber: '0001',
    itemCode: '001102000050000',
    quantity: 1_000_000n,
    unitPrice: 2_500n,
    amount: 2_500n,
    serviceDate: '2025-03-01',
    ...overrides,
  };
}

describe('what cannot be a fee line', () => {
  test.each<[string, Partial<FeeLineRequest>, keyof FeeLineRequest]>([
    ['a negative amount', { amount: -1n }, 'amount'],
    ['no amount', { amount: 0n }, 'amount'],
    ['a huge amount', { amount: 1_000_000_000_001n }, 'amount'],
    ['no quantity', { quantity: 0n }, 'quantity'],
    ['a negative quantity', { quantity: -1n }, 'quantity'],
    ['a huge quantity', { quantity: 100_000_000_001n }, 'quantity'],
    ['a negative price', { unitPrice: -5n }, 'unitPrice'],
    ['a service tomorrow', { serviceDate: '2025-03-03' }, 'serviceDate'],
    ['a service before the visit', { serviceDate: '2025-02-28' }, 'serviceDate'],
    ['an empty detail number', { detailNumber: '' }, 'detailNumber'],
    ['a code that is none', { itemCode: "'; drop" }, 'itemCode'],
  ])('%s', (_, overrides, field) => {
    const problems = feeLineProblems([line(), line(overrides)], '2025-03-01', '2025-03-02');
    expect(problems.map(problem => [problem.index, problem.field])).toEqual([[1, field]]);
  });
});

describe('whether a fee list is taken', () => {
  test('an amount is the quantity times the price, rounded half-up', () => {
    expect(lineAmount({ quantity: 500_000n, unitPrice: 333n })).toBe(167n);
    expect(checkFeeList([line({ amount: 2_501n })], 2_501n, new Set())).toMatchObject({
      ok: false,
      refusal: { code: 'FEE_AMOUNT_DIFFERS', facts: { detailNumbers: ['0001'] } },
    });
  });

  test('the sum of the lines is the declared total', () => {
    expect(checkFeeList([line(), line({ detailNumber: '0002' })], 5_000n, new Set())).toEqual({
      ok: true,
      value: 5_000n,
    });
    expect(checkFeeList([line()], 2_400n, new Set())).toMatchObject({
      ok: false,
      refusal: { code: 'FEE_TOTAL_DIFFERS', facts: { total: 2_500n, declaredTotal: 2_400n } },
    });
  });

  test('a detail number comes once in a visit', () => {
    expect(checkFeeList([line(), line()], 5_000n, new Set())).toMatchObject({
      refusal: { code: 'DUPLICATE_DETAIL' },
    });
    expect(checkFeeList([line()], 2_500n, new Set(['0001']))).toMatchObject({
      refusal: { code: 'DUPLICATE_DETAIL' },
    });
  });

  test('the same item on the same day is normal', () => {
    expect(checkFeeList([line(), line({ detailNumber: '0002' })], 5_000n, new Set()).ok).toBe(true);
  });
});
