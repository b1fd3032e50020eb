import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openDatabase } from '#kernel/persistence/database';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { canaryValues, findInDatabase, findInText } from '../../../ops/demo/canary-search.ts';
import { idCardCheckCharacter } from '../../../ops/demo/identifiers.ts';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { Child } from '../support/child.ts';

/**
 * What stays behind of personal data: a system that logs all it can is used in every way that a client knows; then
 * neither its log, nor what it exported, nor any table of its database holds a clear value.
 */
const now = systemClock.now();
const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
const claim = world.claims.find(({ personId }) => personId === world.canaries.personIds[0])!;

/** Somebody who is registered while the system runs, and what they are treated for. */
const SEVENTEEN = '31000019880412777';
const NEWCOMER = {
  name: '濮阳扶摇',
  idCard: SEVENTEEN + idCardCheckCharacter(SEVENTEEN),
  phone: '15490019999',
  address: '上海市虹口区云起路3号501室',
};
const DIAGNOSIS = '琉璃样指甲征';
const VALUES = [...canaryValues(world.canaries), ...Object.values(NEWCOMER), DIAGNOSIS];
const FIELDS = 'id name idCard phone address birthDate';
const PURPOSE = { 'x-purpose': encodeURIComponent('REVIEW: 核对留存内容') };

const folder = mkdtempSync(join(tmpdir(), 'medical-insurance-remains-'));
const SETTINGS = { DATA_DIR: folder, DATABASE_URL: '', PORT: '0', LOG_LEVEL: 'trace' };
const exported = join(folder, 'records.jsonl');

let child: Child;
let url: string;
let tokens: Readonly<Record<string, string>>;
beforeAll(async () => {
  child = Child.run('ops/start/start.ts', [], SETTINGS);
  url = (await child.shows(/GraphQL +(http:\S+)\/graphql/))[1]!;
  await child.shows(/Ctrl-C/);
  const listed = (await (await fetch(`${url}/dev/tokens`)).json()) as { role: string; token: string }[];
  tokens = Object.fromEntries(listed.map(({ role, token }) => [role, token]));
}, 180_000);
afterAll(async () => {
  await child?.end();
  rmSync(folder, { recursive: true, force: true });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- scenarios walk results of any shape
type Data = any;
interface Answer {
  readonly data?: Data;
  readonly errors?: readonly { extensions: { code: string } }[];
}

async function send(body: string, headers: Record<string, string>, path = '/graphql'): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return (await response.json()) as Answer;
}

function ask(role: string, query: string, variables: object = {}, headers: Record<string, string> = {}) {
  return send(JSON.stringify({ query, variables }), { authorization: `Bearer ${tokens[role]}`, ...headers });
}

/** A mutation that has to succeed: what it returns. */
async function done(role: string, field: string, returns: string, input: object): Promise<Data> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on ${type}Success { ${returns} } } }`;
  const answer = await ask(role, query, { input });
  expect(answer).toMatchObject({ data: { [field]: { __typename: `${type}Success` } } });
  return answer.data[field];
}

test('persons are read in the clear and masked, found by each of their values, and asked for where there are none', async () => {
  for (const id of world.canaries.personIds) {
    const clear = await ask(
      'REVIEWER',
      `query ($id: ID!) { person(id: $id) { ${FIELDS} } }`,
      { id },
      PURPOSE,
    );
    expect(findInText(JSON.stringify(clear), VALUES)).not.toEqual([]);
    await ask('ANALYST', `query ($id: ID!) { person(id: $id) { ${FIELDS} } }`, { id }, PURPOSE);
  }
  for (const idCard of world.canaries.idCards) {
    const query = `query ($v: String!) { personByIdCard(idCard: $v) { ${FIELDS} } }`;
    expect(await ask('HANDLER', query, { v: idCard }, PURPOSE)).toMatchObject({
      data: { personByIdCard: { idCard } },
    });
  }
}, 120_000);

test('a person is registered, treated, and settled for', async () => {
  const enrolment = await done('HANDLER', 'enrolPerson', `enrolment { person { ${FIELDS} } }`, {
    idempotencyKey: 'remains-0001',
    person: { ...NEWCOMER, region: '310109' },
    personGroup: 'FLEXIBLE',
    paidOn: today(systemClock),
  });
  expect(enrolment.enrolment.person.name).toBe('濮阳**');
  const shanghai = new Date(now.getTime() + 8 * 3600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const { institution } = JSON.parse(atob(tokens['INSTITUTION']!.split('.')[1]!)) as { institution: string };
  let serial = 0;
  const msgid = (): string => `${institution}${shanghai}${String(++serial).padStart(4, '0')}`;
  const { visit } = await done('INSTITUTION', 'registerVisit', 'visit { id diagnosis }', {
    msgid: msgid(),
    personId: claim.personId,
    visitType: 'OUTPATIENT',
    startedOn: today(systemClock),
    diagnosis: DIAGNOSIS,
  });
  const fees = await done('INSTITUTION', 'uploadFees', 'claim { id }', {
    msgid: msgid(),
    visitId: visit.id,
    total: '10000',
    items: [
      {
        detailNumber: '0001',
        itemCode: world.drugs[0]!.nationalCode,
        itemName: '药品',
        quantity: '1',
        unitPrice: '10000',
        amount: '10000',
        serviceDate: today(systemClock),
      },
    ],
  });
  await done('INSTITUTION', 'preSettle', '__typename', { msgid: msgid(), claimId: fees.claim.id });
  await done('INSTITUTION', 'settle', '__typename', { msgid: msgid(), claimId: fees.claim.id });
}, 60_000);

test('an insurer names whom it insures, rightly and wrongly, and reads the name', async () => {
  const terms = { product: '百万医疗', ratio: '0.8', deductible: '0', yearlyLimit: '100000' };
  const year = { firstDay: '2026-01-01', lastDay: '2026-12-31' };
  const policy = (idempotencyKey: string, name: string) => ({
    idempotencyKey,
    policyNumber: idempotencyKey,
    ...terms,
    ...year,
    holder: { name, idCard: NEWCOMER.idCard },
  });
  await done(
    'INSURER',
    'registerCommercialPolicy',
    'policy { id }',
    policy('remains-policy-1', NEWCOMER.name),
  );
  const query = `mutation ($input: RegisterCommercialPolicyInput!) { registerCommercialPolicy(input: $input) { __typename } }`;
  const guess = await ask('INSURER', query, { input: policy('remains-policy-2', world.canaries.names[0]!) });
  expect(guess.data.registerCommercialPolicy.__typename).toBe('HolderDiffersRefusal');
  const read = await ask(
    'INSURER',
    '{ commercialPolicies(first: 200) { nodes { person { name } } } }',
    {},
    PURPOSE,
  );
  expect(read.data.commercialPolicies.nodes.length).toBeGreaterThan(1);
}, 60_000);

test('values come as variables and as literals, where they belong and where they do not', async () => {
  const codes = new Set<string>();
  const heard = async (answer: Promise<Answer>): Promise<void> => {
    for (const { extensions } of (await answer).errors ?? []) codes.add(extensions.code);
  };
  for (const value of VALUES) {
    const literal = JSON.stringify(value);
    await heard(ask('HANDLER', 'query ($v: Int!) { persons(first: $v) { nodes { id } } }', { v: value }));
    await heard(
      ask('HANDLER', 'query ($v: Cursor) { persons(first: 1, after: $v) { nodes { id } } }', { v: value }),
    );
    await heard(
      ask('HANDLER', `query ($v: PersonFilter) { persons(first: 1, filter: $v) { nodes { id } } }`, {
        v: { name: [value] },
      }),
    );
    await heard(
      ask('HANDLER', `{ person(id: ${literal}) { id } personByIdCard(idCard: ${literal}) { id } }`),
    );
    await heard(ask('HANDLER', `{ nothing(of: ${literal}) }`));
    await heard(ask('HANDLER', `{ person(id: ${literal}`));
    await heard(ask('PERSON', `{ searchPolicy(query: ${literal}, first: 1) { nodes { score } } }`));
    await heard(send(`{"query": ${literal.slice(0, -1)}`, { authorization: `Bearer ${tokens['HANDLER']}` }));
    await fetch(`${url}/graphql?query=${encodeURIComponent(`{ person(id: ${literal}) { id } }`)}`, {
      headers: { authorization: `Bearer ${tokens['HANDLER']}`, 'apollo-require-preflight': 'yes' },
    });
  }
  expect([...codes].sort()).toEqual(['BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
}, 120_000);

test('values come in headers, in a socket, in a path', async () => {
  for (const value of VALUES) {
    const text = encodeURIComponent(value);
    await send('{"query":"{ __typename }"}', { authorization: `Bearer ${text}` });
    for (const header of ['x-request-id', 'user-agent', 'x-forwarded-for', 'apollographql-client-name']) {
      await ask('HANDLER', '{ __typename }', {}, { [header]: text });
    }
    await ask(
      'HANDLER',
      '{ persons(first: 1) { nodes { id } } }',
      {},
      { 'x-purpose': encodeURIComponent(`${value}: 核对`) },
    );
    await fetch(`${url}/${text}?q=${text}`);
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${tokens['HANDLER']}`, purpose: value, note: value },
      retryAttempts: 0,
    });
    const query = `subscription { claimSettled(after: ${JSON.stringify(value)}) { cursor } }`;
    await new Promise<void>(resolve => {
      const over = (): void => resolve();
      client.subscribe({ query }, { next: () => undefined, error: over, complete: over });
    });
    await client.dispose();
  }
}, 120_000);

test('files of them are sent: one waits, one is taken for another table, one is no file at all', async () => {
  const upload = async (content: string): Promise<{ status: number; handle?: string }> => {
    const body = new FormData();
    body.append(NEWCOMER.name, NEWCOMER.idCard);
    body.append('file', new Blob([content]), `${NEWCOMER.name}.csv`);
    const headers = { authorization: `Bearer ${tokens['HANDLER']}` };
    const response = await fetch(`${url}/upload`, { method: 'POST', headers, body });
    return { status: response.status, ...((await response.json()) as { handle?: string }) };
  };
  const table = `姓名,证件\n${VALUES.join('\n')}\n`;
  expect((await upload(table)).status).toBe(201);
  expect((await upload(`${table}\0`)).status).toBe(400);
  const input = { idempotencyKey: 'remains-upload-0001', file: (await upload(table)).handle };
  const query = `mutation ($input: ImportDeductionsInput!) { importDeductions(input: $input) { __typename } }`;
  expect(await ask('HANDLER', query, { input })).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
}, 60_000);

test('an agent is asked about them', async () => {
  for (const [index, value] of VALUES.entries()) {
    await done('PERSON', 'askPolicy', 'run { id }', {
      idempotencyKey: `remains-question-${index}`,
      question: `${value}能报销吗？`,
    });
  }
}, 120_000);

test('then the log holds none of their values, nor does what was exported of the audit trail', async () => {
  const audit = Child.run('ops/audit/audit.ts', ['export', exported], SETTINGS);
  expect([await audit.exit(), audit.output]).toEqual([0, expect.stringContaining('insured: record')]);
  expect(readFileSync(exported, 'utf8')).toContain('"REVEAL"');
  await child.end('SIGTERM');
  expect(child.output).toContain('stopped');
  expect(child.output).toMatch(/"msg":/);
  expect(findInText(child.output, VALUES)).toEqual([]);
  expect(findInText(readFileSync(exported, 'utf8'), VALUES)).toEqual([]);
}, 120_000);

test('then no table of the database holds one of their values, in any disguise', async () => {
  const database = await openDatabase({ folder });
  try {
    expect(await findInDatabase(database, VALUES)).toEqual([]);
  } finally {
    await database.close();
  }
}, 120_000);
