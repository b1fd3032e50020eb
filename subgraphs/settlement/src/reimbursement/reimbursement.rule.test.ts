import { describe, expect, test } from '@jest/globals';
import type { Result } from '#kernel/vocabulary/result';
import { decideMove, type Actor, type Entry, type Move } from '../workflow/workflow.rule.ts';
import { checkFiling, checkKind, isLifted } from './reimbursement-kind.rule.ts';
import {
  OPEN_STATES,
  REIMBURSEMENT_WORKFLOW,
  type ReimbursementAct,
  type ReimbursementState,
} from './reimbursement-workflow.rule.ts';

const LIMITS = { SECOND: 2_000_000n, THIRD: 10_000_000n };

/** Follows acts, each by another person with every right, and tells where a case of an amount ends. */
function follow(amount: bigint, acts: readonly ReimbursementAct[]): string {
  let state: ReimbursementState = 'REGISTERED';
  const history: Entry<ReimbursementState, ReimbursementAct>[] = [];
  for (const [index, act] of acts.entries()) {
    const scopes = new Set(['reimbursement:handle', 'reimbursement:review']);
    const actor: Actor = {
      subject: `p${index}`,
      scopes,
      onBehalfOf: null,
      delegations: [],
      today: '2026-03-16',
    };
    const moved: Result<Move<ReimbursementState, ReimbursementAct>> = decideMove(
      REIMBURSEMENT_WORKFLOW,
      { state, history, amount, limits: LIMITS },
      act,
      actor,
      'why',
    );
    if (!moved.ok) return `${moved.refusal.code} at ${state}`;
    state = moved.value.to;
    history.push({ act, to: state, by: actor.subject, onBehalfOf: null, at: '', note: 'why' });
  }
  return state;
}

describe('how many reviews are due', () => {
  test.each([
    [1_999_999n, 1],
    [2_000_000n, 2],
    [9_999_999n, 2],
    [10_000_000n, 3],
  ] as const)('%d 分 paid by the funds: %d', (amount, reviews) => {
    const acts = (count: number): ReimbursementAct[] => ['CALCULATE', ...Array(count).fill('REVIEW'), 'PAY'];
    expect(follow(amount, acts(reviews))).toBe('PAYING');
    expect(follow(amount, acts(reviews - 1))).toMatch(/^ILLEGAL_TRANSITION/);
    expect(follow(amount, acts(reviews + 1))).toMatch(/^ILLEGAL_TRANSITION/);
  });
});

test.each([
  [['CALCULATE', 'ROLL_BACK_CALCULATION', 'CALCULATE', 'REVIEW', 'PAY', 'CONFIRM_PAYMENT'], 'PAID'],
  [['ROLL_BACK_REGISTRATION', 'RESUBMIT', 'CALCULATE'], 'CALCULATED'],
  [['CALCULATE', 'REVIEW', 'PAY', 'FAIL_PAYMENT', 'PAY'], 'PAYING'],
  [['CALCULATE', 'REVIEW', 'PAY', 'CONFIRM_PAYMENT', 'ROLL_BACK_CALCULATION'], 'ILLEGAL_TRANSITION at PAID'],
  [['CALCULATE', 'REVIEW', 'PAY', 'ROLL_BACK_CALCULATION'], 'ILLEGAL_TRANSITION at PAYING'],
  [['CALCULATE', 'CANCEL'], 'ILLEGAL_TRANSITION at CALCULATED'],
  [['CALCULATE', 'ROLL_BACK_REGISTRATION'], 'ILLEGAL_TRANSITION at CALCULATED'],
  [['REJECT', 'CALCULATE'], 'ILLEGAL_TRANSITION at REJECTED'],
] as const)('%j ends at %s', (acts, expected) => {
  expect(follow(0n, acts)).toBe(expected);
});

test('a case waits for somebody until it is paid, rejected or cancelled', () => {
  expect(OPEN_STATES).not.toContain('PAID');
  expect(OPEN_STATES).not.toContain('REJECTED');
  expect(OPEN_STATES).not.toContain('CANCELLED');
  expect(OPEN_STATES).toHaveLength(8);
});

const SUBJECT = { institutionLevel: 'TERTIARY', region: '310101' } as const;

test.each([
  ['GENERAL', 'EMPLOYEE', 'EMPLOYED', 'OUTPATIENT', true],
  ['CHILDREN', 'RESIDENT', 'STUDENT_CHILD', 'INPATIENT', true],
  ['CHILDREN', 'RESIDENT', 'STUDENT_CHILD', 'OUTPATIENT', false],
  ['CHILDREN', 'RESIDENT', 'ADULT', 'INPATIENT', false],
  ['SERIOUS_ILLNESS', 'RESIDENT', 'ADULT', 'OUTPATIENT', true],
  ['SERIOUS_ILLNESS', 'EMPLOYEE', 'EMPLOYED', 'OUTPATIENT', false],
] as const)('%s for %s %s %s: %s', (kind, scheme, personGroup, visitType, expected) => {
  expect(checkKind(kind, { ...SUBJECT, scheme, personGroup, visitType }).ok).toBe(expected);
});

test('the filing deadline counts calendar months from the last day of service', () => {
  const filed = (day: string) => checkFiling(['2025-02-01', '2025-03-31'], day, 12).ok;
  expect(filed('2026-03-31')).toBe(true);
  expect(filed('2026-04-01')).toBe(false);
});

test('an exception lifts its own check until its last day', () => {
  const exceptions = [{ check: 'FILING_DEADLINE', expiresOn: '2026-03-16' }] as const;
  expect(isLifted(exceptions, 'FILING_DEADLINE', '2026-03-16')).toBe(true);
  expect(isLifted(exceptions, 'FILING_DEADLINE', '2026-03-17')).toBe(false);
  expect(isLifted(exceptions, 'INSTITUTION_SERVING', '2026-03-16')).toBe(false);
});
