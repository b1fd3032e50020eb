import { describe, expect, test } from '@jest/globals';
import { date } from '#kernel/vocabulary/calendar';
import { decideApproval, decideErasure, ERASURE_LIFE, type ErasureState, type Ties } from './erasure.rule.ts';

const TODAY = date('2026-06-30');
const FREE: Ties = { today: TODAY, covers: [], accountMoney: 0n, unsettledClaims: 0 };
const cover = (state: 'ACTIVE' | 'SUSPENDED' | 'ENDED', coverTo: string | null) => ({
  id: 'e1',
  state,
  coverTo: coverTo === null ? null : date(coverTo),
});

describe('a person may be erased', () => {
  // 个人信息保护法 第四十七条 (一): the purpose of the processing has been achieved.
  test.each([
    ['who was never covered', FREE],
    ['whose cover has ended', { ...FREE, covers: [cover('ENDED', '2026-06-30')] }],
    ['whose year of cover has run out', { ...FREE, covers: [cover('ACTIVE', '2026-06-29')] }],
  ])('%s', (_, ties) => {
    expect(decideErasure(ties)).toEqual({ ok: true, value: null });
  });
});

describe('a person may not be erased', () => {
  test.each([
    ['who is covered without an end', { covers: [cover('ACTIVE', null)] }, 'PERSON_COVERED'],
    ['whose last covered day is today', { covers: [cover('ACTIVE', '2026-06-30')] }, 'PERSON_COVERED'],
    ['whose cover stands still', { covers: [cover('SUSPENDED', null)] }, 'PERSON_COVERED'],
    // 国发〔1998〕44号 三: the money of the account is the person's, and the heirs'.
    ['who has one 分 in the account', { accountMoney: 1n }, 'ACCOUNT_NOT_EMPTY'],
    ['who has a bill that is not settled', { unsettledClaims: 1 }, 'CLAIMS_UNSETTLED'],
  ] as const)('%s', (_, ties, code) => {
    expect(decideErasure({ ...FREE, ...ties })).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('an erasure', () => {
  test('is approved by a second administrator', () => {
    expect(decideApproval('DRAFTED', 'one', 'two')).toEqual({ ok: true, value: 'APPROVED' });
  });

  test('is never approved by who drafted it, in no state', () => {
    for (const state of Object.keys(ERASURE_LIFE) as ErasureState[]) {
      expect(decideApproval(state, 'one', 'one')).toMatchObject({ refusal: { code: 'SAME_APPROVER' } });
    }
  });

  test.each(['APPROVED', 'COMPLETED', 'WITHDRAWN'] as const)('is not approved again when %s', state => {
    expect(decideApproval(state, 'one', 'two')).toMatchObject({ refusal: { code: 'ILLEGAL_TRANSITION' } });
  });

  test('cannot be withdrawn once it is approved', () => {
    expect(ERASURE_LIFE.APPROVED).toEqual({ COMPLETE: 'COMPLETED' });
  });
});
