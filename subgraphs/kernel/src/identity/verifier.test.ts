import { generateKeyPairSync, createHmac, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer } from './development-issuer.ts';
import { publishedKeys } from './json-web-keys.ts';
import { TokenVerifier, type VerifierOptions } from './verifier.ts';

const NOW = Date.parse('2026-03-16T02:00:00Z');
const seconds = NOW / 1000;
const issuer = DevelopmentIssuer.ephemeral(() => new Date(NOW));

function verifier(overrides: Partial<VerifierOptions> = {}): TokenVerifier {
  return new TokenVerifier({
    issuer: DEVELOPMENT_ISSUER,
    audience: AUDIENCE,
    algorithms: issuer.algorithms,
    keys: async () => issuer.publicKey as never,
    now: () => new Date(NOW),
    ...overrides,
  });
}

const elliptic = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = elliptic();
const own = elliptic();
const trusting = (overrides: Partial<VerifierOptions> = {}) =>
  verifier({ keys: async () => own.publicKey as never, ...overrides });

/** A token that is good but for what is overridden. */
function token(claims: JWTPayload = {}, key: KeyObject = own.privateKey): Promise<string> {
  return new SignJWT({
    iss: DEVELOPMENT_ISSUER,
    aud: AUDIENCE,
    sub: 'clerk',
    iat: seconds,
    exp: seconds + 600,
    role: 'HANDLER',
    ...claims,
  } as JWTPayload)
    .setProtectedHeader({ alg: 'ES256' })
    .sign(key);
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const refused = { extensions: { code: 'UNAUTHENTICATED' } };

test('a token of the issuer names who asks', async () => {
  expect(await trusting().verify(`Bearer ${await token({ region: '31' })}`)).toMatchObject({
    subject: 'clerk',
    role: 'HANDLER',
    region: '31',
  });
});

test('each token of the development issuer has an id of its own', async () => {
  const ids = await Promise.all(
    [1, 2].map(async () => (await verifier().verify(`Bearer ${await issuer.sign('ANALYST', 'a')}`))?.tokenId),
  );
  expect(new Set(ids).size).toBe(2);
  expect(ids).not.toContain(null);
});

test.each<[string, () => Promise<string>]>([
  ['signed by a stranger', () => token({}, stranger.privateKey)],
  ['of another issuer', () => token({ iss: 'https://evil.example' })],
  ['for another audience', () => token({ aud: 'another-graph' })],
  ['expired', () => token({ iat: seconds - 900, exp: seconds - 300 })],
  ['not yet valid', () => token({ nbf: seconds + 300 })],
  ['that never ends', () => token({ exp: undefined })],
  ['of no age', () => token({ iat: undefined })],
  ['of nobody', () => token({ sub: undefined })],
  ['of an unknown role', () => token({ role: 'GOD' })],
  ['of a service that lives longer than an hour', () => token({ role: 'SERVICE', exp: seconds + 3601 })],
  ['unsigned (alg none)', async () => `${base64({ alg: 'none' })}.${(await token()).split('.')[1]}.`],
  [
    'signed with the public key as if it were a shared secret',
    async () => {
      const head = `${base64({ alg: 'HS256' })}.${(await token()).split('.')[1]}`;
      const secret = own.publicKey.export({ type: 'spki', format: 'pem' });
      return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
    },
  ],
  [
    'whose claims were changed after signing',
    async () => {
      const [head, claims, signature] = (await token()).split('.');
      const changed = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as object;
      return `${head}.${base64({ ...changed, role: 'REVIEWER' })}.${signature}`;
    },
  ],
])('a token %s is refused', async (_what, make) => {
  await expect(trusting().verify(`Bearer ${await make()}`)).rejects.toMatchObject(refused);
});

test.each(['Basic YTpi', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(9000)}`, 'bearer x'])(
  'what is no bearer token is refused: %.20s',
  async header => {
    await expect(trusting().verify(header)).rejects.toMatchObject(refused);
  },
);

test('clocks may differ by five seconds, not by more', async () => {
  const late = await token({ iat: seconds - 600, exp: seconds - 4 });
  expect((await trusting().verify(`Bearer ${late}`))?.subject).toBe('clerk');
  const tooLate = await token({ iat: seconds - 600, exp: seconds - 6 });
  await expect(trusting().verify(`Bearer ${tooLate}`)).rejects.toMatchObject(refused);
});

test('a token that was good a moment ago is refused once it has expired', async () => {
  let now = NOW;
  const watching = trusting({ now: () => new Date(now) });
  const bearer = `Bearer ${await token({ exp: seconds + 10 })}`;
  expect((await watching.verify(bearer))?.role).toBe('HANDLER');
  now += 16_000;
  await expect(watching.verify(bearer)).rejects.toMatchObject(refused);
});

test('the development issuer refuses production, and leaves no key behind', () => {
  expect(() => DevelopmentIssuer.fromFile('/nowhere/issuer.pem', true)).toThrow('NODE_ENV=production');
});

describe('keys that an OIDC issuer publishes', () => {
  let server: Server;
  let url: string;
  let published: object[] = [];
  let fetched = 0;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      fetched++;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  const signed = (kid: string, key: KeyObject): Promise<string> =>
    new SignJWT({ role: 'ANALYST' })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(DEVELOPMENT_ISSUER)
      .setAudience(AUDIENCE)
      .setSubject('analyst')
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 600)
      .sign(key);
  const asPublished = async (kid: string, key: KeyObject) => ({
    ...(await exportJWK(key)),
    kid,
    alg: 'ES256',
  });

  test('a new key counts without a restart, and a withdrawn one no longer', async () => {
    const [spring, summer] = [elliptic(), elliptic()];
    let now = NOW;
    const rotating = verifier({
      keys: publishedKeys(url, { keptMs: 0, cooldownMs: 0 }),
      now: () => new Date(now),
    });
    published = [await asPublished('spring', spring.publicKey)];
    const old = `Bearer ${await signed('spring', spring.privateKey)}`;
    expect((await rotating.verify(old))?.subject).toBe('analyst');

    published = [
      await asPublished('spring', spring.publicKey),
      await asPublished('summer', summer.publicKey),
    ];
    expect((await rotating.verify(`Bearer ${await signed('summer', summer.privateKey)}`))?.role).toBe(
      'ANALYST',
    );
    expect((await rotating.verify(old))?.subject).toBe('analyst');

    published = [await asPublished('summer', summer.publicKey)];
    now += 61_000;
    await expect(rotating.verify(old)).rejects.toMatchObject(refused);
  });

  test('a flood of tokens under made-up keys does not flood the issuer', async () => {
    published = [await asPublished('known', own.publicKey)];
    const calm = verifier({ keys: publishedKeys(url) });
    expect((await calm.verify(`Bearer ${await signed('known', own.privateKey)}`))?.role).toBe('ANALYST');
    const before = fetched;
    for (let number = 0; number < 20; number++) {
      const forged = `Bearer ${await signed(`made-up-${number}`, stranger.privateKey)}`;
      await expect(calm.verify(forged)).rejects.toMatchObject(refused);
    }
    expect(fetched - before).toBeLessThanOrEqual(1);
  });
});
