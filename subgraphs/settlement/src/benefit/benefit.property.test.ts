import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum, type Fen } from '#kernel/vocabulary/money';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import {
  INSTITUTION_LEVELS,
  policyBook,
  VISIT_TYPES,
  type PolicyTermFacts,
} from '../policy-term/policy-term.rule.ts';
import { afterMovement, oppositeMovements, sameAccumulators } from '../settlement/opposite.rule.ts';
import { facts } from './benefit.fixture.ts';
import { settleBenefit, type Benefit } from './benefit.rule.ts';
import { ACCUMULATOR_KINDS, EXCLUSION_CAUSES, ITEM_CLASSES, type BenefitFacts } from './facts.rule.ts';

/** At least so many generated bills; `npm run bills` asks for 100,000 of each property. */
const runs = (atLeast: number): number =>
  Math.max(atLeast, (globalThis as { readonly BILLS?: number }).BILLS ?? 0);

const BOOK = policyBook(DEFAULT_TERMS);
const ZERO_RESERVES = { account: { own: 0n, family: 0n }, commercialPayouts: [] };

const amount = (max: bigint) => fc.bigInt({ min: 1n, max });
const balance = fc.bigInt({ min: 0n, max: 5_000_000n });

const line = fc.record({
  id: fc.constant('line'),
  amount: amount(200_000_00n),
  itemClass: fc.option(fc.constantFrom(...ITEM_CLASSES), { nil: null }),
  firstSelfPayRatio: fc.option(fc.bigInt({ min: 0n, max: 1_000_000n }), { nil: null }),
  recognisedAmount: fc.option(amount(100_000_00n), { nil: null }),
  serviceDate: fc.constant('2025-03-01'),
});

const subject = fc.oneof(
  fc.record({
    scheme: fc.constant('EMPLOYEE' as const),
    personGroup: fc.constantFrom(
      'EMPLOYED' as const,
      'RETIRED' as const,
      'FLEXIBLE' as const,
      'UNEMPLOYED' as const,
    ),
    institutionLevel: fc.constantFrom(...INSTITUTION_LEVELS),
    visitType: fc.constantFrom(...VISIT_TYPES),
    region: fc.constant('310101'),
  }),
  fc.record({
    scheme: fc.constant('RESIDENT' as const),
    personGroup: fc.constantFrom('STUDENT_CHILD' as const, 'ADULT' as const, 'SENIOR' as const),
    institutionLevel: fc.constantFrom(...INSTITUTION_LEVELS),
    visitType: fc.constantFrom(...VISIT_TYPES),
    region: fc.constant('310101'),
  }),
);

const anyFacts: fc.Arbitrary<BenefitFacts> = fc.record({
  subject,
  settledOn: fc.constant('2025-03-01'),
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
  entitlement: fc.constantFrom(
    'ENTITLED' as const,
    'ENTITLED' as const,
    'WAITING' as const,
    'SUSPENDED' as const,
  ),
  exclusion: fc.option(fc.record({ cause: fc.constantFrom(...EXCLUSION_CAUSES), advanced: fc.boolean() }), {
    nil: null,
    freq: 8,
  }),
  seriousIllness: fc.option(fc.record({ lowIncome: fc.boolean(), ceilingRaise: balance }), { nil: null }),
  assistanceGroups: fc.subarray(['EXTREME_POVERTY', 'MINIMUM_LIVING', 'LOW_INCOME', 'NONE']),
  mutualAidMembership: fc.option(fc.constant('CHILD_INPATIENT'), { nil: null }),
  commercialPayouts: fc.array(fc.record({ insurer: fc.constant('X'), amount: balance }), { maxLength: 2 }),
  sanctionedAmount: fc.oneof(fc.constant(0n), balance),
  account: fc.record({ own: balance, family: balance }),
  accumulators: fc
    .tuple(
      ...ACCUMULATOR_KINDS.map(kind =>
        fc.bigInt({ min: 0n, max: 70_000_000n }).map(value => [kind, value] as const),
      ),
    )
    .map(entries => Object.fromEntries(entries)),
});

/** Bands with any ratios and a ceiling, so that the claims below hold for policies that nobody has written yet. */
const bookOf = (lowestRatio: bigint, ceiling: fc.Arbitrary<bigint | null>) =>
  fc
    .record({
      ratios: fc.array(fc.bigInt({ min: lowestRatio, max: 1_000_000n }), { minLength: 1, maxLength: 3 }),
      ceiling,
    })
    .map(({ ratios, ceiling }) => {
      const base = DEFAULT_TERMS.find(({ kind }) => kind === 'POOLED_CEILING')!;
      const bands = ratios.map((value, index): PolicyTermFacts => ({
        ...base,
        kind: 'POOLED_RATIO',
        code: `BAND-${index}`,
        unit: 'RATIO',
        scheme: null,
        value: `${value / 1_000_000n}.${(value % 1_000_000n).toString().padStart(6, '0')}`,
        bandFrom: BigInt(index) * 10_000n,
        bandTo: index === ratios.length - 1 ? null : BigInt(index + 1) * 10_000n,
      }));
      const cap = ceiling === null ? [] : [{ ...base, scheme: null, value: ceiling.toString() }];
      return policyBook([
        ...DEFAULT_TERMS.filter(({ kind }) => kind !== 'POOLED_RATIO' && kind !== 'POOLED_CEILING'),
        ...bands,
        ...cap,
      ]);
    });

const anyBook = bookOf(0n, fc.option(amount(500_000n), { nil: null }));

function settled(given: BenefitFacts, book = BOOK): Benefit {
  const result = settleBenefit(given, book);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

function notByThePerson(benefit: Benefit): Fen {
  return benefit.fundPaid;
}

describe('of every settlement', () => {
  test('the payers add up to the total and none is negative', () => {
    fc.assert(
      fc.property(anyFacts, anyBook, (given, book) => {
        const benefit = settled(given, book);
        const total = sum(given.lines.map(({ amount: charged }) => charged));
        expect(benefit.total).toBe(total);
        expect(benefit.fundPaid + benefit.accountPaid + benefit.commercialPaid + benefit.cashPaid).toBe(
          total,
        );
        expect(Object.values(benefit.paid).every(part => part >= 0n)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('the account tells the same as the sums: each payer is the sum of its lines, none negative', () => {
    fc.assert(
      fc.property(anyFacts, anyBook, (given, book) => {
        const benefit = settled(given, book);
        for (const [payer, paid] of Object.entries(benefit.paid)) {
          const lines = benefit.trace.filter(entry => entry.payer === payer);
          expect(sum(lines.map(entry => entry.amount))).toBe(paid);
        }
        expect(benefit.trace.every(entry => entry.amount >= 0n && entry.amount <= entry.base)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('the pooled fund never passes its ceiling of the year', () => {
    fc.assert(
      fc.property(anyFacts, given => {
        const before = given.accumulators.POOLED_PAID ?? 0n;
        const after = before + (settled(given).moved.POOLED_PAID ?? 0n);
        if (given.subject.scheme === 'EMPLOYEE') expect(after <= 64_000_000n || after === before).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('inside one settlement more cost in scope never makes the funds pay less in all', () => {
    fc.assert(
      fc.property(anyFacts, anyBook, amount(1_000_000n), (given, book, more) => {
        const base = { ...given, ...ZERO_RESERVES, exclusion: null, entitlement: 'ENTITLED' as const };
        const extra = {
          ...given.lines[0]!,
          itemClass: 'A' as const,
          firstSelfPayRatio: 0n,
          recognisedAmount: null,
        };
        const less = settled({ ...base, lines: [...base.lines, { ...extra, amount: 1n }] }, book);
        const greater = settled({ ...base, lines: [...base.lines, { ...extra, amount: 1n + more }] }, book);
        expect(notByThePerson(greater) >= notByThePerson(less)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test.each([
    ['without a ceiling, whatever the ratios', bookOf(0n, fc.constant(null))],
    // A rounding shifts 1/(2 · ratio) of cost across the ceiling, which would tell for ratios near zero.
    ['up to a ceiling of the year, for ratios from one half', bookOf(500_000n, amount(500_000n))],
  ])('splitting a bill gains at most half a 分 for each rounding, %s', (_, books) => {
    fc.assert(
      fc.property(books, amount(300_000n), amount(300_000n), subject, (book, first, second, who) => {
        const bill = (charged: Fen, accumulators: BenefitFacts['accumulators']) =>
          settled(
            facts({ subject: who, accumulators, lines: [{ ...facts().lines[0]!, amount: charged }] }),
            book,
          );
        const whole = bill(first + second, {});
        const one = bill(first, {});
        const two = bill(second, afterMovement({}, one.moved));
        const roundings = [whole, one, two].flatMap(({ trace }) =>
          trace.filter(({ step, payer }) => payer !== null && step !== 'CASH'),
        ).length;
        const gain = one.fundPaid + two.fundPaid - whole.fundPaid;
        expect(2n * gain <= BigInt(roundings)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('undoing the latest bill restores every accumulator', () => {
    fc.assert(
      fc.property(anyFacts, given => {
        const { moved } = settled(given);
        const restored = afterMovement(afterMovement(given.accumulators, moved), oppositeMovements(moved));
        expect(sameAccumulators(restored, given.accumulators)).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });
});
