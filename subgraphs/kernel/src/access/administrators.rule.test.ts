import { describe, expect, test } from '@jest/globals';
import { mayCarry, mayDecide, mayHold } from './administrators.rule.ts';

const refused = (code: string) => ({ ok: false, refusal: expect.objectContaining({ code }) });

describe('the three administrators', () => {
  const three = ['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN'];
  const pairs = three.flatMap(one =>
    three.filter(other => other !== one).map(other => [one, other] as const),
  );

  test.each(pairs)('who is %s may not become %s', (held, role) => {
    expect(mayHold([held], role)).toEqual(refused('ADMINISTRATOR_ALREADY'));
  });

  test.each(three)('%s does no other business, and who does business does not become one', role => {
    expect(mayHold([role], 'HANDLER')).toEqual(refused('ADMINISTRATOR_ALREADY'));
    expect(mayHold(['HANDLER'], role)).toEqual(refused('ADMINISTRATOR_ALREADY'));
  });

  test.each(three)('%s may be confirmed as what they are', role => {
    expect(mayHold([role], role).ok).toBe(true);
    expect(mayHold([], role).ok).toBe(true);
  });
});

describe('a change is decided by another hand', () => {
  const proposed = { by: 'sun', role: 'SYSTEM_ADMIN' };

  test.each([
    ['the same person', { subject: 'sun', role: 'SECURITY_ADMIN' }],
    ['the same role', { subject: 'li', role: 'SYSTEM_ADMIN' }],
  ])('not by %s', (_, decider) => {
    expect(mayDecide(proposed, decider)).toEqual(refused('ONE_HAND'));
  });

  test('but by another person in another role', () => {
    expect(mayDecide(proposed, { subject: 'li', role: 'SECURITY_ADMIN' }).ok).toBe(true);
  });
});

test.each([
  ['HANDLER', 'audit:read', false],
  ['HANDLER', 'erasure:decide', false],
  ['AUDIT_ADMIN', 'insured:read', false],
  ['ANALYST', 'reveal:name', false],
  ['SCREEN', 'reveal:medical', false],
  ['HANDLER', 'reveal:bank-card', true],
  ['ANALYST', 'compute:operate', true],
])('%s and %s: %s', (role, scope, may) => {
  expect(mayCarry(role, scope).ok).toBe(may);
});
