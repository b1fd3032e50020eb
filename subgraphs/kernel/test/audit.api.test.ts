import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { sample } from './sample/note.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

const AUDITOR = { role: 'AUDIT_ADMIN' } as const;
const RECORDS = `query ($filter: AuditFilter, $after: Cursor) { computeAuditRecords(filter: $filter, first: 2, after: $after) {
  nodes { id sequence kind subject action details purpose hash previousHash } pageInfo { hasNextPage endCursor } } }`;

const em = () => graph.subgraph.kernel.em();
const act = (action: string) =>
  graph.subgraph.kernel.transaction(tx =>
    graph.subgraph.kernel.audit.record(tx, { action, details: { at: action } }),
  );

/** Changes a record behind the trail's back, as somebody with the database in hand could. */
async function tamper(sql: string): Promise<void> {
  await em().execute(`alter table compute.audit_record disable trigger audit_record_stands`);
  await em().execute(sql);
  await em().execute(`alter table compute.audit_record enable trigger audit_record_stands`);
}

test('a record is kept with its cause and goes with it', async () => {
  const { kernel } = graph.subgraph;
  await expect(
    kernel.transaction(async tx => {
      await kernel.audit.record(tx, { action: 'undone' });
      throw new Error('the cause fails');
    }),
  ).rejects.toThrow('the cause fails');
  for (const action of ['first', 'second', 'third', 'fourth', 'fifth']) await act(action);
  const { records, faults } = await kernel.audit.verify();
  expect({ records, faults }).toEqual({ records: 5, faults: [] });
});

test('records of transactions that run side by side make one chain without gaps', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, index) => act(`parallel ${index}`)));
  const { records, faults } = await graph.subgraph.kernel.audit.verify();
  expect({ records, faults }).toEqual({ records: 35, faults: [] });
});

test('the auditor reads records newest first, page by page; nobody else does', async () => {
  const { computeAuditRecords } = await graph.data(RECORDS, {}, AUDITOR);
  expect(computeAuditRecords.nodes[0]).toMatchObject({
    kind: 'CHANGE',
    sequence: '35',
    details: expect.any(String),
  });
  const next = await graph.data(RECORDS, { after: computeAuditRecords.pageInfo.endCursor }, AUDITOR);
  expect(next.computeAuditRecords.nodes[0].sequence).toBe('33');
  for (const role of ['SECURITY_ADMIN', 'SYSTEM_ADMIN', 'HANDLER', 'REVIEWER'] as const) {
    const refused = await graph.query(RECORDS, {}, { role });
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  }
  const { computeAuditRecords: refusals } = await graph.data(
    RECORDS,
    { filter: { kind: 'REFUSAL' } },
    AUDITOR,
  );
  expect(refusals.nodes[0]).toMatchObject({ subject: 'test-reviewer', action: 'computeAuditRecords' });
});

test('the auditor reads signed checkpoints, newest first, as they were signed; nobody else does', async () => {
  const { audit } = graph.subgraph.kernel;
  await audit.checkpoint();
  await act('after the first checkpoint');
  const last = (await audit.checkpoint())!;
  const CHECKPOINTS = `query ($after: Cursor) { computeAuditCheckpoints(first: 1, after: $after) {
    nodes { sequence hash madeAt keyId signature } pageInfo { endCursor hasNextPage } } }`;
  const { computeAuditCheckpoints: page } = await graph.data(CHECKPOINTS, {}, AUDITOR);
  const [shown] = page.nodes;
  const read = { ...shown, chain: 'compute', sequence: Number(shown.sequence) };
  expect(read).toEqual(last);
  expect(page.pageInfo.hasNextPage).toBe(true);
  const next = await graph.data(CHECKPOINTS, { after: page.pageInfo.endCursor }, AUDITOR);
  expect(Number(next.computeAuditCheckpoints.nodes[0].sequence)).toBeLessThan(last.sequence);
  for (const role of ['SECURITY_ADMIN', 'SYSTEM_ADMIN', 'REVIEWER'] as const) {
    const refused = await graph.query(CHECKPOINTS, {}, { role });
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  }
});

test('a record cannot be changed or deleted', async () => {
  await graph.subgraph.kernel.audit.chain();
  await expect(
    em().execute(`update compute.audit_record set subject = 'x' where sequence = 1`),
  ).rejects.toThrow();
  await expect(em().execute(`delete from compute.audit_record where sequence = 1`)).rejects.toThrow();
});

test('SH-ST-CRYPTO-03, SH-AI-CRYPTO-03: what was tampered with in the database is found and named', async () => {
  const { audit } = graph.subgraph.kernel;
  await tamper(`update compute.audit_record set action = 'forged' where sequence = 3`);
  expect((await audit.verify()).faults).toEqual([{ fault: 'ALTERED', sequence: 3, id: '3' }]);
  await tamper(`update compute.audit_record set action = 'third' where sequence = 3`);
  expect((await audit.verify()).faults).toEqual([]);
  await tamper(`delete from compute.audit_record where sequence = 7`);
  expect((await audit.verify()).faults).toEqual([{ fault: 'REMOVED', sequence: 7, upTo: 7, id: null }]);
});

describe('checkpoints', () => {
  let graph: TestSubgraph;
  beforeAll(async () => {
    graph = await startTestSubgraph(sample);
  });
  afterAll(() => graph.stop());

  const trail = () => graph.subgraph.kernel.audit;
  const sql = (text: string): Promise<Record<string, unknown>[]> => graph.subgraph.kernel.em().execute(text);
  const write = (actions: readonly string[]) =>
    graph.subgraph.kernel.transaction(tx => trail().record(tx, ...actions.map(action => ({ action }))));
  const places = async (): Promise<number[]> => {
    await trail().chain();
    return (await sql(`select sequence from compute.audit_checkpoint order by sequence`)).map(row =>
      Number(row['sequence']),
    );
  };
  /** The chain's tables without their triggers, as somebody with the database in hand has them. */
  async function behindTheTriggers(...statements: readonly string[]): Promise<void> {
    for (const table of ['audit_record', 'audit_checkpoint'])
      await sql(`alter table compute.${table} disable trigger user`);
    for (const statement of statements) await sql(statement);
    for (const table of ['audit_record', 'audit_checkpoint'])
      await sql(`alter table compute.${table} enable trigger user`);
  }

  test('come after a number of records, and after a while', async () => {
    await write(['one']);
    expect(await places()).toEqual([]);
    graph.clock.set('2026-03-16T02:16:00Z');
    expect(await places()).toEqual([1]);
    await write(Array.from({ length: 1000 }, (_, index) => `record ${index}`));
    expect(await places()).toEqual([1, 1001]);
    expect(await trail().verify()).toEqual({ records: 1001, checkpoints: 2, faults: [] });
  });

  test('come on demand, once for one state of the chain', async () => {
    await write(['one more']);
    const checkpoint = await trail().checkpoint();
    expect(checkpoint).toMatchObject({ chain: 'compute', sequence: 1002 });
    expect(await trail().checkpoint()).toEqual(checkpoint);
    expect(await places()).toEqual([1, 1001, 1002]);
  });

  test('cannot be changed or deleted', async () => {
    await expect(sql(`update compute.audit_checkpoint set hash = 'x'`)).rejects.toThrow('never changed');
    await expect(sql(`delete from compute.audit_checkpoint`)).rejects.toThrow('never changed');
  });

  test('a forged one is found', async () => {
    await behindTheTriggers(
      `update compute.audit_checkpoint set made_at = made_at - interval '1 day' where sequence = 1`,
    );
    expect((await trail().verify()).faults).toEqual([{ fault: 'CHECKPOINT_FORGED', sequence: 1, id: null }]);
    await behindTheTriggers(
      `update compute.audit_checkpoint set made_at = made_at + interval '1 day' where sequence = 1`,
    );
    expect((await trail().verify()).faults).toEqual([]);
  });

  test('one that was kept elsewhere finds a database that was set back whole', async () => {
    await sql(`create table compute.earlier_head as select * from compute.audit_head`);
    await write(['what shall be forgotten', 'this, too']);
    const kept = await trail().checkpoint();
    await behindTheTriggers(
      `delete from compute.audit_record where sequence > 1002`,
      `delete from compute.audit_checkpoint where sequence > 1002`,
      `update compute.audit_head h set sequence = e.sequence, hash = e.hash, seal = e.seal from compute.earlier_head e`,
    );
    expect((await trail().verify()).faults).toEqual([]);
    expect((await trail().verify([kept!])).faults).toEqual([
      { fault: 'SET_BACK', sequence: 1003, upTo: 1004, id: null },
    ]);
    await write(['other', 'history']);
    expect((await trail().verify()).faults).toEqual([]);
    expect((await trail().verify([kept!])).faults).toEqual([
      { fault: 'REWRITTEN', sequence: 1004, id: expect.any(String) },
    ]);
  });

  test('nothing is chained on a head that somebody else wrote, nor is it signed', async () => {
    await sql(`update compute.audit_head set hash = repeat('a', 64)`);
    await write(['after the forgery']);
    await expect(trail().checkpoint()).rejects.toThrow('is not ours');
    const { faults } = await trail().verify();
    expect(faults).toContainEqual({ fault: 'HEAD_FORGED', sequence: 1004, id: null });
    expect(await sql(`select 1 from compute.audit_record where sequence is null`)).toHaveLength(1);
  });
});
