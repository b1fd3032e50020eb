import { expect, test } from '@jest/globals';
import { isRunning, mayBegin, mayReview, type EmergencyFacts } from './emergency.rule.ts';

const NOON = new Date('2026-03-16T04:00:00Z');
const emergency = (facts: Partial<EmergencyFacts> = {}): EmergencyFacts => ({
  id: 'e1',
  subject: 'li',
  until: NOON,
  endedAt: null,
  reviewedBy: null,
  ...facts,
});
const at = (milliseconds: number): Date => new Date(NOON.getTime() + milliseconds);

test('an emergency ends with its time, to the millisecond, or when its subject ends it', () => {
  expect(isRunning(emergency(), at(-1))).toBe(true);
  expect(isRunning(emergency(), NOON)).toBe(false);
  expect(isRunning(emergency({ endedAt: at(-60_000) }), at(-1))).toBe(false);
});

test('nobody begins another before the last one was reviewed', () => {
  expect(mayBegin(null).ok).toBe(true);
  expect(mayBegin(emergency({ reviewedBy: 'wang' })).ok).toBe(true);
  expect(mayBegin(emergency())).toMatchObject({
    refusal: { code: 'REVIEW_OUTSTANDING', facts: { emergencyId: 'e1' } },
  });
});

test.each([
  ['by its subject', emergency(), 'li', 1, 'SAME_APPROVER'],
  ['while it runs', emergency(), 'wang', -1, 'EMERGENCY_RUNNING'],
  ['twice', emergency({ reviewedBy: 'zhou' }), 'wang', 1, 'REVIEWED_ALREADY'],
])('it is not reviewed %s', (_, facts, reviewer, later, code) => {
  expect(mayReview(facts, reviewer, at(later))).toMatchObject({ refusal: { code } });
});

test('another person reviews it when it is over', () => {
  expect(mayReview(emergency(), 'wang', NOON).ok).toBe(true);
});
