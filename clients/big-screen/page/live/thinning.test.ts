import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { thin, withGaps, type Point } from './thinning.ts';

const line = fc
  .array(fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null }), { minLength: 1, maxLength: 500 })
  .map(values => values.map((value, at): Point => [at, value]));

describe('a thinned line', () => {
  test('has no more points than asked for, in order of time, each of them a point of the line', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 100 }), (points, most) => {
        const thinned = thin(points, most);
        expect(thinned.length).toBeLessThanOrEqual(most);
        expect(thinned).toEqual(thinned.toSorted((a, b) => a[0] - b[0]));
        expect(thinned.every(point => points.includes(point))).toBe(true);
      }),
    );
  });

  test('keeps the highest and the lowest reading', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 100 }), (points, most) => {
        const values = (some: readonly Point[]) =>
          some.flatMap(([, value]) => (value === null ? [] : [value]));
        const kept = values(thin(points, most));
        expect(Math.max(...kept)).toBe(Math.max(...values(points)));
        expect(Math.min(...kept)).toBe(Math.min(...values(points)));
      }),
    );
  });

  test('is in order although its readings came out of order', () => {
    expect(
      thin(
        [
          [3, 1],
          [1, 2],
          [2, null],
        ],
        10,
      ),
    ).toEqual([
      [1, 2],
      [2, null],
      [3, 1],
    ]);
  });
});

test('a line is broken where readings are missing, not drawn through', () => {
  expect(
    withGaps(
      [
        [0, 1],
        [2000, 2],
        [60_000, 3],
      ],
      10_000,
    ),
  ).toEqual([
    [0, 1],
    [2000, 2],
    [2001, null],
    [60_000, 3],
  ]);
});
