import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

test('a record cannot be changed or deleted', async () => {
  await graph.subgraph.kernel.audit.chain();
  await expect(
    em().execute(`update compute.audit_record set subject = 'x' where sequence = 1`),
  ).rejects.toThrow();
  await expect(em().execute(`delete from compute.audit_record where sequence = 1`)).rejects.toThrow();
});

test('what was tampered with in the database is found and named', async () => {
  const { audit } = graph.subgraph.kernel;
  await tamper(`update compute.audit_record set action = 'forged' where sequence = 3`);
  expect((await audit.verify()).faults).toEqual([{ fault: 'ALTERED', sequence: 3, id: '4' }]);
  await tamper(`update compute.audit_record set action = 'third' where sequence = 3`);
  expect((await audit.verify()).faults).toEqual([]);
  await tamper(`delete from compute.audit_record where sequence = 7`);
  expect((await audit.verify()).faults).toEqual([{ fault: 'REMOVED', sequence: 7, upTo: 7, id: null }]);
});
