import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/persistence/id';
import { KeyRegister } from '#kernel/sensitive/key-register';
import { fixedKey, KeyRing } from '#kernel/sensitive/keys';
import { KeyRotation } from '#kernel/sensitive/rotation';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from '../../subgraphs/kernel/test/sample/note.ts';
import { workKeys, type KeysLine, type KeysOrder } from './work.ts';

const NOTES = 600;
let graph: TestSubgraph;
let oldest: { id: string; name: Buffer };

async function write(count: number): Promise<void> {
  const { kernel } = graph.subgraph;
  await kernel.transaction(async tx => {
    const rows = [];
    for (let index = 0; index < count; index++) {
      const id = newId();
      rows.push({
        id,
        amount: 1n,
        ...(await kernel.sealer.seal(tx, Note, { rowId: id }, { name: `张${index}` })),
      });
    }
    await tx.insertMany(Note, rows as never[]);
  });
}

beforeAll(async () => {
  graph = await startTestSubgraph(sample);
  await write(NOTES);
  const [row] = await graph.subgraph.kernel
    .em()
    .execute<{ id: string; name: Uint8Array }[]>(`select id, name from compute.note order by id limit 1`);
  oldest = { id: row!.id, name: Buffer.from(row!.name) };
});
afterAll(() => graph.stop());

async function keys(order: KeysOrder): Promise<KeysLine[]> {
  const lines: KeysLine[] = [];
  await workKeys(order, [graph.subgraph], line => void lines.push(line));
  return lines;
}

const uses = async (): Promise<string[]> =>
  (await new KeyRotation(graph.subgraph.kernel).use('NAME')).map(
    ({ version, values, current }) => `${version}${current ? '*' : ''}: ${values}`,
  );

const firstNames = async (): Promise<string[]> =>
  (await graph.data(`{ notes(first: 3) { nodes { name } } }`)).notes.nodes.map(
    ({ name }: { name: string }) => name,
  );

test('another root key stops the start and overwrites nothing', async () => {
  const { kernel } = graph.subgraph;
  const other = new KeyRing(fixedKey('ff'.repeat(32))).checkValue('310000');
  const kept = await kernel.em().execute(`select value from compute.key_check`);
  await expect(new KeyRegister('compute', kernel.orm, {} as never, other).open()).rejects.toThrow(
    'nothing was overwritten',
  );
  expect(await kernel.em().execute(`select value from compute.key_check`)).toEqual(kept);
});

test('a rotation that was killed leaves everything readable, old and new', async () => {
  const killed = new KeyRotation(graph.subgraph.kernel).rotate('NAME', ({ done }) => {
    if (done > 0) throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  expect(await uses()).toEqual(['1: 100', '2*: 500']);
  await write(1);
  expect(await uses()).toEqual(['1: 100', '2*: 501']);
  expect(await firstNames()).toEqual(['张*', '张*', '张*']);
});

test('an old key with values on it cannot be retired', async () => {
  await expect(keys({ act: 'retire', class: 'NAME' })).rejects.toThrow('100 on version 1');
  expect(await uses()).toEqual(['1: 100', '2*: 501']);
});

test('a rotation goes on where it was killed, tells its progress, and proves that nothing is left', async () => {
  const lines = await keys({ act: 'rotate', class: 'NAME' });
  expect(lines).toContainEqual({ progress: expect.objectContaining({ version: 2, done: 100, total: 100 }) });
  expect(lines.slice(-2)).toEqual([
    { use: expect.objectContaining({ version: 1, current: false, values: 0 }) },
    { use: expect.objectContaining({ version: 2, current: true, values: NOTES + 1 }) },
  ]);
  expect(await firstNames()).toEqual(['张*', '张*', '张*']);
  const found = await graph.data(`{ notes(first: 2, name: "张7") { nodes { id } } }`);
  expect(found.notes.nodes).toHaveLength(1);
});

test('a retired key opens nothing, not even its own old values put back', async () => {
  expect(await keys({ act: 'retire', class: 'NAME' })).toEqual([
    { retired: { subgraph: 'compute', class: 'NAME', versions: [1] } },
  ]);
  const em = graph.subgraph.kernel.em();
  const [now] = await em.execute<{ name: Uint8Array }[]>(`select name from compute.note where id = ?`, [
    oldest.id,
  ]);
  await em.execute(`update compute.note set name = ? where id = ?`, [oldest.name, oldest.id]);
  const answer = await graph.query(`{ notes(first: 1) { nodes { name } } }`);
  expect(answer.errors?.[0]?.message).toContain('Note.name');
  // A rotation leaves a value that does not open as it is, and says so.
  await expect(keys({ act: 'rotate', class: 'NAME' })).rejects.toThrow(
    '1 values of NAME in compute do not open',
  );
  await em.execute(`update compute.note set name = ? where id = ?`, [Buffer.from(now!.name), oldest.id]);
});

test('rotations and retirements stand in the audit trail', async () => {
  const records = await graph.subgraph.kernel
    .em()
    .execute<{ action: string; details: string }[]>(
      `select action, details from compute.audit_record where kind = 'ADMINISTRATION' order by id`,
    );
  expect(records.slice(0, 2)).toEqual([
    { action: 'keys.rotate', details: '{"class":"NAME","version":2}' },
    { action: 'keys.retire', details: '{"class":"NAME","version":1}' },
  ]);
});

test('an unknown class is refused with the classes that there are', async () => {
  await expect(keys({ act: 'rotate', class: 'NICKNAME' })).rejects.toThrow('NAME, ID_CARD');
});
