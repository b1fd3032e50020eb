import { describe, expect, test } from '@jest/globals';
import { ratio } from '#kernel/vocabulary/money';
import { facts } from '../benefit/benefit.fixture.ts';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import { policyBook } from '../policy-term/policy-term.rule.ts';
import { classifyLine, type ChargedLine } from './catalogue.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const { subject } = facts();
const ALWAYS = { validFrom: null, validTo: null };

function line(itemCode: string, overrides: Partial<ChargedLine> = {}): ChargedLine {
  return {
    id: 'l',
    itemCode,
    quantity: 2_000_000n,
    amount: 10_000n,
    serviceDate: '2025-03-01',
    ...overrides,
  };
}

describe('how an item is treated', () => {
  test('a drug of the catalogue brings its class, its ratio and its price limit times the quantity', () => {
    const entry = {
      itemClass: 'B' as const,
      firstSelfPayRatio: ratio('0.15'),
      priceLimit: 3_000n,
      ...ALWAYS,
    };
    expect(classifyLine(line('XJ01CAA040E001010100001'), entry, subject, BOOK)).toMatchObject({
      itemClass: 'B',
      firstSelfPayRatio: 150_000n,
      recognisedAmount: 6_000n,
    });
  });

  test('half a pack is recognised at half the price limit, rounded half-up', () => {
    const entry = { itemClass: 'A' as const, firstSelfPayRatio: null, priceLimit: 333n, ...ALWAYS };
    const half = line('XJ01CAA040E001010100001', { quantity: 500_000n });
    expect(classifyLine(half, entry, subject, BOOK).recognisedAmount).toBe(167n);
  });

  test.each([
    ['the day before the first', '2024-12-31', null],
    ['the first day', '2025-01-01', 'A'],
    ['the last day', '2025-06-30', 'A'],
    ['the day after the last', '2025-07-01', null],
  ])('a code that holds for some days is of class A on them only: %s', (_, serviceDate, itemClass) => {
    const validity = { validFrom: '2025-01-01', validTo: '2025-06-30' };
    const entry = { itemClass: 'A' as const, firstSelfPayRatio: null, priceLimit: null, ...validity };
    // Its chapter would be of class A too: a code that does not hold is not covered by way of it.
    expect(classifyLine(line('001102000050000', { serviceDate }), entry, subject, BOOK).itemClass).toBe(
      itemClass,
    );
  });

  test.each([
    ['001102000050000', 'A'],
    ['003304000010000', 'B'],
    ['001400000010000', 'C'],
    ['009900000010000', null],
    ['XJ01CAA040E001010100001', null],
  ])('an item %s without an entry is of class %s', (itemCode, itemClass) => {
    expect(classifyLine(line(itemCode), undefined, subject, BOOK).itemClass).toBe(itemClass);
  });
});
