import { expect, test } from '@jest/globals';
import { admits } from './sign-in.rule.ts';

const sender = { institutionCode: 'H31010100001', operator: 'zhao', day: '2026-03-16' };
const signIn = { ...sender, signedOutAt: null };

test('without a number a transaction goes on only where none is demanded', () => {
  expect(admits('OPTIONAL', null, sender).ok).toBe(true);
  expect(admits('REQUIRED', null, sender)).toMatchObject({ refusal: { code: 'NOT_SIGNED_IN' } });
});

test('the own sign-in of the day serves', () => {
  expect(admits('REQUIRED', { signIn }, sender).ok).toBe(true);
});

test.each([
  ['nobody has', null],
  ["is a colleague's", { ...signIn, operator: 'qian' }],
  ["is another institution's", { ...signIn, institutionCode: 'H31010400002' }],
  ['is of yesterday', { ...signIn, day: '2026-03-15' }],
  ['was signed out', { ...signIn, signedOutAt: new Date('2026-03-16T01:00:00Z') }],
])('a number that %s serves nobody, demanded or not', (_, other) => {
  for (const demand of ['REQUIRED', 'OPTIONAL'] as const)
    expect(admits(demand, { signIn: other }, sender)).toMatchObject({ refusal: { code: 'NOT_SIGNED_IN' } });
});
