import { describe, expect, test } from '@jest/globals';
import {
  decideMove,
  standing,
  type Actor,
  type CaseFacts,
  type Entry,
  type Workflow,
} from './workflow.rule.ts';

type State = 'OPEN' | 'DRAFTED' | 'CHECKED' | 'CHECKED_TWICE' | 'DONE';
type Act = 'OPEN' | 'DRAFT' | 'CHECK' | 'FINISH' | 'UNDRAFT';

const FLOW: Workflow<State, Act> = {
  name: 'FLOW',
  moves: [
    { from: ['OPEN'], act: 'DRAFT', to: 'DRAFTED', scope: 'draft' },
    { from: ['DRAFTED'], act: 'CHECK', to: 'CHECKED', scope: 'check', unlike: ['DRAFT', 'CHECK'] },
    {
      from: ['CHECKED'],
      act: 'CHECK',
      to: 'CHECKED_TWICE',
      atLeast: 'LARGE',
      scope: 'check',
      unlike: ['DRAFT', 'CHECK'],
    },
    { from: ['CHECKED'], act: 'FINISH', to: 'DONE', scope: 'check', below: 'LARGE' },
    { from: ['CHECKED_TWICE'], act: 'FINISH', to: 'DONE', scope: 'check' },
    {
      from: ['DRAFTED', 'CHECKED', 'CHECKED_TWICE'],
      act: 'UNDRAFT',
      to: 'OPEN',
      scope: 'draft',
      reason: true,
      rollBack: true,
    },
  ],
};

const entry = (act: Act, to: State, by: string, onBehalfOf: string | null = null): Entry<State, Act> => ({
  act,
  to,
  by,
  onBehalfOf,
  at: '2026-03-16T02:00:00Z',
  note: null,
});
const OPENED = entry('OPEN', 'OPEN', 'ann');
const DRAFTED = entry('DRAFT', 'DRAFTED', 'bob');
const CHECKED = entry('CHECK', 'CHECKED', 'eve');

function at(state: State, history: readonly Entry<State, Act>[], amount = 0n): CaseFacts<State, Act> {
  return { state, history, amount, limits: { LARGE: 100n } };
}

function actor(subject: string, overrides: Partial<Actor> = {}): Actor {
  const scopes = new Set(['draft', 'check']);
  return { subject, scopes, onBehalfOf: null, delegations: [], today: '2026-03-16', ...overrides };
}

function outcome(given: CaseFacts<State, Act>, act: Act, who: Actor, note: string | null = null): string {
  const decided = decideMove(FLOW, given, act, who, note);
  return decided.ok ? decided.value.to : decided.refusal.code;
}

const LENT = { from: 'joe', to: 'sue', scope: 'check', firstDay: '2026-03-16', lastDay: '2026-03-18' };

describe('who may act', () => {
  test.each([
    ['with the scope', actor('eve'), 'CHECKED'],
    ['without the scope', actor('eve', { scopes: new Set() }), 'ACT_NOT_YOURS'],
    ['who drafted', actor('bob'), 'SAME_PERSON_AGAIN'],
    [
      'for somebody who lent the right',
      actor('sue', { scopes: new Set(), onBehalfOf: 'joe', delegations: [LENT] }),
      'CHECKED',
    ],
    [
      'on the last day of the loan',
      actor('sue', { onBehalfOf: 'joe', delegations: [LENT], today: '2026-03-18' }),
      'CHECKED',
    ],
    [
      'a day later',
      actor('sue', { onBehalfOf: 'joe', delegations: [LENT], today: '2026-03-19' }),
      'ACT_NOT_YOURS',
    ],
    [
      'a day early',
      actor('sue', { onBehalfOf: 'joe', delegations: [LENT], today: '2026-03-15' }),
      'ACT_NOT_YOURS',
    ],
    [
      'for somebody who lent it to another',
      actor('max', { onBehalfOf: 'joe', delegations: [LENT] }),
      'ACT_NOT_YOURS',
    ],
    [
      'for whoever drafted',
      actor('sue', { onBehalfOf: 'bob', delegations: [{ ...LENT, from: 'bob' }] }),
      'SAME_PERSON_AGAIN',
    ],
  ] as const)('%s', (_, who, expected) => {
    expect(outcome(at('DRAFTED', [OPENED, DRAFTED]), 'CHECK', who)).toBe(expected);
  });

  test('who checked on behalf of somebody blocks both of them afterwards', () => {
    const lent = entry('CHECK', 'CHECKED', 'sue', 'joe');
    const large = at('CHECKED', [OPENED, DRAFTED, lent], 100n);
    expect(outcome(large, 'CHECK', actor('sue'))).toBe('SAME_PERSON_AGAIN');
    expect(outcome(large, 'CHECK', actor('joe'))).toBe('SAME_PERSON_AGAIN');
    expect(outcome(large, 'CHECK', actor('kim'))).toBe('CHECKED_TWICE');
  });
});

test.each([
  [99n, 'FINISH', 'DONE'],
  [99n, 'CHECK', 'ILLEGAL_TRANSITION'],
  [100n, 'FINISH', 'ILLEGAL_TRANSITION'],
  [100n, 'CHECK', 'CHECKED_TWICE'],
] as const)('a case of %d: %s leads to %s', (amount, act, expected) => {
  expect(outcome(at('CHECKED', [OPENED, DRAFTED, CHECKED], amount), act, actor('kim'))).toBe(expected);
});

describe('rolling back', () => {
  test('asks for a reason', () => {
    const drafted = at('DRAFTED', [OPENED, DRAFTED]);
    expect(outcome(drafted, 'UNDRAFT', actor('bob'))).toBe('NOTE_MISSING');
    expect(outcome(drafted, 'UNDRAFT', actor('bob'), 'wrong item')).toBe('OPEN');
  });

  test('leaves the history, and lets those act again whose acts no longer stand', () => {
    const undone = entry('UNDRAFT', 'OPEN', 'bob');
    const history = [OPENED, DRAFTED, CHECKED, undone, entry('DRAFT', 'DRAFTED', 'kim')];
    expect(standing(FLOW, history).map(({ by }) => by)).toEqual(['ann', 'kim']);
    expect(outcome(at('DRAFTED', history), 'CHECK', actor('eve'))).toBe('CHECKED');
    expect(outcome(at('DRAFTED', history), 'CHECK', actor('kim'))).toBe('SAME_PERSON_AGAIN');
  });
});
