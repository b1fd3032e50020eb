import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/persistence/id';
import { ERASED_ENVELOPE, lengthPrefixed } from '#kernel/sensitive/envelope';
import { derivedKeys } from '#test/derived-keys';
import { KeyRotation } from '#kernel/sensitive/rotation';
import { startTestSubgraph, TEST_AREA, TEST_ROOT_KEY, type TestSubgraph } from '#test/subgraph';
import { sample } from './sample/note.ts';

/** Values of the first version of the envelope, as a database holds them that knew no salts yet. */
const NAMES = ['张三', '李四', '王五'];
let graph: TestSubgraph;
let ids: string[];

beforeAll(async () => {
  graph = await startTestSubgraph(sample);
  ids = NAMES.map(newId);
  for (const [at, id] of ids.entries()) {
    await execute(`insert into compute.note (id, name, amount) values (?, ?, 1)`, [
      id,
      firstVersionOf(NAMES[at]!, id),
    ]);
  }
});
afterAll(() => graph.stop());

const execute = (sql: string, parameters: unknown[] = []) =>
  graph.subgraph.kernel.em().execute<Record<string, unknown>[]>(sql, parameters);
const names = async () =>
  (await graph.data(`{ notes(first: 5) { nodes { name } } }`)).notes.nodes.map(
    ({ name }: { name: string }) => name,
  );

function firstVersionOf(clear: string, rowId: string): Buffer {
  const keys = derivedKeys(TEST_ROOT_KEY, 'NAME');
  const header = Buffer.from([1, 1, 0, 1]);
  const nonce = randomBytes(16);
  const ciphertext = createCipheriv('sm4-ctr', keys.encryption, nonce).update(clear, 'utf8');
  const context = lengthPrefixed([TEST_AREA, 'Note.name', rowId, rowId, '1']);
  const tag = createHmac('sm3', keys.authentication)
    .update(Buffer.concat([header, lengthPrefixed([context]), nonce, ciphertext]))
    .digest();
  return Buffer.concat([header, nonce, ciphertext, tag.subarray(0, 16)]);
}

test('values from before there were salts are read as they are', async () => {
  expect(await names()).toEqual(['张*', '李*', '王*']);
  expect(await execute(`select 1 from compute.person_salt`)).toEqual([]);
});

test('a rotation seals them with the keys of their persons; of an erased person it leaves nothing', async () => {
  const { kernel } = graph.subgraph;
  await kernel.transaction(tx => kernel.salts.destroy(tx, ids[1]!, kernel.clock.now()));
  expect(await names()).toEqual(['张*', '［已抹除］', '王*']);
  expect(await new KeyRotation(kernel).rotate('NAME', () => undefined)).toBe(0);
  expect(await names()).toEqual(['张*', '［已抹除］', '王*']);
  const rows = await execute(`select name from compute.note order by id`);
  const envelopes = rows.map(({ name }) => Buffer.from(name as Uint8Array));
  expect(envelopes.map(envelope => envelope[0])).toEqual([2, 0, 2]);
  expect(envelopes[1]).toEqual(ERASED_ENVELOPE);
  expect(await execute(`select 1 from compute.person_salt where salt is not null`)).toHaveLength(2);
});

test('what stands in place of an erased value opens as nothing of a person who was not erased', async () => {
  await execute(`update compute.note set name = ? where id = ?`, [ERASED_ENVELOPE, ids[0]]);
  const answer = await graph.query(`{ notes(first: 5) { nodes { name } } }`);
  expect(answer.data.notes.nodes[0]).toEqual({ name: null });
  expect(answer.errors).toHaveLength(1);
});
