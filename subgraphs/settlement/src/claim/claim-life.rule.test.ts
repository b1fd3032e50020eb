import { expect, test } from '@jest/globals';
import { move } from '#kernel/vocabulary/transition';
import { CLAIM_LIFE, CLAIM_STATES, type ClaimAct, type ClaimState } from './claim-life.rule.ts';

const ACTS: readonly ClaimAct[] = [
  'UPLOAD_FEES',
  'PRE_SETTLE',
  'SETTLE',
  'CALCULATE',
  'VOID',
  'ROLL_BACK',
  'REVERSE_SETTLEMENT',
  'REVERSE_VOID',
];

test('exactly these moves are legal in the life of a claim', () => {
  const legal = CLAIM_STATES.flatMap(from =>
    ACTS.flatMap(act => {
      const result = move<ClaimState, ClaimAct>(CLAIM_LIFE, from, act);
      return result.ok ? [`${from} ${act} ${result.value}`] : [];
    }),
  );
  expect(legal).toEqual([
    'REGISTERED UPLOAD_FEES REGISTERED',
    'REGISTERED PRE_SETTLE PRE_SETTLED',
    'REGISTERED CALCULATE SETTLED',
    'PRE_SETTLED UPLOAD_FEES REGISTERED',
    'PRE_SETTLED PRE_SETTLE PRE_SETTLED',
    'PRE_SETTLED SETTLE SETTLED',
    'SETTLED VOID VOIDED',
    'SETTLED ROLL_BACK REGISTERED',
    'SETTLED REVERSE_SETTLEMENT REVERSED',
    'VOIDED REVERSE_VOID SETTLED',
  ]);
});
