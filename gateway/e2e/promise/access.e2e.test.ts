import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Checkpoint } from '#kernel/audit/checkpoint';
import {
  ExportFile,
  readCheckpoints,
  statementsOf,
  verifyExport,
  writeCheckpoints,
} from '../../../ops/audit/files.ts';
import { workAudit, type AuditLine, type AuditOrder } from '../../../ops/audit/work.ts';
import { workToken } from '../../../ops/token/orders.ts';
import { startTestSystem, type Asker, type TestSystem } from '../support/system.ts';

/** Who comes in, is turned away, is given or loses a right leaves its record; all records can be proven elsewhere. */
const HANDLER: Asker = { role: 'HANDLER', region: '31', subject: 'handler-at-the-door' };
const PING = '{ __typename }';

let graph: TestSystem;
let folder: string;
beforeAll(async () => {
  graph = await startTestSystem({ DEMO: 'off' });
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
}, 120_000);
afterAll(async () => {
  await graph?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Recorded {
  readonly kind: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: Record<string, unknown>;
}

/** What the door has recorded, oldest first. */
async function recorded(where: Partial<Recorded> = {}): Promise<Recorded[]> {
  const rows = await graph.system.opened.process.database.query(
    `select kind, action, subject, details from identity.audit_record order by id`,
  );
  return rows
    .map(row => ({ ...(row as unknown as Recorded), details: JSON.parse(String(row['details'])) }))
    .filter(row => Object.entries(where).every(([key, value]) => row[key as keyof Recorded] === value));
}

async function post(headers: Record<string, string>, query = PING): Promise<number> {
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function told(order: AuditOrder): Promise<AuditLine[]> {
  const lines: AuditLine[] = [];
  await workAudit(order, graph.system.opened, async line => void lines.push(line));
  return lines;
}

test('the first request under a token is a login, however often and by whichever transport it is used', async () => {
  const headers = (await graph.bearer(HANDLER)) as Record<string, string>;
  expect(await Promise.all(Array.from({ length: 10 }, () => post(headers)))).toEqual(Array(10).fill(200));
  const stream = await graph.overWebSocket('{ __typename }', {}, null, headers['authorization']);
  expect((await stream.next()).value).toHaveProperty('data');
  expect(await recorded({ kind: 'LOGIN', subject: HANDLER.subject })).toEqual([
    expect.objectContaining({
      action: 'token.first-request',
      details: expect.objectContaining({ addedScopes: [] }),
    }),
  ]);
  await post((await graph.bearer({ ...HANDLER, scope: 'audit:read' })) as Record<string, string>);
  const [, second] = await recorded({ kind: 'LOGIN', subject: HANDLER.subject });
  expect(second?.details['addedScopes']).toEqual(['audit:read']);
});

test('forged tokens are refused and recorded: at once the first, as a number the others', async () => {
  for (let time = 0; time < 30; time++) expect(await post({ authorization: 'Bearer a.b.c' })).toBe(401);
  const refusals = await recorded({ action: 'gateway.token' });
  expect(refusals).toEqual([
    {
      kind: 'REFUSAL',
      action: 'gateway.token',
      subject: null,
      details: {
        code: 'UNAUTHENTICATED',
        source: expect.stringMatching(/127\.0\.0\.1$/),
        times: 1,
        since: expect.any(String),
      },
    },
  ]);
});

test('a malformed purpose is recorded with whose token it came, and says nothing of its text', async () => {
  const headers = await graph.bearer(HANDLER);
  expect(await post({ ...headers, 'x-purpose': 'CURIOSITY: 310000197905110680' })).toBe(400);
  const [refusal] = await recorded({ action: 'gateway.purpose' });
  expect(refusal?.details).toMatchObject({ code: 'BAD_USER_INPUT', source: HANDLER.subject, times: 1 });
  expect(JSON.stringify(await recorded())).not.toContain('310000197905110680');
});

test('a refusal by a subgraph is recorded there, and not once more at the door', async () => {
  const before = (await recorded({ kind: 'REFUSAL' })).length;
  const answer = await graph.query('{ insuredAuditRecords(first: 1) { nodes { id } } }', {}, HANDLER);
  expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect((await recorded({ kind: 'REFUSAL' })).length).toBe(before);
  const [{ count }] = (await graph.system.opened.process.database.query(
    `select count(*)::int as count from insured.audit_record where kind = 'REFUSAL' and subject = $1`,
    [HANDLER.subject],
  )) as [{ count: number }];
  expect(count).toBe(1);
});

test('revocations and rights added to a token are recorded with what they did', async () => {
  const grant = { subject: 'li', role: 'HANDLER', scope: 'reveal:medical' };
  await workToken({ grant }, graph.system.opened.process);
  await workToken({ revoke: { subject: 'li' } }, graph.system.opened.process);
  expect(await recorded({ kind: 'ADMINISTRATION' })).toEqual([
    expect.objectContaining({ action: 'scope-table.release', subject: null }),
    { kind: 'ADMINISTRATION', action: 'token.grant', subject: null, details: grant },
    { kind: 'ADMINISTRATION', action: 'token.revoke', subject: null, details: { subject: 'li' } },
  ]);
  expect(await post((await graph.bearer({ role: 'HANDLER', subject: 'li' })) as Record<string, string>)).toBe(
    401,
  );
  await expect(workToken({ revoke: {} } as never, graph.system.opened.process)).rejects.toThrow(
    'no such order',
  );
});

test('every chain of the system is verified, the door among them, also against checkpoints kept elsewhere', async () => {
  const checkpoints = (await told({ act: 'checkpoint' })).flatMap(line =>
    'checkpoint' in line ? [line.checkpoint] : [],
  );
  expect(checkpoints.map(({ chain }) => chain)).toEqual(expect.arrayContaining(['identity', 'insured']));
  const path = join(folder, 'checkpoints');
  writeCheckpoints(path, checkpoints);
  const kept: Checkpoint[] = readCheckpoints(path);
  const chains = (await told({ act: 'verify', kept })).flatMap(line =>
    'verified' in line ? [line.verified] : [],
  );
  expect(chains.map(({ chain }) => chain)).toEqual([
    'identity',
    'insured',
    'settlement',
    'pharmacy',
    'inspection',
    'knowledge',
    'compute',
  ]);
  expect(chains.flatMap(({ faults }) => faults)).toEqual([]);
  expect(() => writeCheckpoints(path, checkpoints)).toThrow('nothing was overwritten');
  const [first] = kept;
  const ahead = { ...first!, sequence: first!.sequence + 1 };
  await expect(told({ act: 'verify', kept: [ahead] })).rejects.toThrow(`broken in: ${first!.chain}`);
});

test('an export verifies elsewhere by the public key alone; a changed line of it is named', async () => {
  const path = join(folder, 'records.jsonl');
  const publicKey = join(folder, 'signing.pub');
  writeFileSync(publicKey, graph.system.opened.process.surroundings.signing.publicKey);
  const file = new ExportFile(path);
  for (const line of await told({ act: 'export', chains: ['identity', 'insured'], from: null })) {
    if ('exported' in line) await file.write(line.exported.lines);
    if ('statement' in line) file.sign(line.statement);
  }
  await file.finish();
  const whole = await verifyExport(path, publicKey);
  expect(whole).toMatchObject({ lines: expect.any(Number), faults: [] });
  expect(whole.statements.map(({ chain }) => chain)).toEqual(['identity', 'insured']);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('"times":1', '"times":2').replace('\\"times\\":1', '\\"times\\":2'),
  );
  const { faults } = await verifyExport(path, publicKey);
  expect(faults).toEqual([
    { chain: 'identity', line: expect.any(Number), fault: 'ALTERED', sequence: expect.any(Number) },
  ]);
  expect(statementsOf(path)).toBe(`${path}.sig`);
});

test('an auditor reads the records of all subgraphs in one query', async () => {
  const query = readFileSync(
    new URL('../../../clients/analyst/operations/graph/3-audit-records.graphql', import.meta.url),
    'utf8',
  );
  const data = await graph.data(query, { first: 5 }, { role: 'AUDIT_ADMIN' });
  expect(Object.keys(data)).toHaveLength(6);
  expect(data.insured.nodes[0]).toMatchObject({ kind: 'REFUSAL', subject: HANDLER.subject });
});
