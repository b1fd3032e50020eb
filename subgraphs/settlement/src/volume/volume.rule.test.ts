import { describe, expect, test } from '@jest/globals';
import { checkPeriod, isSilent, lastMinutes } from './volume.rule.ts';

const at = (text: string) => new Date(text);

describe('a period', () => {
  test('has a point for every step that it touches', () => {
    const period = { from: at('2026-03-16T01:00:00Z'), to: at('2026-03-16T02:01:00Z') };
    expect(checkPeriod({ ...period, step: 'HOUR' })).toEqual({ ok: true, value: 2 });
    expect(checkPeriod({ ...period, step: 'MINUTE' })).toEqual({ ok: true, value: 61 });
  });

  test.each([
    ['begins within a minute', '2026-03-16T01:00:01Z', '2026-03-16T02:00:00Z', 'HOUR', 'from'],
    ['ends within a minute', '2026-03-16T01:00:00Z', '2026-03-16T02:00:30Z', 'HOUR', 'to'],
    ['is empty', '2026-03-16T01:00:00Z', '2026-03-16T01:00:00Z', 'HOUR', 'to'],
    ['runs backwards', '2026-03-16T02:00:00Z', '2026-03-16T01:00:00Z', 'HOUR', 'to'],
    ['is longer than a month', '2026-03-01T00:00:00Z', '2026-04-01T00:01:00Z', 'DAY', 'to'],
    ['has too many points', '2026-03-01T00:00:00Z', '2026-03-02T01:01:00Z', 'MINUTE', 'to'],
  ] as const)('that %s is refused', (_, from, to, step, field) => {
    expect(checkPeriod({ from: at(from), to: at(to), step })).toMatchObject({ refusal: { code: field } });
  });

  test('the last minutes end with the minute that runs', () => {
    expect(lastMinutes(2, at('2026-03-16T02:00:59.999Z'))).toEqual({
      from: at('2026-03-16T01:59:00Z'),
      to: at('2026-03-16T02:01:00Z'),
      step: 'MINUTE',
    });
  });
});

test.each([
  ['nothing now, enough in each of four weeks', 0, [5, 6, 5, 9], true],
  ['one bill now', 1, [5, 6, 5, 9], false],
  ['one week of four was quiet', 0, [5, 6, 4, 9], false],
  ['it has settled for three weeks only', 0, [5, 6, 5], false],
])('an institution is silent or not: %s', (_, actual, weeks, silent) => {
  expect(isSilent(actual, weeks)).toBe(silent);
});
