import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  differencesBetween,
  differencesGrow,
  sameTotals,
  totalsOf,
  type ReconciledRecord,
} from './reconciliation.rule.ts';

const fen = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
const ledger = fc.uniqueArray(
  fc.record({
    reference: fc.integer({ min: 0, max: 12 }).map(String),
    refund: fc.boolean(),
    total: fen,
    fundPaid: fen,
    accountPaid: fen,
  }),
  { selector: ({ reference }) => reference, maxLength: 12 },
);
const NONE = { count: 0, total: 0n, fundPaid: 0n, accountPaid: 0n };

const record = (reference: string, amount: bigint, refund = false): ReconciledRecord => ({
  reference,
  refund,
  total: amount,
  fundPaid: amount,
  accountPaid: 0n,
});

describe('differences between two ledgers', () => {
  test('explain the difference of the totals, to the fen', () => {
    fc.assert(
      fc.property(ledger, ledger, (ours, theirs) => {
        const [own, other] = [totalsOf(ours), totalsOf(theirs)];
        const explained = differencesBetween(ours, theirs).reduce(
          (sum, difference) => {
            const [a, b] = [difference.ours ?? NONE, difference.theirs ?? NONE];
            return {
              count: sum.count + (difference.ours ? 1 : 0) - (difference.theirs ? 1 : 0),
              total: sum.total + a.total - b.total,
              fundPaid: sum.fundPaid + a.fundPaid - b.fundPaid,
              accountPaid: sum.accountPaid + a.accountPaid - b.accountPaid,
            };
          },
          { ...NONE },
        );
        expect(explained).toEqual({
          count: own.count - other.count,
          total: own.total - other.total,
          fundPaid: own.fundPaid - other.fundPaid,
          accountPaid: own.accountPaid - other.accountPaid,
        });
      }),
      { numRuns: 500 },
    );
  });

  test('there are none between a ledger and itself in another order, and then the totals agree', () => {
    fc.assert(
      fc.property(ledger, ours => {
        const theirs = [...ours].reverse();
        expect(differencesBetween(ours, theirs)).toEqual([]);
        expect(sameTotals(totalsOf(ours), totalsOf(theirs))).toBe(true);
      }),
    );
  });

  test('each is of one kind, sorted', () => {
    const ours = [record('a', 1n), record('b', 2n), record('c', 3n), record('d', 4n)];
    const theirs = [record('e', 5n), record('d', 4n), record('b', -2n, true), record('c', 4n)];
    expect(differencesBetween(ours, theirs).map(({ kind, reference }) => `${kind} ${reference}`)).toEqual([
      'ONLY_CENTRE a',
      'ONLY_PARTY e',
      'AMOUNTS_DIFFER c',
      'DATA_DIFFER b',
    ]);
  });

  test('that cancel each other in the totals are found by the count or the details only', () => {
    expect(sameTotals(totalsOf([record('a', 1n)]), totalsOf([record('b', 1n)]))).toBe(true);
    expect(differencesBetween([record('a', 1n)], [record('b', 1n)])).toHaveLength(2);
  });
});

test.each([
  [3, 1, true],
  [3, 0, true],
  [2, 0, false],
  [6, 3, false],
  [7, 3, true],
])('%i differences after %i: they grow or not', (now, before, grow) => {
  expect(differencesGrow(now, before, 3)).toBe(grow);
});
