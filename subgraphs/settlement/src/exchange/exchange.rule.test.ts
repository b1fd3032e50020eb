import { describe, expect, test } from '@jest/globals';
import { countInRow, mayPass, tooManyInRow, tooManyOf } from './circuit.rule.ts';
import { decideInbound, type RecordVersion } from './inbound.rule.ts';

describe('the circuit', () => {
  test.each([
    [99, 99, false],
    [100, 5, false],
    [100, 6, true],
    [1000, 50, false],
    [1000, 51, true],
  ])('of %i messages %i failures open it: %s', (size, failed, opens) => {
    expect(tooManyOf(failed, size)).toBe(opens);
  });

  test('twenty in a row open it, and one that passes starts the count again', () => {
    let inRow = 0;
    for (let at = 0; at < 19; at += 1) inRow = countInRow(inRow, false);
    expect(tooManyInRow(inRow)).toBe(false);
    expect(tooManyInRow(countInRow(inRow, false))).toBe(true);
    expect(countInRow(inRow, true)).toBe(0);
  });

  test('while it is open nothing passes; after 60 seconds one probe does', () => {
    const openedAt = new Date('2026-03-16T02:00:00Z');
    const open = { state: 'OPEN', failuresInRow: 20, openedAt } as const;
    expect(mayPass(open, new Date('2026-03-16T02:00:59.999Z'))).toBe('NONE');
    expect(mayPass(open, new Date('2026-03-16T02:01:00Z'))).toBe('ONE');
    expect(mayPass({ ...open, state: 'CLOSED', openedAt: null }, openedAt)).toBe('ALL');
  });
});

describe('a record that arrives', () => {
  const theirs: RecordVersion = { version: 3, content: 'a', ours: false };
  const ours: RecordVersion = { ...theirs, ours: true };

  test.each([
    ['the first of its code', null, { version: 1, content: 'a' }, 'PARTNERS', 'APPLY'],
    ['a newer one', theirs, { version: 4, content: 'b' }, 'PARTNERS', 'APPLY'],
    ['an older one', theirs, { version: 2, content: 'b' }, 'PARTNERS', 'OUTDATED'],
    ['the same again', theirs, { version: 3, content: 'a' }, 'PARTNERS', 'DUPLICATE'],
    ['the same version with other words', theirs, { version: 3, content: 'b' }, 'PARTNERS', 'OUTDATED'],
    ['one against our own word in their set', ours, { version: 3, content: 'b' }, 'PARTNERS', 'APPLY'],
    ['one against our own word in our set', ours, { version: 4, content: 'b' }, 'OURS', 'OWNER_WINS'],
    [
      'an older one against our own word in their set',
      ours,
      { version: 2, content: 'b' },
      'PARTNERS',
      'OUTDATED',
    ],
  ] as const)('%s', (_, current, arriving, owner, verdict) => {
    expect(decideInbound(current, arriving, owner)).toBe(verdict);
  });
});
