import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { AUDIENCE, DEVELOPMENT_ISSUER } from '#kernel/identity/development-issuer';
import { ON_BEHALF_OF_HEADER, SERVICE_HEADER } from '#kernel/identity/headers';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { SubgraphExecutor } from '#kernel/server/execute';
import { serveSubgraph } from '#kernel/server/http';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSystem, type Answer, type Asker, type TestSystem } from '../support/system.ts';

/** Whoever is not who they say, or no longer may, or reaches beyond their range, gets a clear error and no data. */
const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
const HANDLER: Asker = { role: 'HANDLER', region: '31' };

let graph: TestSystem;
beforeAll(async () => {
  graph = await startTestSystem();
}, 120_000);
afterAll(() => graph?.stop());

const executorOf = (name: string): SubgraphExecutor =>
  new SubgraphExecutor(graph.system.opened.subgraphs.find(subgraph => subgraph.name === name)!);

async function principalOf(authorization: string): Promise<{ tokenId: string }> {
  return (await graph.system.gateway.verify(authorization)) as { tokenId: string };
}

describe('tokens that are not what they seem', () => {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    sub: 'mallory',
    role: 'REVIEWER',
    iss: DEVELOPMENT_ISSUER,
    aud: AUDIENCE,
    iat: seconds,
    exp: seconds + 600,
  };
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each<[string, () => Promise<string>]>([
    ['unsigned', async () => `${base64({ alg: 'none' })}.${base64(claims)}.`],
    [
      'signed by somebody else',
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256' })
          .sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ],
    [
      'expired',
      async () => (await graph.bearer({ role: 'REVIEWER', lifetimeSeconds: -60 }))['authorization']!.slice(7),
    ],
  ])(
    'a token that is %s is UNAUTHENTICATED at the gateway, and at every subgraph behind it',
    async (_, make) => {
      const authorization = `Bearer ${await make()}`;
      const answer = await fetch(`${graph.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: '{ persons(first: 1) { nodes { name } } }' }),
      });
      expect(answer.status).toBe(401);
      for (const subgraph of graph.system.opened.subgraphs) {
        const own = await executorOf(subgraph.name).execute({ query: '{ __typename }', authorization });
        expect(own.data).toBeUndefined();
        expect(own.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
      }
    },
  );
});

describe('a purpose', () => {
  const QUERY = '{ persons(first: 1) { nodes { id } } }';
  const malformed = { code: 'BAD_USER_INPUT', fields: { purpose: expect.any(String) } };

  test.each([
    ['of 10 kB', `REVIEW: ${'a'.repeat(10_000)}`],
    ['with control characters', 'REVIEW: abcd\u0007efgh'],
    ['with a code that is not in the list', 'CURIOSITY: 随便看看'],
  ])('%s refuses the request and is named', async (_, purpose) => {
    const answer = await graph.query(QUERY, {}, { ...HANDLER, purpose });
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: malformed }] });
    expect(answer.data).toBeUndefined();
    const stream = await graph.overWebSocket(
      'subscription { claimSettled { cursor } }',
      {},
      { ...HANDLER, purpose },
    );
    await expect(stream.next()).rejects.toMatchObject([{ extensions: malformed }]);
  });

  test('in Chinese is accepted percent-encoded and as raw UTF-8', async () => {
    const purpose = 'REVIEW: 核对参保身份';
    expect((await graph.query(QUERY, {}, { ...HANDLER, purpose })).errors).toBeUndefined();
    const raw = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(await graph.bearer(HANDLER)),
        'x-purpose': Buffer.from(purpose, 'utf8').toString('latin1'),
      },
      body: JSON.stringify({ query: QUERY }),
    });
    expect(await raw.json()).not.toHaveProperty('errors');
  });
});

describe('revocation', () => {
  const TELEMETRY = 'subscription { gpuTelemetry { cursor } }';

  test('closes the socket of a silent subscription with 4403 within five seconds', async () => {
    const { authorization } = await graph.bearer({ role: 'SCREEN' });
    const client = createClient({
      url: `${graph.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
    });
    const closed = new Promise(resolve => client.on('closed', resolve));
    const opened = new Promise(resolve => client.on('connected', resolve));
    const silent = { next: () => undefined, error: () => undefined, complete: () => undefined };
    client.subscribe({ query: 'subscription { claimSettled { cursor } }' }, silent);
    await opened;
    const began = performance.now();
    await graph.system.opened.process.revocations.revoke(await principalOf(authorization!));
    expect(await closed).toMatchObject({ code: 4403, reason: expect.stringContaining('吊销') });
    expect(performance.now() - began).toBeLessThan(5000);
    await client.dispose();
  });

  test('a subscription that its owner refuses costs itself, not the socket', async () => {
    const stream = await graph.overWebSocket(TELEMETRY, {}, { role: 'PERSON', person: world.persons[0]!.id });
    expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect((await stream.next()).done).toBe(true);
  });

  test('closes the socket of a busy subscription with 4403, too', async () => {
    const { authorization } = await graph.bearer({ role: 'COMPUTE_OPERATOR' });
    const stream = await graph.overWebSocket(TELEMETRY, {}, null, authorization);
    expect((await stream.next()).value.data).toBeTruthy();
    await graph.system.opened.process.revocations.revoke(await principalOf(authorization!));
    await expect(
      (async () => {
        for (;;) if ((await stream.next()).done) return;
      })(),
    ).rejects.toMatchObject({ code: 4403 });
  });

  test('of a subject ends its event stream, which says why', async () => {
    const asker: Asker = { role: 'COMPUTE_OPERATOR', subject: 'operator-on-leave' };
    const stream = graph.overEventStream(TELEMETRY, {}, asker);
    expect((await stream.next()).value).toHaveProperty('data');
    await graph.system.opened.process.revocations.revoke({ subject: 'operator-on-leave' });
    const told: Answer[] = [];
    for await (const event of stream) told.push(event);
    expect(told.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('refuses the next request', async () => {
    const { authorization } = await graph.bearer(HANDLER);
    const ask = async () =>
      (
        await fetch(`${graph.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: authorization! },
          body: '{"query":"{ __typename }"}',
        })
      ).status;
    expect(await ask()).toBe(200);
    await graph.system.opened.process.revocations.revoke(await principalOf(authorization!));
    expect(await ask()).toBe(401);
  });

  test('a subgraph verifies again at every event: the first one after a revocation is the refusal, and the last', async () => {
    const { authorization } = await graph.bearer({ role: 'COMPUTE_OPERATOR' });
    const stream = await executorOf('compute').subscribe({
      query: 'subscription { gpuTelemetry { cursor } }',
      authorization,
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
    expect((await stream.next()).value).toHaveProperty('data');
    await graph.system.opened.process.revocations.revoke(await principalOf(authorization!));
    let event = await stream.next();
    while (event.value?.data) event = await stream.next();
    expect(event.value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await stream.next()).done).toBe(true);
  });
});

describe("a subgraph's own port", () => {
  let port: number;
  let served: { stop(): Promise<void> };
  beforeAll(async () => {
    port = 20_000 + (process.pid % 20_000);
    const insured = graph.system.opened.subgraphs.find(({ name }) => name === 'insured')!;
    served = await serveSubgraph(insured, { host: '127.0.0.1', port });
  });
  afterAll(() => served?.stop());

  const [one, another] = world.persons;
  const ask = async (headers: Record<string, string>, query: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
  const service = () => graph.system.opened.process.service.authorization();

  test.each([
    ['nobody', async () => ({})],
    ['a handler with a good token', () => graph.bearer(HANDLER)],
    [
      'a handler who shows their own token as a service identity',
      async () => {
        const { authorization } = await graph.bearer(HANDLER);
        return { authorization: authorization!, [SERVICE_HEADER]: authorization! };
      },
    ],
  ])('does not answer %s', async (_, headers) => {
    const answer = await ask(
      (await headers()) as Record<string, string>,
      '{ persons(first: 1) { nodes { id } } }',
    );
    expect(answer).toMatchObject({
      status: 401,
      body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    expect(answer.body.data).toBeUndefined();
  });

  test("gives the gateway what the asker's own token may have, and no more", async () => {
    const headers = {
      ...(await graph.bearer({ role: 'PERSON', person: one!.id })),
      [SERVICE_HEADER]: await service(),
    };
    const { body } = await ask(
      headers,
      `{ own: person(id: "${one!.id}") { id } other: person(id: "${another!.id}") { id } }`,
    );
    expect(body.data).toEqual({ own: { id: one!.id }, other: null });
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  });

  test('verifies the token that travels along with a service, and lets nobody else bring one', async () => {
    const { authorization } = await graph.bearer(HANDLER);
    const forged = {
      authorization: await service(),
      [SERVICE_HEADER]: await service(),
      [ON_BEHALF_OF_HEADER]: 'Bearer a.b.c',
    };
    expect((await ask(forged, '{ __typename }')).body.errors?.[0]?.extensions['code']).toBe(
      'UNAUTHENTICATED',
    );
    const posing = {
      authorization: authorization!,
      [SERVICE_HEADER]: await service(),
      [ON_BEHALF_OF_HEADER]: authorization!,
    };
    expect((await ask(posing, '{ __typename }')).body.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe('references outside the range of the asker', () => {
  const [claim] = world.claims;
  const line = claim!.lines[0]!;
  const run = world.agentRuns.find(({ personId }) => personId !== claim!.personId) ?? world.agentRuns[0]!;
  const stranger = world.persons.find(({ id }) => id !== claim!.personId && id !== run.personId)!;
  const PERSON: Asker = { role: 'PERSON', person: stranger.id };
  const elsewhere = world.institutions.find(({ code }) => code !== claim!.institutionCode)!;
  const INSTITUTION: Asker = { role: 'INSTITUTION', institution: elsewhere.code };

  const cases: [string, string, Record<string, string>, string][] = [
    ['insured', 'InsuredPerson', { id: claim!.personId }, 'name gender region account { thisYear }'],
    ['settlement', 'Visit', { id: claim!.visitId }, 'startedOn diagnosis'],
    ['settlement', 'Claim', { id: claim!.id }, 'state total items { itemName }'],
    ['settlement', 'FeeItem', { id: line.id }, 'itemName amount'],
    ['settlement', 'Settlement', { id: claim!.settlementId }, 'total fundPaid'],
    ['settlement', 'InsuredPerson', { id: claim!.personId }, 'settlements(first: 5) { nodes { total } }'],
    ['settlement', 'InsuredPerson', { id: claim!.personId }, 'claims(first: 5) { nodes { total } }'],
    ['settlement', 'InsuredPerson', { id: claim!.personId }, 'accumulators(year: 2026) { amount }'],
    ['inspection', 'Claim', { id: claim!.id }, 'suspicions(first: 5) { nodes { rule } }'],
    ['inspection', 'InsuredPerson', { id: claim!.personId }, 'suspicions(first: 5) { nodes { rule } }'],
    ['knowledge', 'AgentRun', { id: run.id }, 'question answer'],
    ['knowledge', 'InsuredPerson', { id: run.personId }, 'agentRuns(first: 5) { nodes { question } }'],
    ['compute', 'AgentRun', { id: run.id }, 'usage { cost }'],
  ];

  const leaves = (value: unknown): unknown[] =>
    value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value];
  const reference = async (
    [name, type, key, fields]: (typeof cases)[number],
    asker: Asker,
  ): Promise<unknown[]> => {
    const answer = await executorOf(name).execute({
      query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`,
      variables: { of: [{ __typename: type, ...key }] },
      ...(await graph.bearer(asker)),
    });
    const codes = (answer.errors ?? []).map(({ extensions }) => extensions?.['code']);
    expect(codes.filter(code => code !== 'FORBIDDEN' && code !== 'NOT_FOUND')).toEqual([]);
    return leaves(answer.data ?? null).filter(value => value !== null);
  };

  test.each(cases)('a person gets nothing of another out of %s %s', async (...place) => {
    expect(await reference(place, PERSON)).toEqual([]);
  });

  test.each(cases.filter(([name, type]) => name === 'settlement' && type !== 'FeeItem'))(
    "an institution gets nothing of another's patients out of %s %s",
    async (...place) => {
      expect(await reference(place, INSTITUTION)).toEqual([]);
    },
  );

  test('the same references answer those who may: the test asks what exists', async () => {
    for (const place of cases.filter(
      ([name, , , fields]) => name === 'settlement' && !fields.startsWith('acc'),
    )) {
      expect((await reference(place, HANDLER)).length).toBeGreaterThan(0);
    }
  });
});
