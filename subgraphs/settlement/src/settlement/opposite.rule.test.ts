import { describe, expect, test } from '@jest/globals';
import { afterMovement, mayUndo, oppositeMovements, sameAccumulators } from './opposite.rule.ts';

type Bill = Parameters<typeof mayUndo>[0];
const bill = (id: string, sequence: number, facts: Partial<Bill> = {}): Bill => ({
  id,
  sequence,
  visitType: 'OUTPATIENT',
  moved: {},
  steps: [],
  ...facts,
});

describe('undoing a settlement', () => {
  const first = bill('a', 1, { moved: { OUTPATIENT_DEDUCTIBLE: 10n }, steps: ['DEDUCTIBLE'] });

  test('the latest bill may always be undone', () => {
    expect(mayUndo(bill('b', 2, { moved: { OUTPATIENT_DEDUCTIBLE: 10n } }), [first]).ok).toBe(true);
  });

  test('not while later bills looked at its accumulators, moved or not; they are named in the order to undo them', () => {
    const later = [
      bill('b', 2, { moved: { OUTPATIENT_DEDUCTIBLE: 5n }, steps: ['DEDUCTIBLE'] }),
      bill('c', 3, { moved: { POOLED_PAID: 5n }, steps: ['DEDUCTIBLE', 'POOLED_FUND'] }),
    ];
    expect(mayUndo(first, later)).toMatchObject({
      ok: false,
      refusal: { code: 'USED_BY_LATER', facts: { settlementIds: ['c', 'b'] } },
    });
  });

  test('later bills that looked at other accumulators, or none, do not hinder it', () => {
    const later = [
      bill('b', 2, { steps: ['CATALOGUE', 'CASH'] }),
      bill('c', 3, { visitType: 'INPATIENT', steps: ['DEDUCTIBLE'] }),
    ];
    expect(mayUndo(first, later).ok).toBe(true);
  });

  test('equal and opposite movements restore what was', () => {
    const before = { OUTPATIENT_DEDUCTIBLE: 7n };
    const moved = { OUTPATIENT_DEDUCTIBLE: 3n, POOLED_PAID: 2n };
    const after = afterMovement(afterMovement(before, moved), oppositeMovements(moved));
    expect(sameAccumulators(after, before)).toBe(true);
    expect(sameAccumulators(afterMovement(before, moved), before)).toBe(false);
  });
});
