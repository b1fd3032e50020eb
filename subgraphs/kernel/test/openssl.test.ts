import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/persistence/id';
import { derivedKeys } from '#test/derived-keys';
import { startTestSubgraph, TEST_ROOT_KEY, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from './sample/note.ts';

const NAME = '欧阳修远';
const hasSm4 = /sm4-ctr/i.test(String(spawnSync('openssl', ['enc', '-list']).stdout ?? ''));
const testWithOpenssl = hasSm4 ? test : test.skip;

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

/** The envelope of a note and the salt of its person, as the database holds them. */
async function storedNote(): Promise<{ envelope: Buffer; salt: Buffer }> {
  const { kernel } = graph.subgraph;
  const id = newId();
  await kernel.transaction(async tx => {
    const sealed = await kernel.sealer.seal(tx, Note, { rowId: id }, { name: NAME });
    await tx.insert(Note, { id, amount: 1n, ...sealed } as unknown as Note);
  });
  const [row] = await kernel
    .em()
    .execute<{ name: Uint8Array; salt: Uint8Array }[]>(
      `select name, salt from compute.note join compute.person_salt on person_id = id where id = ?`,
      [id],
    );
  return { envelope: Buffer.from(row!.name), salt: Buffer.from(row!.salt) };
}

testWithOpenssl(
  'the OpenSSL command line opens a value that was read from the database, and seals it to the same bytes',
  async () => {
    const { envelope, salt } = await storedNote();
    const key = derivedKeys(TEST_ROOT_KEY, 'NAME').ofPerson(salt).encryption;
    const nonce = envelope.subarray(4, 20);
    const ciphertext = envelope.subarray(20, -16);
    const cipher = ['-sm4-ctr', '-K', key.toString('hex'), '-iv', nonce.toString('hex')];
    expect(String(execFileSync('openssl', ['enc', '-d', ...cipher], { input: ciphertext }))).toBe(NAME);
    expect(execFileSync('openssl', ['enc', '-e', ...cipher], { input: NAME })).toEqual(ciphertext);
  },
);
