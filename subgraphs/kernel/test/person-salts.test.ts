import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/persistence/id';
import { PersonSalts } from '#kernel/sensitive/person-salts';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from './sample/note.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

const kernel = () => graph.subgraph.kernel;
const stored = async (personId: string) =>
  (await kernel().em().execute(`select * from compute.person_salt where person_id = ?`, [personId]))[0];

/** Writes a note, which is a person itself, and tells its id. */
async function write(name: string): Promise<string> {
  const data = await graph.data(
    `mutation ($input: WriteNoteInput!) { writeNote(input: $input) { ... on WriteNoteSuccess { note { id } } } }`,
    { input: { idempotencyKey: newId(), name, amount: '100' } },
  );
  return data.writeNote.note.id;
}

const nameOf = (id: string) => graph.entities('... on Note { name }', [{ __typename: 'Note', id }]);

const erase = (personId: string) =>
  kernel().transaction(tx => kernel().salts.destroy(tx, personId, kernel().clock.now()));

test('a salt is made with the first value of a person and stays the same', async () => {
  const id = newId();
  const ensure = () =>
    kernel().transaction(async tx => (await kernel().salts.ensure(tx, [id])).get(id)!.bytes);
  const first = await ensure();
  expect(first).toHaveLength(32);
  expect(await ensure()).toEqual(first);
  expect(Buffer.from((await stored(id))!['salt'] as Uint8Array)).toEqual(first);
});

test('the salts of many persons are one statement, to make and to read', async () => {
  const ids = Array.from({ length: 300 }, newId);
  const making = await graph.statements.during(() =>
    kernel().transaction(tx => kernel().salts.ensure(tx, ids)),
  );
  expect(making.statements).toHaveLength(1);
  const elsewhere = new PersonSalts('compute', kernel().orm, {} as never, kernel().clock);
  const reading = await graph.statements.during(() => elsewhere.ofAll(ids));
  expect(reading.statements).toHaveLength(1);
  expect(reading.result.size).toBe(300);
  const again = await graph.statements.during(() => elsewhere.ofAll(ids));
  expect(again.statements).toHaveLength(0);
});

test('a salt that was rolled back is not remembered', async () => {
  const id = newId();
  const broken = kernel().transaction(async tx => {
    await kernel().salts.ensure(tx, [id]);
    throw new Error('rolled back');
  });
  await expect(broken).rejects.toThrow('rolled back');
  expect(kernel().salts.known(id)).toBeUndefined();
  expect(await stored(id)).toBeUndefined();
});

test('a page of persons whose salts are not remembered costs one statement more', async () => {
  await write('张三');
  await write('李四');
  const page = () => graph.data(`{ notes(first: 50) { nodes { name } } }`);
  await page();
  const warm = await graph.statements.during(page);
  graph.clock.set(new Date(kernel().clock.now().getTime() + 61_000).toISOString());
  const cold = await graph.statements.during(page);
  expect(cold.statements).toHaveLength(warm.statements.length + 1);
  expect(cold.result).toEqual(warm.result);
});

test('an erased person reads as erased, for everybody and without an alarm; the others stand', async () => {
  const [erased, other] = [await write('王五'), await write('赵六')];
  await erase(erased);
  const purpose = 'REVIEW: 核对姓名';
  for (const asker of [{ role: 'ANALYST' }, { role: 'HANDLER', purpose }] as const) {
    const answer = await graph.entities('... on Note { name }', [{ __typename: 'Note', id: erased }], asker);
    expect(answer.errors).toBeUndefined();
    expect(answer.data._entities).toEqual([{ name: '［已抹除］' }]);
  }
  expect((await nameOf(other)).data._entities).toEqual([{ name: '赵*' }]);
  expect(await stored(erased)).toMatchObject({ salt: null, erased_at: expect.anything() });
  const tampering = await kernel()
    .em()
    .execute(`select 1 from compute.audit_record where kind = 'TAMPER' and row_id = ?`, [erased]);
  expect(tampering).toEqual([]);
});

test('what an erasure that was rolled back has touched still opens', async () => {
  const id = await write('孙七');
  const broken = kernel().transaction(async tx => {
    await kernel().salts.destroy(tx, id, kernel().clock.now());
    throw new Error('rolled back');
  });
  await expect(broken).rejects.toThrow('rolled back');
  expect((await nameOf(id)).data._entities).toEqual([{ name: '孙*' }]);
});

test('an erasure said twice is said once, and the second keeps the day of the first', async () => {
  const id = await write('周八');
  await erase(id);
  const before = await stored(id);
  graph.clock.set(new Date(kernel().clock.now().getTime() + 1000).toISOString());
  await erase(id);
  expect(await stored(id)).toEqual(before);
  expect(await kernel().salts.isErased(id)).toBe(true);
});

test('nothing new is sealed for an erased person, and a rule that needs the clear value is refused', async () => {
  const id = await write('吴九');
  const note = await kernel().em().findOneOrFail(Note, { id });
  await erase(id);
  const seal = kernel().transaction(tx => kernel().sealer.seal(tx, Note, { rowId: id }, { name: '吴十' }));
  await expect(seal).rejects.toThrow('已抹除');
  await expect(kernel().sealer.open(kernel().em(), 'Note', 'name', note)).rejects.toThrow('已抹除');
});

test('a person may be erased of whom the subgraph knows nothing yet; no salt is ever made', async () => {
  const id = newId();
  await erase(id);
  await expect(kernel().transaction(tx => kernel().salts.ensure(tx, [id]))).rejects.toThrow('已抹除');
});

test('another process forgets the salt when it hears of the erasure', async () => {
  const id = await write('郑十');
  const heard: ((personId: string) => void)[] = [];
  const elsewhere = new PersonSalts(
    'compute',
    kernel().orm,
    {
      listen: async (_channel: string, callback: (personId: string) => void) => heard.push(callback),
    } as never,
    kernel().clock,
  );
  await elsewhere.open();
  await elsewhere.ofAll([id]);
  expect(elsewhere.known(id)).toBeDefined();
  await erase(id);
  heard[0]!(id);
  expect(elsewhere.known(id)).toBeUndefined();
  expect(await elsewhere.isErased(id)).toBe(true);
});

test('a salt that is missing, of a person who was not erased, is an error and an alarm', async () => {
  const id = await write('冯一');
  await kernel().em().execute(`delete from compute.person_salt where person_id = ?`, [id]);
  graph.clock.set(new Date(kernel().clock.now().getTime() + 61_000).toISOString());
  const answer = await nameOf(id);
  expect(answer.data._entities).toEqual([{ name: null }]);
  expect(answer.errors?.[0]?.message).toContain(`Note.name，行 ${id}`);
  const tampering = await kernel()
    .em()
    .execute(`select 1 from compute.audit_record where kind = 'TAMPER' and row_id = ?`, [id]);
  expect(tampering).toHaveLength(1);
});
