import { describe, expect, test } from '@jest/globals';
import { afterMovement, mayUndo, oppositeMovements, sameAccumulators } from './opposite.rule.ts';

const bill = (id: string, sequence: number, moved = {}) => ({ id, sequence, moved });

describe('undoing a settlement', () => {
  test('the latest bill may always be undone', () => {
    const latest = bill('b', 2, { POOLED_PAID: 10n });
    expect(mayUndo(latest, [bill('a', 1, { POOLED_PAID: 5n })]).ok).toBe(true);
  });

  test('not while later bills stand on its accumulators; they are named in the order to undo them', () => {
    const first = bill('a', 1, { OUTPATIENT_DEDUCTIBLE: 10n });
    const later = [bill('b', 2, { OUTPATIENT_DEDUCTIBLE: 5n }), bill('c', 3, { OUTPATIENT_DEDUCTIBLE: 5n })];
    expect(mayUndo(first, later)).toMatchObject({
      ok: false,
      refusal: { code: 'USED_BY_LATER', facts: { settlementIds: ['c', 'b'] } },
    });
  });

  test('later bills that moved other accumulators, or none, do not hinder it', () => {
    const first = bill('a', 1, { OUTPATIENT_DEDUCTIBLE: 10n });
    expect(mayUndo(first, [bill('b', 2), bill('c', 3, { INPATIENT_DEDUCTIBLE: 5n })]).ok).toBe(true);
  });

  test('equal and opposite movements restore what was', () => {
    const before = { OUTPATIENT_DEDUCTIBLE: 7n };
    const moved = { OUTPATIENT_DEDUCTIBLE: 3n, POOLED_PAID: 2n };
    const after = afterMovement(afterMovement(before, moved), oppositeMovements(moved));
    expect(sameAccumulators(after, before)).toBe(true);
    expect(sameAccumulators(afterMovement(before, moved), before)).toBe(false);
  });
});
