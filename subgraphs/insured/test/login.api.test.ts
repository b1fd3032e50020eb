import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DevelopmentAuthority, sm2Signer, type CertificateRequest } from '#kernel/certificates/authority';
import { parseCertificate, parseRevocationLists } from '#kernel/certificates/certificate';
import type { Trust } from '#kernel/certificates/chain';
import { Challenges } from '#kernel/login/challenge';
import { fixedKey, KeyRing } from '#kernel/sensitive/keys';
import { newPrivateKey, publicKeyOf, sign } from '#kernel/signing/sm2';
import { startTestSubgraph, TEST_ROOT_KEY, type Asker, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';

const REFUSAL = `... on Refusal { code message } `;
const ASK = `mutation ($input: RequestChallengeInput!) { result: requestChallenge(input: $input) {
  __typename ${REFUSAL} ... on RequestChallengeSuccess { challenge bytesToSign expiresAt } } }`;
const LOG_IN = `mutation ($input: LogInInput!) { result: logIn(input: $input) {
  __typename ${REFUSAL} ... on CertificateLockedRefusal { lockedUntil } ... on LogInSuccess { token role expiresAt } } }`;

const [FROM, TO] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')];
const NOW = '2026-03-16T02:00:00Z';
const authority = new DevelopmentAuthority('试验根', sm2Signer(newPrivateKey()));
const anchors = [parseCertificate(authority.own(FROM, TO))!];
let trust: Trust = { anchors, intermediates: [], revoked: [] };

/** Somebody with a key and a certificate of their own. */
function person(subject: string, overrides: Partial<CertificateRequest> = {}, by = authority) {
  const key = newPrivateKey();
  const publicKey = publicKeyOf(key);
  const certificate = by.issue({
    subject,
    publicKey,
    use: 'login',
    notBefore: FROM,
    notAfter: TO,
    ...overrides,
  });
  return { subject, key, certificate };
}

let graph: TestSubgraph;
let serial = 0;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, { trust: () => trust });
  for (const subject of ['li', 'wang', 'zhao', 'sun']) await grant(subject);
});
beforeEach(() => {
  graph.clock.set(NOW);
  trust = { anchors, intermediates: [], revoked: [] };
});
afterAll(() => graph.stop());

/** Gives somebody the role of a handler by two hands. */
async function grant(subject: string): Promise<void> {
  const keyed = () => ({ idempotencyKey: `login-test-${(serial += 1)}`, reason: '新进人员' });
  const proposed = await graph.data(
    `mutation ($input: ProposeAccessChangeInput!) { proposeAccessChange(input: $input) {
       ... on ProposeAccessChangeSuccess { change { id } } } }`,
    { input: { ...keyed(), kind: 'GRANT_ROLE', role: 'HANDLER', region: '310101', subject } },
    { role: 'SYSTEM_ADMIN', subject: 'root' },
  );
  await graph.data(
    `mutation ($input: DecideAccessChangeInput!) { decideAccessChange(input: $input) { __typename } }`,
    { input: { ...keyed(), changeId: proposed.proposeAccessChange.change.id, approve: true } },
    { role: 'SECURITY_ADMIN', subject: 'guard' },
  );
}

type Person = ReturnType<typeof person>;
const ask = async ({ certificate }: Person) =>
  (await graph.data(ASK, { input: { certificate } }, null)).result;
const answer = async ({ certificate }: Person, challenge: string, signature: string) =>
  (await graph.data(LOG_IN, { input: { certificate, challenge, signature } }, null)).result;
const signed = (key: string, bytesToSign: string, id?: string) =>
  sign(key, Buffer.from(bytesToSign, 'base64'), { id });
async function logIn(who: Person, key = who.key) {
  const { challenge, bytesToSign } = await ask(who);
  return answer(who, challenge, signed(key, bytesToSign));
}
const recorded = async (action: string) =>
  graph.subgraph.kernel
    .em()
    .execute(`select details from identity.audit_record where action = ? order by id`, [action]);

test('SH-ST-CRYPTO-01, SH-AI-CRYPTO-01, SH-ST-CRYPTO-08, SH-AI-CRYPTO-10: whoever signs the challenge with the key of a certificate gets a token of its subject, in the role and range that two administrators granted', async () => {
  const done = await logIn(person('li'));
  expect(done).toMatchObject({
    __typename: 'LogInSuccess',
    role: 'HANDLER',
    expiresAt: '2026-03-16T06:00:00.000Z',
  });
  expect(await graph.subgraph.verify(`Bearer ${done.token}`)).toMatchObject({
    subject: 'li',
    role: 'HANDLER',
    region: '310101',
    tokenId: expect.any(String),
  });
  expect((await recorded('login.certificate')).at(-1)).toMatchObject({
    details: expect.stringContaining('"li"'),
  });
});

test('the token ends with the certificate when that ends first, and is no token afterwards', async () => {
  const short = person('li', { notAfter: new Date('2026-03-16T02:30:00Z') });
  const done = await logIn(short);
  expect(done.expiresAt).toBe('2026-03-16T02:30:00.000Z');
  graph.clock.set('2026-03-16T02:30:01Z');
  await expect(graph.subgraph.verify(`Bearer ${done.token}`)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});

describe('a token of a login', () => {
  test('ends when its certificate is taken back', async () => {
    const wang = person('wang');
    const { token } = await logIn(wang);
    expect(await graph.subgraph.verify(`Bearer ${token}`)).toMatchObject({ subject: 'wang' });
    const { serial: taken } = parseCertificate(wang.certificate)!;
    trust = { ...trust, revoked: parseRevocationLists(authority.revoke([taken], FROM, TO)) };
    graph.clock.set('2026-03-16T02:01:01Z');
    await expect(graph.subgraph.verify(`Bearer ${token}`)).rejects.toThrow('令牌');
    expect((await ask(wang)).code).toBe('CERTIFICATE_REVOKED');
  });

  test.each([
    ['another role', { role: 'SECURITY_ADMIN' }],
    ['another subject', { sub: 'zhao' }],
    ['a later end', { exp: 4_000_000_000 }],
  ])('that was rewritten to %s is none', async (_, change) => {
    const { token } = await logIn(person('li'));
    const [head, body, signature] = token.split('.') as [string, string, string];
    const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...change };
    const forged = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
    await expect(graph.subgraph.verify(`Bearer ${forged}`)).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});

describe('a challenge', () => {
  test('serves once: the same answer again is refused', async () => {
    const li = person('li');
    const { challenge, bytesToSign } = await ask(li);
    const signature = signed(li.key, bytesToSign);
    const both = await Promise.all([answer(li, challenge, signature), answer(li, challenge, signature)]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['ChallengeRefusal', 'LogInSuccess']);
    expect(await answer(li, challenge, signature)).toMatchObject({ code: 'CHALLENGE_USED' });
  });

  test('ends after two minutes', async () => {
    const li = person('li');
    const { challenge, bytesToSign, expiresAt } = await ask(li);
    expect(expiresAt).toBe('2026-03-16T02:02:00.000Z');
    graph.clock.set('2026-03-16T02:02:01Z');
    expect(await answer(li, challenge, signed(li.key, bytesToSign))).toMatchObject({
      code: 'CHALLENGE_LATE',
    });
  });

  test('of one certificate is none for another, though both are of one person', async () => {
    const [one, other] = [person('li'), person('li')];
    const { challenge, bytesToSign } = await ask(one);
    expect(await answer(other, challenge, signed(other.key, bytesToSign))).toMatchObject({
      code: 'CHALLENGE_FALSE',
    });
  });

  test('of another deployment is none here, and its signature serves for no challenge of ours', async () => {
    const li = person('li');
    const { fingerprint } = parseCertificate(li.certificate)!;
    const elsewhere = new Challenges(new KeyRing(fixedKey(TEST_ROOT_KEY)).challengeKey(), 'elsewhere');
    const theirs = elsewhere.make(fingerprint, new Date(NOW));
    const signature = signed(li.key, elsewhere.bytesToSign(theirs.challenge, fingerprint).toString('base64'));
    expect(await answer(li, theirs.text, signature)).toMatchObject({ code: 'CHALLENGE_FALSE' });
    const { challenge } = await ask(li);
    expect(await answer(li, challenge, signature)).toMatchObject({ code: 'SIGNATURE_FALSE' });
  });

  test.each(['', 'x', `${'0'.repeat(36)}.1.${'0'.repeat(64)}`])('that is none is refused: %s', async text => {
    const li = person('li');
    expect(await answer(li, text, '0'.repeat(128))).toMatchObject({ code: 'CHALLENGE_FALSE' });
  });
});

describe('a certificate is not let in', () => {
  test.each<[string, () => Person, string]>([
    [
      'of another authority',
      () => person('li', {}, new DevelopmentAuthority('别的根', sm2Signer(newPrivateKey()))),
      'CERTIFICATE_NOT_TRUSTED',
    ],
    [
      'that has expired',
      () => person('li', { notAfter: new Date('2026-03-01T00:00:00Z') }),
      'CERTIFICATE_EXPIRED',
    ],
    ['for another use', () => person('li', { use: 'server' }), 'CERTIFICATE_FOR_OTHER_USE'],
    ['that is none', () => ({ ...person('li'), certificate: 'x' }), 'CERTIFICATE_UNREADABLE'],
  ])('%s', async (_, who, code) => {
    expect(await ask(who())).toMatchObject({ __typename: 'CertificateRefusal', code });
  });

  test('whose subject holds no role', async () => {
    expect(await logIn(person('nobody'))).toMatchObject({ __typename: 'NoRoleRefusal', code: 'NO_ROLE' });
  });
});

describe('a signature is not believed', () => {
  test('of another key, or under another identity', async () => {
    const li = person('li');
    expect(await logIn(li, newPrivateKey())).toMatchObject({ code: 'SIGNATURE_FALSE' });
    const { challenge, bytesToSign } = await ask(li);
    expect(await answer(li, challenge, signed(li.key, bytesToSign, 'somebody'))).toMatchObject({
      code: 'SIGNATURE_FALSE',
    });
    expect((await logIn(li)).__typename).toBe('LogInSuccess');
  });

  test('five false ones in a row lock the certificate, each further one for twice as long, and the administrators see it', async () => {
    const zhao = person('zhao');
    for (let time = 1; time < 5; time++)
      expect(await logIn(zhao, newPrivateKey())).toMatchObject({ code: 'SIGNATURE_FALSE' });
    expect(await logIn(zhao, newPrivateKey())).toMatchObject({
      code: 'CERTIFICATE_LOCKED',
      lockedUntil: '2026-03-16T02:01:00.000Z',
    });
    expect(await logIn(zhao)).toMatchObject({ code: 'CERTIFICATE_LOCKED' });
    graph.clock.set('2026-03-16T02:01:01Z');
    expect(await logIn(zhao, newPrivateKey())).toMatchObject({ lockedUntil: '2026-03-16T02:03:01.000Z' });
    const LOCKED = '{ loginLockouts(first: 5) { subject failures lockedUntil } }';
    const guard: Asker = { role: 'SECURITY_ADMIN', subject: 'guard' };
    expect((await graph.data(LOCKED, {}, guard)).loginLockouts).toEqual([
      { subject: 'zhao', failures: 6, lockedUntil: '2026-03-16T02:03:01.000Z' },
    ]);
    expect((await graph.query(LOCKED)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(await recorded('login.locked')).toHaveLength(2);
    graph.clock.set('2026-03-16T02:03:02Z');
    expect((await logIn(zhao)).__typename).toBe('LogInSuccess');
    expect((await graph.data(LOCKED, {}, guard)).loginLockouts).toEqual([]);
  });
});
