import { expect, test } from '@jest/globals';
import { Ring } from './ring.ts';

test('a ring keeps the newest values in order and never more than its capacity', () => {
  const ring = new Ring<number>(3);
  const fallen = [1, 2, 3, 4, 5].map(value => ring.push(value));
  expect(ring.values()).toEqual([3, 4, 5]);
  expect(fallen).toEqual([undefined, undefined, undefined, 1, 2]);
});

test('a million values leave a ring as large as its capacity', () => {
  const ring = new Ring<number>(600);
  for (let value = 0; value < 1_000_000; value++) ring.push(value);
  expect(ring.length).toBe(600);
  expect(ring.values()[0]).toBe(999_400);
});

test('a ring that could hold nothing is refused', () => {
  expect(() => new Ring(0)).toThrow('one value or more');
});
