import { expect, test } from '@jest/globals';
import { SOURCES_APART } from './folded-refusals.terms.ts';
import { FoldedRefusals, OTHERS, type TurnedAway } from './folded-refusals.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 2, 16, 2, 0, second));
const from = (source: string, code = 'UNAUTHENTICATED'): TurnedAway => ({ what: 'token', code, source });

test('the first refusal of a source is recorded at once, its repeats as one number when the minute is over', () => {
  const refusals = new FoldedRefusals();
  expect(refusals.count(from('10.0.0.1'), at(0))).toEqual({ ...from('10.0.0.1'), times: 1, since: at(0) });
  for (let second = 1; second <= 40; second++)
    expect(refusals.count(from('10.0.0.1'), at(second))).toBeNull();
  expect(refusals.over(at(59))).toEqual([]);
  expect(refusals.over(at(60))).toEqual([{ ...from('10.0.0.1'), times: 40, since: at(0) }]);
  expect(refusals.over(at(120))).toEqual([]);
});

test('a source that comes once leaves one record, and is new again in the next minute', () => {
  const refusals = new FoldedRefusals();
  refusals.count(from('10.0.0.1'), at(0));
  expect(refusals.over(at(60))).toEqual([]);
  expect(refusals.count(from('10.0.0.1'), at(61))).toMatchObject({ times: 1 });
});

test('another source, and another reason of the same one, are told apart', () => {
  const refusals = new FoldedRefusals();
  refusals.count(from('10.0.0.1'), at(0));
  expect(refusals.count(from('10.0.0.2'), at(1))).toMatchObject({ source: '10.0.0.2' });
  expect(refusals.count(from('10.0.0.1', 'BAD_USER_INPUT'), at(1))).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('however many sources come, and however often, a minute leaves a bounded number of records that count them all', () => {
  const refusals = new FoldedRefusals();
  const recorded = [];
  for (let round = 0; round < 3; round++) {
    for (let source = 0; source < 5000; source++) {
      const now = refusals.count(from(`2001:db8::${source}`), at(round));
      if (now) recorded.push(now);
    }
  }
  recorded.push(...refusals.over(at(0), true));
  expect(recorded.length).toBeLessThanOrEqual(2 * (SOURCES_APART + 1));
  expect(recorded.reduce((sum, { times }) => sum + times, 0)).toBe(15_000);
  expect(recorded.filter(({ source }) => source === OTHERS)).toHaveLength(2);
});

test('once the minute is over, new sources are told apart again', () => {
  const refusals = new FoldedRefusals();
  for (let source = 0; source <= SOURCES_APART; source++) refusals.count(from(`10.0.0.${source}`), at(0));
  expect(refusals.count(from('192.0.2.1'), at(30))).toBeNull();
  refusals.over(at(60));
  expect(refusals.count(from('192.0.2.1'), at(61))).toMatchObject({ source: '192.0.2.1' });
});
