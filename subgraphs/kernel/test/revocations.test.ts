import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer } from '#kernel/identity/development-issuer';
import { DatabaseRevocations } from '#kernel/identity/revocations';
import { TokenVerifier } from '#kernel/identity/verifier';
import type { Database } from '#kernel/persistence/database';
import { openTestDatabase } from '#test/subgraph';

let now = new Date('2026-03-16T02:00:00Z');
const clock = { now: () => now };
const issuer = DevelopmentIssuer.ephemeral(clock.now);

let database: Database;
let drop: () => Promise<void>;
let here: DatabaseRevocations;
let elsewhere: DatabaseRevocations;

beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  here = await DatabaseRevocations.open(database, clock);
  elsewhere = await DatabaseRevocations.open(database, clock);
}, 60_000);
afterAll(async () => {
  await here.close();
  await elsewhere.close();
  await database.close();
  await drop();
});

const verifier = (revocations: DatabaseRevocations): TokenVerifier =>
  new TokenVerifier({
    issuer: DEVELOPMENT_ISSUER,
    audience: AUDIENCE,
    algorithms: issuer.algorithms,
    keys: async () => issuer.publicKey as never,
    now: clock.now,
    revocations,
  });

const refused = { extensions: { code: 'UNAUTHENTICATED' } };

test('a revoked token is refused from the next question on, although it was remembered as good', async () => {
  const guard = verifier(here);
  const [lost, kept] = await Promise.all([issuer.sign('HANDLER', 'li'), issuer.sign('HANDLER', 'li')]);
  const principal = await guard.verify(`Bearer ${lost}`);
  await here.revoke({ tokenId: principal!.tokenId! });
  await expect(guard.verify(`Bearer ${lost}`)).rejects.toMatchObject(refused);
  expect((await guard.verify(`Bearer ${kept}`))?.subject).toBe('li');
});

test('revoking a subject takes back what it holds; what is issued later is good', async () => {
  const guard = verifier(here);
  const held = await issuer.sign('REVIEWER', 'wang');
  expect((await guard.verify(`Bearer ${held}`))?.subject).toBe('wang');
  await here.revoke({ subject: 'wang' });
  await expect(guard.verify(`Bearer ${held}`)).rejects.toMatchObject(refused);
  now = new Date(now.getTime() + 1000);
  expect((await guard.verify(`Bearer ${await issuer.sign('REVIEWER', 'wang')}`))?.subject).toBe('wang');
});

test('another process hears of it', async () => {
  const guard = verifier(elsewhere);
  const token = await issuer.sign('INSPECTOR', 'zhao');
  const principal = await guard.verify(`Bearer ${token}`);
  await here.revoke({ tokenId: principal!.tokenId! });
  const began = performance.now();
  // The announcement arrives on another connection: asked again and again until it is there.
  while (!(await elsewhere.revoked(principal!)) && performance.now() - began < 5000) {
    await new Promise(resolve => setImmediate(resolve));
  }
  await expect(guard.verify(`Bearer ${token}`)).rejects.toMatchObject(refused);
});

test('a restart does not forget', async () => {
  await here.revoke({ tokenId: 'stolen' });
  const again = await DatabaseRevocations.open(database, clock);
  expect(await again.revoked({ tokenId: 'stolen', subject: 'x', issuedAt: 0 })).toBe(true);
  await again.close();
});
