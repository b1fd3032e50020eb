import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#kernel/vocabulary/calendar';
import {
  BENEFIT_STATES,
  decideDuplicate,
  doublePayments,
  sameEvent,
  type BenefitFacts,
} from './duplicate.rule.ts';

const WINDOW = 30;
const day = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map(days => addDays('2026-01-01', days));
const cases = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 9 }).map(String),
    personId: fc.constantFrom('a', 'b'),
    eventDate: day(0, 50),
    acceptedOn: day(60, 70),
    state: fc.constantFrom(...BENEFIT_STATES),
    released: fc.boolean(),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);

const benefit = (id: string, input: Partial<BenefitFacts> = {}): BenefitFacts => ({
  id,
  personId: 'a',
  eventDate: '2026-01-10',
  acceptedOn: '2026-03-01',
  state: 'ACCEPTED',
  released: false,
  ...input,
});

describe('of cases of one event', () => {
  test('no two proceed unless a person released one, and none while one is paid', () => {
    fc.assert(
      fc.property(cases, all => {
        const proceeding = all
          .filter(({ state }) => state === 'ACCEPTED')
          .filter(own => decideDuplicate(own, all, WINDOW).verdict === 'PROCEED');
        for (const [at, one] of proceeding.entries()) {
          for (const other of proceeding.slice(at + 1)) {
            expect(sameEvent(one, other, WINDOW) && !one.released && !other.released).toBe(false);
          }
          const paid = all.filter(({ state }) => state === 'PAID' || state === 'DOUBLE_PAID');
          expect(paid.some(other => sameEvent(one, other, WINDOW))).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('the first of all that are in progress proceeds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), count => {
        const all = Array.from({ length: count }, (_, index) => benefit(String(index)));
        const verdicts = all.map(own => decideDuplicate(own, all, WINDOW).verdict);
        expect(verdicts).toEqual(all.map((_, index) => (index === 0 ? 'PROCEED' : 'HOLD')));
      }),
    );
  });
});

test.each([
  ['thirty days apart', { eventDate: '2026-02-09' }, 'HOLD'],
  ['thirty-one days apart', { eventDate: '2026-02-10' }, 'PROCEED'],
  ['another person', { personId: 'b' }, 'PROCEED'],
  ['rejected', { state: 'REJECTED' }, 'PROCEED'],
  ['paid', { state: 'PAID', acceptedOn: '2026-04-01' }, 'CLOSE'],
  ['accepted later', { acceptedOn: '2026-04-01' }, 'PROCEED'],
  ['accepted later, its money on its way', { acceptedOn: '2026-04-01', state: 'EXPORTED' }, 'HOLD'],
] as const)('another case, %s', (_, input, verdict) => {
  expect(decideDuplicate(benefit('own'), [benefit('earlier', input)], WINDOW).verdict).toBe(verdict);
});

test('two that were paid are a double payment, to be recovered from the one accepted later', () => {
  const [first, second] = [
    benefit('1', { state: 'PAID' }),
    benefit('0', { state: 'PAID', acceptedOn: '2026-03-02' }),
  ];
  expect(doublePayments([second, first], WINDOW)).toEqual([{ first: '1', second: '0' }]);
  expect(doublePayments([first, { ...second, eventDate: '2026-06-01' }], WINDOW)).toEqual([]);
});
