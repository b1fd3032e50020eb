import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from './sample/note.ts';

const patients = new Set<string>();
let graph: TestSubgraph;
const ids: string[] = [];

beforeAll(async () => {
  graph = await startTestSubgraph(
    {
      ...sample,
      theirsAmong: async (_asker, personIds) => new Set(personIds.filter(id => patients.has(id))),
    },
    { settings: { REVEALS_PER_DAY: '8' } },
  );
  for (const name of ['张三丰', '欧阳修远', '李四']) {
    const { writeNote } = await graph.data(
      `mutation ($input: WriteNoteInput!) { writeNote(input: $input) { ... on WriteNoteSuccess { note { id } } } }`,
      { input: { name, amount: '100', idempotencyKey: `key-${ids.length}-reveal` } },
    );
    ids.push(writeNote.note.id);
  }
});
afterAll(() => graph.stop());

const NAMES = `{ notes(first: 10) { nodes { id name birthDate } } }`;
const PURPOSE = 'COMPLAINT: 核对投诉人身份';

const names = (nodes: { name: string }[]): string[] => nodes.map(node => node.name);

async function records(kind: string): Promise<Record<string, unknown>[]> {
  return graph.subgraph.kernel
    .em()
    .execute(`select * from compute.audit_record where kind = ? order by id`, [kind]);
}

beforeEach(() => graph.clock.set(new Date(graph.clock.now().getTime() + 24 * 3600 * 1000).toISOString()));

test('without a purpose the mask is shown and nothing is recorded', async () => {
  const { notes } = await graph.data(NAMES);
  expect(names(notes.nodes)).toEqual(['张**', '欧阳**', '李*']);
  expect(await records('REVEAL')).toEqual([]);
});

test('a handler with a purpose reads in the clear, and every field read leaves one record', async () => {
  const asker = { role: 'HANDLER', subject: 'handler-7', purpose: PURPOSE } as const;
  await graph.caughtUp();
  const { result, statements } = await graph.statements.during(() => graph.data(NAMES, {}, asker));
  expect(names(result.notes.nodes)).toEqual(['张三丰', '欧阳修远', '李四']);
  expect(result.notes.nodes[0].birthDate).toBe('1987-05-12');
  const kept = await records('REVEAL');
  expect(kept).toHaveLength(6);
  expect(kept.find(({ action, row_id }) => action === 'Note.name' && row_id === ids[0])).toMatchObject({
    subject: 'handler-7',
    role: 'HANDLER',
    person_id: ids[0],
    purpose: PURPOSE,
    request_id: expect.any(String),
  });
  // The page, the salts of its persons, the quota, and one insert for all records.
  expect(statements).toHaveLength(4);
});

test('entities and mutation payloads follow the same law', async () => {
  const asker = { role: 'HANDLER', subject: 'handler-8', purpose: PURPOSE } as const;
  const reference = [{ __typename: 'Note', id: ids[0] }];
  expect((await graph.entities('... on Note { name }', reference, asker)).data._entities).toEqual([
    { name: '张三丰' },
  ]);
  expect((await graph.entities('... on Note { name }', reference)).data._entities).toEqual([
    { name: '张**' },
  ]);
});

test('a person reads their own data in the clear without a purpose, and that is recorded too', async () => {
  const { notes } = await graph.data(NAMES, {}, { role: 'PERSON', subject: 'person-1', person: ids[1] });
  expect(names(notes.nodes)).toEqual(['张**', '欧阳修远', '李*']);
  expect((await records('REVEAL')).at(-1)).toMatchObject({
    subject: 'person-1',
    person_id: ids[1],
    purpose: null,
  });
});

test('an institution reads its own patients in the clear, and the refusal of others is recorded', async () => {
  patients.add(ids[2]!);
  const asker = { role: 'INSTITUTION', institution: 'H31010100001', purpose: PURPOSE } as const;
  const { notes } = await graph.data(NAMES, {}, asker);
  expect(names(notes.nodes)).toEqual(['张**', '欧阳**', '李四']);
  expect((await records('REFUSAL')).at(-1)).toMatchObject({
    role: 'INSTITUTION',
    details: '{"code":"NOT_THEIRS"}',
  });
});

test('a viewer without the right sees masks whatever the purpose, and leaves one record per field, not per row', async () => {
  const before = (await records('REFUSAL')).length;
  const { notes } = await graph.data(NAMES, {}, { role: 'ANALYST', purpose: PURPOSE });
  expect(names(notes.nodes)).toEqual(['张**', '欧阳**', '李*']);
  expect(
    (await records('REFUSAL'))
      .slice(before)
      .map(({ action }) => action)
      .sort(),
  ).toEqual(['Note.birthDate', 'Note.name']);
});

test('the quota of a day ends clear reading, shows nothing beyond it, and leaves a record', async () => {
  const asker = { role: 'HANDLER', subject: 'greedy', purpose: PURPOSE } as const;
  await graph.data(NAMES, {}, asker);
  const answer = await graph.query(NAMES, {}, asker);
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
  expect(answer.data ?? null).toBeNull();
  expect((await records('REFUSAL')).at(-1)).toMatchObject({
    subject: 'greedy',
    details: '{"code":"RATE_LIMITED"}',
  });
  // Masked reading goes on, and the next day begins anew.
  expect(
    names((await graph.data(NAMES, {}, { role: 'HANDLER', subject: 'greedy' })).notes.nodes),
  ).toHaveLength(3);
  graph.clock.set(new Date(graph.clock.now().getTime() + 24 * 3600 * 1000).toISOString());
  expect(names((await graph.data(NAMES, {}, asker)).notes.nodes)[0]).toBe('张三丰');
});

test('what cannot be recorded is not shown', async () => {
  const { kernel } = graph.subgraph;
  await kernel.em().execute(`alter table compute.audit_record rename to audit_record_away`);
  const answer = await graph.query(NAMES, {}, { role: 'HANDLER', subject: 'unseen', purpose: PURPOSE });
  await kernel.em().execute(`alter table compute.audit_record_away rename to audit_record`);
  expect(answer.errors?.[0]?.extensions['code']).toBe('INTERNAL');
  expect(JSON.stringify(answer)).not.toContain('张三丰');
});

test('a refused operation and a false token leave a record each', async () => {
  const before = (await records('REFUSAL')).length;
  await graph.query(`{ notes(first: 1) { nodes { id } } }`, {}, { role: 'SCREEN', subject: 'screen-1' });
  await graph.query(NAMES, {}, { role: 'HANDLER', purpose: 'CURIOSITY: 随便看看' });
  expect((await records('REFUSAL')).slice(before)).toMatchObject([
    { subject: 'screen-1', action: 'notes', details: '{"code":"FORBIDDEN"}' },
    { subject: null, action: 'request', details: '{"code":"BAD_USER_INPUT"}' },
  ]);
});

describe('a value that was tampered with', () => {
  test('is an error that names type, field and row; the rest of the answer stands', async () => {
    const em = graph.subgraph.kernel.em();
    const [first, second] = await em.find(
      Note,
      { id: { $in: [ids[0]!, ids[1]!] } },
      { orderBy: { id: 'asc' } },
    );
    await em.execute(`update compute.note set name = ? where id = ?`, [second!.name.envelope, first!.id]);
    const answer = await graph.query(NAMES);
    await em.execute(`update compute.note set name = ? where id = ?`, [first!.name.envelope, first!.id]);
    expect(answer.data.notes.nodes.map((node: { name: string | null }) => node.name)).toEqual([
      null,
      '欧阳**',
      '李*',
    ]);
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining(`Note.name，行 ${first!.id}`),
      extensions: { code: 'INTERNAL', typeName: 'Note', field: 'name', rowId: first!.id },
    });
    expect((await records('TAMPER')).at(-1)).toMatchObject({ action: 'Note.name', row_id: first!.id });
  });
});
