import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { newId } from '#kernel/persistence/id';
import { firstPerParent } from '#kernel/persistence/page-per-parent';
import { Remark, REMARKS_OF_NOTE, sample } from './sample/note.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

const WRITE = `mutation ($input: WriteNoteInput!) { writeNote(input: $input) {
  __typename ... on WriteNoteSuccess { note { id name birthDate amount echo } } ... on Refusal { code message } ... on AmountTooSmallRefusal { least } } }`;

const write = (name: string, idempotencyKey: string, amount = '100') =>
  graph.data(WRITE, { input: { name, amount, idempotencyKey } });

test('a sensitive value is stored sealed and shown masked', async () => {
  const { writeNote } = await write('欧阳修远', 'key-masked');
  expect(writeNote.note).toMatchObject({ name: '欧阳**', birthDate: '1987-**-**', amount: '100' });
  const [row] = await graph.subgraph.kernel
    .em()
    .execute(`select name from compute.note where id = ?`, [writeNote.note.id]);
  expect(Buffer.from((row as { name: Uint8Array }).name).toString('utf8')).not.toContain('修远');
});

test('a sealed value is found by its exact value only', async () => {
  await write('张三丰', 'key-search-1');
  const find = (name: string) =>
    graph.data(`query ($name: String) { notes(first: 10, name: $name) { nodes { name } } }`, { name });
  expect((await find('张三丰')).notes.nodes).toEqual([{ name: '张**' }]);
  expect((await find('张**')).notes.nodes).toEqual([]);
});

test('the same key with the same content returns the first result, with other content CONFLICT', async () => {
  const first = await write('李四', 'key-idempotent');
  expect(await write('李四', 'key-idempotent')).toEqual(first);
  const other = await graph.query(WRITE, {
    input: { name: '王五', amount: '100', idempotencyKey: 'key-idempotent' },
  });
  expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
});

test('a business no is data with its facts', async () => {
  expect((await write('赵六', 'key-refused', '0')).writeNote).toEqual({
    __typename: 'AmountTooSmallRefusal',
    code: 'AMOUNT_TOO_SMALL',
    message: '金额过小',
    least: '1',
  });
});

test('bad input names the field and shows no value', async () => {
  const money = await graph.query(WRITE, {
    input: { name: '周七', amount: '1.5', idempotencyKey: 'key-bad-money' },
  });
  expect(money.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { 'input.amount': expect.any(String) },
  });
  const page = await graph.query(`{ notes(first: 201) { nodes { id } } }`);
  expect(page.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { first: expect.any(String) },
  });
  const cursor = await graph.query(`{ notes(first: 1, after: "AAAAAAAAAAAAAAAAAAAA") { nodes { id } } }`);
  expect(cursor.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { after: expect.any(String) },
  });
});

test('scopes are enforced on root fields and on entities', async () => {
  expect(
    (await graph.query(`{ notes(first: 1) { nodes { id } } }`, {}, null)).errors?.[0]?.extensions['code'],
  ).toBe('UNAUTHENTICATED');
  expect(
    (await graph.query(`{ notes(first: 1) { nodes { id } } }`, {}, { role: 'SCREEN' })).errors?.[0]
      ?.extensions['code'],
  ).toBe('FORBIDDEN');
  const { writeNote } = await write('孙八', 'key-entities');
  const entities = await graph.entities(
    '... on Note { name }',
    [{ __typename: 'Note', id: writeNote.note.id }],
    { role: 'SCREEN' },
  );
  expect(entities.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});

test('a malformed purpose refuses the whole request and names `purpose`', async () => {
  const asker = { role: 'HANDLER', purpose: 'CURIOSITY: 随便看看' } as const;
  const answer = await graph.query(`{ notes(first: 1) { nodes { id } } }`, {}, asker);
  expect(answer.data).toBeUndefined();
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { purpose: expect.any(String) },
  });
  await expect(graph.subscribe(`subscription { noteWritten { noteId } }`, {}, asker)).rejects.toThrow(
    'purpose',
  );
});

test('any number of references is one statement', async () => {
  const { notes } = await graph.data(`{ notes(first: 50) { nodes { id } } }`);
  const references = notes.nodes.map((note: { id: string }) => ({ __typename: 'Note', id: note.id }));
  const { result, statements } = await graph.statements.during(() =>
    graph.entities('... on Note { id name }', references),
  );
  expect(result.data._entities).toHaveLength(references.length);
  expect(statements).toHaveLength(1);
});

test('pages follow each other by their cursors', async () => {
  const page = (after: string | null) =>
    graph.data(
      `query ($after: Cursor) { notes(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
  const first = (await page(null)).notes;
  const second = (await page(first.pageInfo.endCursor)).notes;
  expect(first.pageInfo.hasNextPage).toBe(true);
  expect(new Set([...first.nodes, ...second.nodes].map(node => node.id)).size).toBe(4);
});

describe('a page of children for each parent', () => {
  const REMARKS = `... on Note { remarks(first: 2, after: $after) {
    nodes { weight } pageInfo { hasNextPage endCursor } } }`;

  const remarksOf = (ids: readonly string[], after: string | null = null) =>
    graph.query(
      `query ($references: [_Any!]!, $after: Cursor) { _entities(representations: $references) { ${REMARKS} } }`,
      { references: ids.map(id => ({ __typename: 'Note', id })), after },
    );

  /** Notes that each have three remarks of weights 1, 2, 2 and one of weight 0 that was withdrawn. */
  async function notesWithRemarks(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at++)
      ids.push((await write('吴九', `key-remarks-${newId()}`)).writeNote.note.id);
    const remarks = ids.flatMap(noteId =>
      [2, 0, 1, 2].map(weight => ({ id: newId(), noteId, weight, withdrawn: weight === 0 })),
    );
    await graph.subgraph.kernel.transaction(tx => tx.insertMany(Remark, remarks));
    return ids;
  }

  test('is one statement for any number of parents', async () => {
    const ids = await notesWithRemarks(5);
    const bare: string = (await write('郑十', 'key-no-remarks')).writeNote.note.id;
    const cost = async (parents: string[]) => {
      const { result, statements } = await graph.statements.during(() => remarksOf(parents));
      return { pages: result.data._entities, children: statements.filter(sql => sql.includes('remark')) };
    };
    const one = await cost(ids.slice(0, 1));
    const many = await cost([...ids, bare]);
    expect(one.children).toHaveLength(1);
    expect(many.children).toHaveLength(1);
    for (const { remarks } of many.pages.slice(0, 5)) {
      expect(remarks.nodes).toEqual([{ weight: 1 }, { weight: 2 }]);
      expect(remarks.pageInfo.hasNextPage).toBe(true);
    }
    expect(many.pages[5].remarks).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('goes on between children of the same rank', async () => {
    const [id] = await notesWithRemarks(1);
    const first = (await remarksOf([id!])).data._entities[0].remarks;
    const second = (await remarksOf([id!], first.pageInfo.endCursor)).data._entities[0].remarks;
    expect(second.nodes).toEqual([{ weight: 2 }]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  test('a cursor of one parent does not serve another', async () => {
    const [id, other] = await notesWithRemarks(2);
    const { endCursor } = (await remarksOf([id!])).data._entities[0].remarks.pageInfo;
    const answer = await remarksOf([other!], endCursor);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { after: expect.any(String) },
    });
  });

  test('no parent is found by what is no id, and none is harmed by it', async () => {
    const [id] = await notesWithRemarks(1);
    const em = graph.subgraph.kernel.em();
    const asked = ['no id', '"}', id!];
    const counts = async (type: 'uuid' | 'text', column: string) => {
      const children = { ...REMARKS_OF_NOTE, parent: { column, type } };
      const pages = await firstPerParent(em, children, asked, 10, null);
      return pages.map(page => page.length);
    };
    expect(await counts('uuid', 'note_id')).toEqual([0, 0, 3]);
    expect(await counts('text', 'note_id::text')).toEqual([0, 0, 3]);
  });
});

test('a subscriber resumes exactly after its last cursor', async () => {
  const SUBSCRIBE = `subscription ($after: Cursor) { noteWritten(after: $after) { cursor missed noteId } }`;
  await graph.caughtUp();
  const live = await graph.subscribe(SUBSCRIBE);
  const ids: string[] = [];
  for (const name of ['甲一', '甲二', '甲三'])
    ids.push((await write(name, `key-stream-${name.length}-${ids.length}`)).writeNote.note.id);
  const first = (await live.next()).value.data.noteWritten;
  expect(first).toMatchObject({ noteId: ids[0], missed: 0 });
  await live.return?.();
  const resumed = await graph.subscribe(SUBSCRIBE, { after: first.cursor });
  expect((await resumed.next()).value.data.noteWritten.noteId).toBe(ids[1]);
  expect((await resumed.next()).value.data.noteWritten.noteId).toBe(ids[2]);
  await resumed.return?.();
});

test.each([
  ['of another stream', 'stream:compute.other:', 1],
  ['of what has not happened yet', 'stream:compute.note:', 1_000_000],
])('a cursor %s opens nothing', async (_, binding, position) => {
  const after = graph.subgraph.kernel.cursors.encode(binding, [position]);
  const refused = graph.subscribe(`subscription ($after: Cursor) { noteWritten(after: $after) { noteId } }`, {
    after,
  });
  await expect(refused).rejects.toThrow(/"BAD_USER_INPUT".*"after"|"after".*"BAD_USER_INPUT"/);
});

test('a projection hears every fact once', async () => {
  await graph.caughtUp();
  const services = (await graph.subgraph.context({ requestId: 'test' })).services as {
    notes: { heard: string[] };
  };
  const announced = await graph.announced('compute.note');
  expect(services.notes.heard).toHaveLength(announced.length);
  expect(new Set(services.notes.heard).size).toBe(announced.length);
});

test('a query beside an open transaction is refused instead of waiting for ever', async () => {
  if (process.env['DATABASE_URL']) return;
  const { kernel } = graph.subgraph;
  await expect(kernel.transaction(() => kernel.em().execute('select 1'))).rejects.toThrow(
    'outside the open transaction',
  );
});

test('a subgraph that is stopped before its projections have begun stops', async () => {
  const early = await startTestSubgraph(sample);
  await early.stop();
});
