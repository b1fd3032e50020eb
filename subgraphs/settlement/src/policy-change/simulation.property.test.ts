import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '#kernel/vocabulary/money';
import { facts, feeLine } from '../benefit/benefit.fixture.ts';
import { settleBenefit } from '../benefit/benefit.rule.ts';
import type { Accumulators } from '../benefit/facts.rule.ts';
import { policyBook, VISIT_TYPES, type PolicyBook } from '../policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import { afterMovement } from '../settlement/opposite.rule.ts';
import { bookUnder } from './policy-change.rule.ts';
import { Simulation, type SettledBill } from './simulation.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const CEILING = DEFAULT_TERMS.find(({ code }) => code === 'EMPLOYEE-POOLED-CEILING')!;
const DEDUCTIBLE = DEFAULT_TERMS.find(({ code }) => code === 'EMPLOYEE-OUTPATIENT-DEDUCTIBLE')!;

interface Charge {
  readonly person: number;
  readonly visitType: (typeof VISIT_TYPES)[number];
  readonly fen: bigint;
  readonly account: bigint;
}

const charges = fc.array(
  fc.record({
    person: fc.integer({ min: 0, max: 3 }),
    visitType: fc.constantFrom(...VISIT_TYPES),
    fen: fc.bigInt({ min: 1n, max: 90_000_000n }),
    account: fc.bigInt({ min: 0n, max: 500_000n }),
  }),
  { minLength: 1, maxLength: 25 },
);

const draft = fc.record({
  ceiling: fc.bigInt({ min: 0n, max: 100_000_000n }),
  deductible: fc.bigInt({ min: 0n, max: 500_000n }),
});

/** Settles charges under a book as a year of bills, person after person. */
function year(given: readonly Charge[], book: PolicyBook): SettledBill[] {
  const accumulators = new Map<number, Accumulators>();
  const inOrder = [...given].sort((a, b) => a.person - b.person);
  return inOrder.map(({ person, visitType, fen, account }) => {
    const before = accumulators.get(person) ?? {};
    const base = facts();
    const given = facts({
      subject: { ...base.subject, visitType },
      lines: [feeLine(1, { amount: fen })],
      account: { own: account, family: 0n },
      accumulators: before,
    });
    const benefit = settleBenefit(given, book);
    if (!benefit.ok) throw new Error(benefit.refusal.code);
    const { moved, paid } = benefit.value;
    accumulators.set(person, afterMovement(before, moved));
    return { ledger: `${person}`, institutionCode: 'H', facts: given, moved, paid, reported: true };
  });
}

function simulate(bills: readonly SettledBill[], book: PolicyBook) {
  const simulation = new Simulation(book);
  for (const bill of bills) expect(simulation.add(bill).ok).toBe(true);
  return simulation.sums();
}

test('under the same policy nothing differs', () => {
  fc.assert(
    fc.property(charges, given => {
      const { bills, changed, byPayer } = simulate(year(given, BOOK), BOOK);
      expect([bills, changed]).toEqual([given.length, 0]);
      expect([...byPayer.values()].every(({ before, after }) => before === after)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('a simulated year is the year as it would have been settled, to the fen', () => {
  fc.assert(
    fc.property(charges, draft, (given, { ceiling, deductible }) => {
      const book = bookUnder(BOOK, [
        { ...CEILING, value: ceiling.toString() },
        { ...DEDUCTIBLE, value: deductible.toString() },
      ]);
      const { byPayer, byGroup, byInstitution } = simulate(year(given, BOOK), book);
      const under = year(given, book);
      for (const [payer, { after }] of byPayer) expect(after).toBe(sum(under.map(({ paid }) => paid[payer])));
      const differences = [...byPayer.values()].map(({ before, after }) => after - before);
      expect(sum(differences)).toBe(0n);
      expect([...byGroup.values()]).toEqual([...byInstitution.values()]);
    }),
    { numRuns: 200 },
  );
});
