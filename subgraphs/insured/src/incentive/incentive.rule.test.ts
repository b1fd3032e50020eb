import fc from 'fast-check';
import { yuan, ZERO } from '#kernel/vocabulary/money';
import { decideIncentive, type IncentiveYear } from './incentive.rule.ts';
import { DEFAULT_INCENTIVE_TERMS, incentiveTermsOf, type IncentiveTerms } from './incentive.terms.ts';

const TERMS: IncentiveTerms = {
  ...DEFAULT_INCENTIVE_TERMS,
  ceiling: yuan(40_000),
  consecutiveStep: yuan(1_500),
  zeroClaimStep: yuan(1_000),
};

/**
 * A life in letters from 2025 on: R a resident year with a payment, Z one without, X one above the ceiling,
 * E a year under employee insurance, - none.
 */
function life(letters: string): IncentiveYear[] {
  return [...letters].map((letter, index) => ({
    year: 2025 + index,
    cover: letter === '-' ? 'NONE' : letter === 'E' ? 'EMPLOYEE' : 'RESIDENT',
    fundPaid: letter === 'R' ? yuan(500) : letter === 'X' ? yuan('40000.01') : ZERO,
  }));
}

const incentive = (year: number, letters: string, terms: Partial<IncentiveTerms> = {}) =>
  decideIncentive(year, life(letters), () => ({ ...TERMS, ...terms }));

describe('consecutive years', () => {
  test.each([
    // 国办发〔2024〕38号: after 4 years each further year raises
    [2028, 'RRRR', 4, 0],
    [2029, 'RRRRR', 5, 1],
    [2031, 'RRRRRRR', 7, 3],
    [2026, 'RR', 2, 0],
    [2030, '-RRRRR', 5, 1],
    [2030, 'RRRERR', 5, 1],
    [2031, 'RRRRR-R', 1, 0],
    [2031, 'RRRRR--', 0, 0],
  ])('SH-ST-LTM-01: in %i after %s there are %i and %i steps', (year, letters, consecutiveYears, steps) => {
    expect(incentive(year, letters)).toMatchObject({ consecutiveYears, consecutiveSteps: steps });
  });

  test('raise the ceiling by a step each from the fifth on', () => {
    expect(incentive(2030, 'RRRRRR')).toMatchObject({
      consecutivePart: yuan(3_000),
      raise: yuan(3_000),
      limit: yuan(43_000),
    });
  });

  test('before 2025 do not count', () => {
    const early = [{ year: 2024, cover: 'RESIDENT', fundPaid: ZERO } as const, ...life('R')];
    expect(decideIncentive(2025, early, () => TERMS)).toMatchObject({
      consecutiveYears: 1,
      zeroClaimPart: ZERO,
    });
  });
});

describe('years without a payment', () => {
  test.each([
    ['Z', 2025, 0],
    ['ZR', 2026, 1_000],
    ['ZZR', 2027, 2_000],
    ['ZRR', 2027, 1_000],
    ['RRR', 2027, 0],
    ['EZR', 2027, 1_000],
    ['ER', 2026, 0],
  ])('SH-ST-LTM-02: %s earns in %i a zero-claim part of %i yuan', (letters, year, amount) => {
    expect(incentive(year, letters).zeroClaimPart).toBe(yuan(amount));
  });

  test('a year above the original ceiling returns the part to zero from the next year', () => {
    expect(incentive(2027, 'ZZX').zeroClaimPart).toBe(yuan(2_000));
    expect(incentive(2028, 'ZZXR').zeroClaimPart).toBe(ZERO);
    expect(incentive(2029, 'ZZXZR').zeroClaimPart).toBe(yuan(1_000));
  });
});

describe('both parts together', () => {
  test('are stored raw and capped at 20% of the original ceiling when read', () => {
    expect(incentive(2033, 'ZZZZZZZZZ')).toMatchObject({
      consecutivePart: yuan(7_500),
      zeroClaimPart: yuan(8_000),
      raise: yuan(8_000),
      limit: yuan(48_000),
    });
  });

  test('raise nothing where there is no ceiling', () => {
    expect(incentive(2033, 'ZZZZZZZZZ', { ceiling: null })).toMatchObject({
      zeroClaimPart: yuan(8_000),
      raise: ZERO,
      limit: null,
    });
  });

  test('never exceed the cap and never fall below zero', () => {
    const letters = fc
      .array(fc.constantFrom('R', 'Z', 'X', 'E', '-'), { maxLength: 16 })
      .map(list => list.join(''));
    fc.assert(
      fc.property(letters, fc.boolean(), (text, survive) => {
        const earned = incentive(2025 + text.length, text, { raisesSurviveInterruption: survive });
        return earned.raise >= 0n && earned.raise <= yuan(8_000) && earned.consecutiveYears <= text.length;
      }),
    );
  });
});

describe('an interruption', () => {
  test('keeps earned raises where the policy says so', () => {
    expect(incentive(2032, 'RRRRRZ-R')).toMatchObject({
      consecutiveYears: 1,
      consecutivePart: yuan(3_000),
      zeroClaimPart: yuan(1_000),
    });
  });

  test('ends them where the policy says so', () => {
    expect(incentive(2032, 'RRRRRZ-R', { raisesSurviveInterruption: false })).toMatchObject({
      consecutivePart: ZERO,
      zeroClaimPart: ZERO,
    });
  });

  test('lowers the ceiling after the return by a parameter, zero by default', () => {
    expect(incentive(2027, 'R-R')).toMatchObject({ reduction: ZERO, limit: yuan(40_000) });
    expect(incentive(2027, 'R-R', { reductionAfterInterruption: yuan(1_000) })).toMatchObject({
      reduction: yuan(1_000),
      limit: yuan(39_000),
    });
    expect(incentive(2027, '-RR', { reductionAfterInterruption: yuan(1_000) }).reduction).toBe(ZERO);
  });
});

test('terms hold from their year until others follow', () => {
  const later = { ...TERMS, effectiveFrom: 2030 };
  expect(incentiveTermsOf(2029, [TERMS, later])).toBe(TERMS);
  expect(incentiveTermsOf(2030, [TERMS, later])).toBe(later);
  expect(incentiveTermsOf(2024, [TERMS])).toBe(DEFAULT_INCENTIVE_TERMS);
});
