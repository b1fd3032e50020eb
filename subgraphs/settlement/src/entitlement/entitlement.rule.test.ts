import { describe, expect, test } from '@jest/globals';
import { entitlementOn, type EnrolmentFacts } from './entitlement.rule.ts';

function enrolment(overrides: Partial<EnrolmentFacts> = {}): EnrolmentFacts {
  return {
    enrolmentId: 'e1',
    scheme: 'RESIDENT',
    personGroup: 'ADULT',
    state: 'ACTIVE',
    coverFrom: '2025-01-01',
    coverTo: '2025-12-31',
    waitingState: null,
    benefitsFrom: null,
    region: '310101',
    ...overrides,
  };
}

function on(day: string, ...enrolments: EnrolmentFacts[]) {
  const result = entitlementOn(enrolments, day);
  return result.ok ? `${result.value.enrolment.scheme} ${result.value.entitlement}` : result.refusal.code;
}

describe('whether the scheme pays', () => {
  test('cover holds on its first and last day, which death sets, and not after it', () => {
    const cover = enrolment({ state: 'ENDED', coverTo: '2025-06-30' });
    expect(on('2025-01-01', cover)).toBe('RESIDENT ENTITLED');
    expect(on('2025-06-30', cover)).toBe('RESIDENT ENTITLED');
    expect(on('2025-07-01', cover)).toBe('NOT_ENROLLED');
    expect(on('2024-12-31', cover)).toBe('NOT_ENROLLED');
  });

  test('of a double enrolment the employee cover wins', () => {
    const employee = enrolment({ scheme: 'EMPLOYEE', personGroup: 'EMPLOYED', coverTo: null });
    expect(on('2025-03-01', enrolment(), employee)).toBe('EMPLOYEE ENTITLED');
  });

  test('suspended cover settles with everything paid by the person', () => {
    expect(on('2025-03-01', enrolment({ state: 'SUSPENDED' }))).toBe('RESIDENT SUSPENDED');
  });

  test.each([
    ['RUNNING', '2025-04-01', '2025-03-31', 'WAITING'],
    ['RUNNING', '2025-04-01', '2025-04-01', 'ENTITLED'],
    ['SERVED', '2025-04-01', '2025-03-31', 'WAITING'],
    ['SERVED', null, '2025-03-31', 'ENTITLED'],
    ['PENDING', null, '2025-03-31', 'WAITING'],
    ['SUSPENDED', null, '2025-03-31', 'WAITING'],
    ['WAIVED', null, '2025-03-31', 'ENTITLED'],
    ['CANCELLED', null, '2025-03-31', 'ENTITLED'],
  ] as const)(
    'a waiting period %s with benefits from %s on %s: %s',
    (waitingState, benefitsFrom, day, expected) => {
      expect(on(day, enrolment({ waitingState, benefitsFrom }))).toBe(`RESIDENT ${expected}`);
    },
  );
});
