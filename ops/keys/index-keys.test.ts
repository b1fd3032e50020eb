import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PERSON_ERASURE_TOPIC } from '#schema/events/insured.events';
import { newId } from '#kernel/persistence/id';
import { UNPLANNED } from '#kernel/sensitive/blind-index';
import { BlindIndexRotation } from '#kernel/sensitive/blind-index.rotation';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from '../../subgraphs/kernel/test/sample/note.ts';
import { workKeys, type KeysLine, type KeysOrder } from './work.ts';

const NOTES = 600;
let graph: TestSubgraph;
let erased: string;

async function write(count: number, prefix: string): Promise<string[]> {
  const { kernel } = graph.subgraph;
  return kernel.transaction(async tx => {
    const rows = [];
    for (let index = 0; index < count; index++) {
      const id = newId();
      const sealed = await kernel.sealer.seal(tx, Note, { rowId: id }, { name: `${prefix}${index}` });
      rows.push({ id, amount: 1n, ...sealed });
    }
    await tx.insertMany(Note, rows as never[]);
    return rows.map(({ id }) => id);
  });
}

/** The versions of the stored indexes, with how many rows each has; `none` for rows without an index. */
async function versions(): Promise<Record<string, number>> {
  const rows: { version: string; rows: string }[] = await graph.subgraph.kernel.em().execute(
    `select coalesce(case when octet_length(name_index) = ${UNPLANNED.bytes} then '${UNPLANNED.version}'
         else (get_byte(name_index, 0) * 256 + get_byte(name_index, 1))::text end, 'none') as version,
       count(*) as rows from compute.note group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(row => [row.version, Number(row.rows)]));
}

const found = async (name: string): Promise<number> =>
  (await graph.data(`query ($name: String) { notes(first: 5, name: $name) { nodes { id } } }`, { name }))
    .notes.nodes.length;

async function keys(order: KeysOrder): Promise<KeysLine[]> {
  const lines: KeysLine[] = [];
  await workKeys(order, [graph.subgraph], line => void lines.push(line));
  return lines;
}

/** The subgraph as it was before indexes were planned: 64 bits, and some rows without any. */
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
  const { kernel } = graph.subgraph;
  await kernel.em().execute(`delete from compute.index_key`);
  await kernel.indexRegister.reload();
  const ids = await write(NOTES, '张');
  await kernel
    .em()
    .execute(`update compute.note set name_index = null where id = any(?::uuid[])`, [
      `{${ids.slice(0, 50).join(',')}}`,
    ]);
  [erased] = (await write(1, '王')) as [string];
  await graph.hear([
    {
      topic: PERSON_ERASURE_TOPIC,
      name: 'PersonErased',
      aggregateId: erased,
      payload: { personId: erased },
    },
  ]);
});
afterAll(() => graph.stop());

test('rows with a value and no index are not found, and the others are', async () => {
  expect(await versions()).toEqual({ '1': NOTES - 50, none: 50 + 1 });
  expect([await found('张7'), await found('张70')]).toEqual([0, 1]);
});

test('a rotation that was killed leaves everything findable, old and new', async () => {
  const killed = new BlindIndexRotation(graph.subgraph.kernel, 'NAME').rotate(({ done }) => {
    if (done > 0) throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  await write(1, '李');
  expect(await versions()).toEqual({ '1': 100, '2': 501, none: 1 });
  expect([await found('张7'), await found('张599'), await found('李0')]).toEqual([1, 1, 1]);
});

test('it goes on where it was killed, tells its progress, and closes the old version when nothing is left', async () => {
  const lines = await keys({ act: 'rotate-index', class: 'NAME' });
  expect(lines.at(0)).toEqual({ progress: expect.objectContaining({ version: 2, done: 0, total: 100 }) });
  expect(lines.slice(-2)).toEqual([
    { progress: expect.objectContaining({ version: 2, done: 100, total: 100 }) },
    { indexed: { subgraph: 'compute', class: 'NAME', version: 2 } },
  ]);
  expect(graph.subgraph.kernel.indexRegister.versionsOf('NAME')).toEqual([2]);
  expect([await found('张7'), await found('张599'), await found('李0')]).toEqual([1, 1, 1]);
});

test('an erased person gets no index by it', async () => {
  expect(await versions()).toEqual({ '2': NOTES + 1, none: 1 });
  expect(await found('王0')).toBe(0);
});

test('the next rotation moves every index to the next key', async () => {
  await keys({ act: 'rotate-index', class: 'NAME' });
  expect(await versions()).toEqual({ '3': NOTES + 1, none: 1 });
  expect([await found('张7'), await found('李0')]).toEqual([1, 1]);
});

test('a value that does not open keeps its old index, and the rotation says so', async () => {
  const em = graph.subgraph.kernel.em();
  const flip = `update compute.note set name = set_byte(name, 20, get_byte(name, 20) # 1)
    where id = (select id from compute.note where name_index is not null order by id limit 1)`;
  await em.execute(flip);
  await expect(keys({ act: 'rotate-index', class: 'NAME' })).rejects.toThrow(
    '1 values of NAME in compute do not open and stay on the old index',
  );
  expect(graph.subgraph.kernel.indexRegister.versionsOf('NAME')).toEqual([3, 4]);
  await em.execute(flip);
  await keys({ act: 'rotate-index', class: 'NAME' });
  expect(graph.subgraph.kernel.indexRegister.versionsOf('NAME')).toEqual([4]);
});

test('a new database begins with a planned index and no other', async () => {
  const fresh = await startTestSubgraph(sample);
  expect(fresh.subgraph.kernel.indexRegister.versionsOf('NAME')).toEqual([2]);
  await fresh.stop();
});

test('a class without a searchable field has nothing to rotate', async () => {
  await expect(keys({ act: 'rotate-index', class: 'MEDICAL' })).rejects.toThrow('no field of MEDICAL');
});

test('the plan names every searchable field with what it costs and tells', async () => {
  expect(await keys({ act: 'index' })).toEqual([
    { plan: expect.objectContaining({ field: 'Note.name', plan: expect.objectContaining({ bits: 20 }) }) },
  ]);
});
