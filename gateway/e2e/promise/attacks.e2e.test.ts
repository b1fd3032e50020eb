import { createPrivateKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { AUDIENCE, DEVELOPMENT_ISSUER } from '#kernel/identity/development-issuer';
import { SubgraphExecutor } from '#kernel/server/execute';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { idCardCheckCharacter } from '../../../ops/demo/identifiers.ts';
import { startTestSystem, type Answer, type Asker, type TestSystem } from '../support/system.ts';

/** What an attacker tries is answered by a clear error, changes nothing, and leaves one audit record. */
let graph: TestSystem;
let victim: string;
let attacker: string;
beforeAll(async () => {
  graph = await startTestSystem({ DEMO: 'off' });
  [victim, attacker] = [
    await enrolled('31000019880412777', '韦小舟'),
    await enrolled('31000019880412779', '卓一帆'),
  ];
  await graph.settled();
}, 120_000);
afterAll(() => graph?.stop());

async function enrolled(seventeen: string, name: string): Promise<string> {
  const idCard = seventeen + idCardCheckCharacter(seventeen);
  const { enrolPerson } = await graph.data(
    `mutation ($input: EnrolPersonInput!) { enrolPerson(input: $input) { ... on EnrolPersonSuccess { enrolment { person { id } } } } }`,
    {
      input: {
        idempotencyKey: `attack-${seventeen}`,
        person: { idCard, name, region: '310101', phone: '15490019999' },
        personGroup: 'FLEXIBLE',
        paidOn: today(systemClock),
      },
    },
  );
  return enrolPerson.enrolment.person.id;
}

const sql = (text: string): Promise<Record<string, unknown>[]> =>
  graph.system.opened.process.database.query(text);

/** Audit records of every chain but of logins, newest last. */
async function records(): Promise<Record<string, unknown>[]> {
  const chains = ['identity', ...SUBGRAPHS].map(
    chain =>
      `select '${chain}' as chain, kind, subject, action, details, occurred_at from ${chain}.audit_record`,
  );
  return sql(`select * from (${chains.join(' union all ')}) r where kind <> 'LOGIN' order by occurred_at`);
}

/** The state of every table that is not written by reading: two equal ones mean that nothing was changed. */
async function state(): Promise<string> {
  const tables = await sql(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
       and table_name not in ('audit_record', 'audit_head', 'audit_checkpoint', 'login', 'role_grant', 'projection_offset')
       and table_schema <> 'compute' order by 1`,
  );
  const each = tables.map(
    ({ name }) =>
      `select '${name as string}' as name, md5(coalesce(string_agg(r::text, '' order by r::text), '')) as hash from ${name as string} r`,
  );
  return JSON.stringify(await sql(`select * from (${each.join(' union all ')}) s order by name`));
}

/** Tries something; answers what came back and what it left behind. */
async function attack(attempt: () => Promise<Partial<Answer>>) {
  const [before, known] = [await state(), (await records()).length];
  const answer = await attempt();
  expect(await state()).toBe(before);
  const left = (await records()).slice(known);
  return { codes: (answer.errors ?? []).map(({ extensions }) => extensions['code'] as string), answer, left };
}

const seconds = Math.floor(systemClock.now().getTime() / 1000);
const CLAIMS = { sub: 'mallory', role: 'REVIEWER', iss: DEVELOPMENT_ISSUER, aud: AUDIENCE, iat: seconds };
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const ownKey = () =>
  createPrivateKey(
    readFileSync(join(graph.system.opened.process.environment.DATA_DIR, 'keys', 'issuer.pem')),
  );
const signed = (claims: object, key = ownKey(), alg = 'ES256') =>
  new SignJWT({ ...CLAIMS, exp: seconds + 600, ...claims }).setProtectedHeader({ alg }).sign(key);

test('tokens that are not what they seem are UNAUTHENTICATED, all of them one record of the door', async () => {
  const publicKey = graph.system.opened.process.issuer!.publicKey.export({ type: 'spki', format: 'pem' });
  const [head, body, signature] = (await signed({})).split('.') as [string, string, string];
  const raised = base64({ ...(JSON.parse(atob(body)) as object), role: 'SECURITY_ADMIN' });
  const tokens = [
    `${base64({ alg: 'none' })}.${base64({ ...CLAIMS, exp: seconds + 600 })}.`,
    await signed({}, createSecretKey(Buffer.from(publicKey)) as never, 'HS256'),
    await signed({ aud: 'another-graph' }),
    await signed({ iss: 'https://evil.example' }),
    await signed({ iat: seconds - 900, exp: seconds - 300 }),
    await signed({ role: 'GOD' }),
    `${head}.${raised}.${signature}`,
  ];
  const { codes, left } = await attack(async () => {
    const errors = [];
    for (const token of tokens) {
      const response = await fetch(`${graph.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"query":"{ persons(first: 1) { nodes { name } } }"}',
      });
      expect(response.status).toBe(401);
      const answer = (await response.json()) as Answer;
      expect(answer.data).toBeUndefined();
      errors.push(...answer.errors!);
    }
    return { errors };
  });
  expect(codes).toEqual(tokens.map(() => 'UNAUTHENTICATED'));
  expect(left).toEqual([
    expect.objectContaining({ chain: 'identity', kind: 'REFUSAL', action: 'gateway.token' }),
  ]);
  // The same claims under the right key are good: the test forges what it means to forge.
  expect(await graph.system.gateway.verify(`Bearer ${await signed({})}`)).toMatchObject({
    subject: 'mallory',
  });
});

const READ = 'query ($id: ID!) { person(id: $id) { id name phone } }';
const HANDLER: Asker = { role: 'HANDLER', region: '31' };

test.each<[string, string, () => Asker, string, string[], object]>([
  [
    'a purpose of 10 kB',
    READ,
    () => ({ ...HANDLER, subject: 'long', purpose: `REVIEW: ${'a'.repeat(10_000)}` }),
    'victim',
    ['BAD_USER_INPUT'],
    { chain: 'identity', kind: 'REFUSAL', action: 'gateway.purpose' },
  ],
  [
    'a purpose with control characters',
    READ,
    () => ({ ...HANDLER, subject: 'control', purpose: 'REVIEW: abcd\u0000efgh' }),
    'victim',
    ['BAD_USER_INPUT'],
    { chain: 'identity', kind: 'REFUSAL', action: 'gateway.purpose' },
  ],
  [
    "another person's data",
    READ,
    () => ({ role: 'PERSON', person: attacker, subject: 'nosy' }),
    'victim',
    ['FORBIDDEN'],
    { chain: 'insured', kind: 'REFUSAL', action: 'person', subject: 'nosy' },
  ],
  [
    'a search by a value of a class that one may not read',
    'query ($id: String!) { persons(first: 1, filter: { name: $id }) { nodes { id } } }',
    () => ({ role: 'ANALYST', region: '31', subject: 'prober' }),
    '韦小舟',
    ['FORBIDDEN'],
    { chain: 'insured', kind: 'REFUSAL', action: 'persons', subject: 'prober' },
  ],
  [
    'the audit trail, for whoever is no auditor',
    'query ($id: ID) { insuredAuditRecords(first: 1, filter: { personId: $id }) { nodes { id } } }',
    () => ({ role: 'SECURITY_ADMIN', subject: 'other-admin' }),
    'victim',
    ['FORBIDDEN'],
    { chain: 'insured', kind: 'REFUSAL', action: 'insuredAuditRecords', subject: 'other-admin' },
  ],
])('%s', async (_, query, asker, id, expected, record) => {
  const variables = { id: id === 'victim' ? victim : id };
  const { codes, answer, left } = await attack(() => graph.query(query, variables, asker()));
  expect(codes).toEqual(expected);
  expect(Object.values((answer.data ?? {}) as object).filter(value => value !== null)).toEqual([]);
  expect(left).toEqual([expect.objectContaining(record)]);
});

test('a class beyond the right stays masked, whatever the purpose, and the attempt is recorded', async () => {
  const asker: Asker = {
    role: 'INSPECTOR',
    region: '31',
    subject: 'beyond',
    purpose: 'INSPECTION: 核对联系电话',
  };
  const { codes, answer, left } = await attack(() =>
    graph.query('query ($id: ID!) { person(id: $id) { phone } }', { id: victim }, asker),
  );
  expect({ codes, phone: answer.data.person.phone }).toEqual({ codes: [], phone: '154****9999' });
  expect(left).toEqual([
    expect.objectContaining({
      chain: 'insured',
      action: 'InsuredPerson.phone',
      details: '{"code":"NO_RIGHT"}',
    }),
  ]);
});

test("another's id in `_entities`, asked of the owner itself, is answered as an id that is nobody's", async () => {
  const insured = graph.system.opened.subgraphs.find(({ name }) => name === 'insured')!;
  const { authorization } = await graph.bearer({ role: 'PERSON', person: attacker, subject: 'by-reference' });
  const reference = (id: string) =>
    attack(
      async () =>
        (await new SubgraphExecutor(insured).execute({
          query:
            'query ($of: [_Any!]!) { _entities(representations: $of) { ... on InsuredPerson { id name region } } }',
          variables: { of: [{ __typename: 'InsuredPerson', id }] },
          authorization,
        })) as Answer,
    );
  const another = await reference(victim);
  expect(another.answer.data).toEqual({ _entities: [null] });
  expect(another.codes).toEqual(['NOT_FOUND']);
  expect(another.left).toEqual([
    expect.objectContaining({
      chain: 'insured',
      kind: 'REFUSAL',
      subject: 'by-reference',
      action: '_entities.InsuredPerson',
    }),
  ]);
  const nobodys = await reference('0190a000-0000-7000-8000-000000000000');
  expect(nobodys.answer).toEqual(another.answer);
  expect(nobodys.left).toHaveLength(1);
  const own = await reference(attacker);
  expect(own.answer.data._entities).toEqual([expect.objectContaining({ id: attacker })]);
  expect(own.left.filter(({ kind }) => kind === 'REFUSAL')).toEqual([]);
});

test('a row that was tampered with costs its own field, raises an alert, and is recorded', async () => {
  await sql(`update insured.insured_person set name = phone where id = '${victim}'`);
  const { answer, left } = await attack(() =>
    graph.query(READ, { id: victim }, { ...HANDLER, subject: 'finder' }),
  );
  expect(answer.data.person).toEqual({ id: victim, name: null, phone: '154****9999' });
  expect(answer.errors).toEqual([
    expect.objectContaining({
      extensions: expect.objectContaining({ typeName: 'InsuredPerson', field: 'name', rowId: victim }),
    }),
  ]);
  expect(left).toEqual([
    expect.objectContaining({
      chain: 'insured',
      kind: 'TAMPER',
      subject: 'finder',
      action: 'InsuredPerson.name',
    }),
  ]);
});
