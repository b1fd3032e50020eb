import { expect, test } from '@jest/globals';
import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';
import { Standings } from './standing.ts';

const PRINCIPAL = { subject: 'anna' } as Principal;
const OPEN = 180;

test('the key of open streams is withdrawn: a few tokens are read again at each sweep, and after a minute all are lost', async () => {
  const withdrawn = Promise.reject<Principal>(new Error('no such key'));
  const verifier = { fresh: async () => undefined, stands: () => true, verify: () => withdrawn };
  const standings = new Standings(verifier as Partial<TokenVerifier> as TokenVerifier);
  let lost = 0;
  for (let token = 0; token < OPEN; token++) standings.watch(`Bearer ${token}`, PRINCIPAL, () => void lost++);
  const lostAfter: number[] = [];
  for (let second = 0; second < 60; second++) {
    await standings.sweep();
    await new Promise(setImmediate);
    lostAfter.push(lost);
  }
  expect(lostAfter).toEqual(lostAfter.map((_, second) => (OPEN / 60) * (second + 1)));
});
