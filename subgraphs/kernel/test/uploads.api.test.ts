import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { transaction, type Row } from '#kernel/persistence/database';
import type { Principal } from '#kernel/identity/principal';
import type { UploadRoom } from '#kernel/upload/upload-room';
import { sample } from './sample/note.ts';

/** Where files wait for the mutation that takes them. */
let graph: TestSubgraph;
let uploads: UploadRoom;
let WANG: Principal;
let LI: Principal;
const NOW = '2026-03-16T02:00:00Z';
beforeAll(async () => {
  graph = await startTestSubgraph(sample, { unwatched: true });
  uploads = graph.subgraph.kernel.uploads;
  const principal = async (subject: string): Promise<Principal> =>
    (await graph.subgraph.verify(await graph.bearer({ role: 'HANDLER', subject })))!;
  [WANG, LI] = [await principal('wang'), await principal('li')];
});
afterAll(() => graph.stop());

async function* pieces(bytes: Uint8Array, size = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const send = (bytes: Uint8Array | string, who = WANG): Promise<string> =>
  uploads.receive(who, pieces(typeof bytes === 'string' ? Buffer.from(bytes) : bytes));
const kept = async (table: string): Promise<Row[]> =>
  graph.subgraph.kernel.em().execute(`select * from compute.${table}`);
const counted = (): Promise<Row[]> =>
  graph.subgraph.kernel
    .em()
    .execute('select count(*) from compute.upload union all select count(*) from compute.upload_chunk');
const refusalOf = async (work: Promise<unknown>): Promise<{ code: unknown; message: string }> => {
  const error = (await work.catch((thrown: unknown) => thrown)) as Error & {
    extensions: { code: unknown; fields?: { file?: string } };
  };
  return { code: error.extensions.code, message: error.extensions.fields?.file ?? error.message };
};

const TABLE = '单号,姓名\n1,濮阳扶摇\n'.repeat(20_000);
const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000002000154a24f5f0000000049454e44ae426082',
  'hex',
);
const WORKBOOK = { '[Content_Types].xml': strToU8('<Types/>'), 'xl/workbook.xml': strToU8('<workbook/>') };
/** A workbook whose directory says of its first part that it is of another size. */
function saying(size: number): Uint8Array {
  const zip = Buffer.from(zipSync(WORKBOOK));
  zip.writeUInt32LE(size, zip.indexOf('PK\x01\x02') + 24);
  return zip;
}

test('a file is read back as it came, by its uploader, and lies sealed meanwhile', async () => {
  const handle = await send(TABLE);
  const file = await uploads.find(WANG, handle);
  const bytes = Buffer.from(TABLE);
  expect(file).toEqual({
    id: handle,
    mediaType: 'text/csv',
    size: bytes.length,
    used: false,
    digest: createHash('sm3').update(bytes).digest('hex'),
  });
  expect((await uploads.read(file)).equals(bytes)).toBe(true);
  const chunks = await kept('upload_chunk');
  expect(chunks.length).toBeGreaterThan(5);
  for (const { content } of chunks) {
    const text = Buffer.from(content as Uint8Array).toString('latin1');
    expect(text).not.toContain(Buffer.from('濮阳扶摇').toString('latin1'));
    expect(text).not.toContain(Buffer.from('濮阳扶摇').toString('base64').slice(1, -4));
  }
});

test('nobody else has the handle of a file, and nobody has one that is no handle', async () => {
  const handle = await send(PNG);
  expect(await refusalOf(uploads.find(LI, handle))).toEqual({
    code: 'NOT_FOUND',
    message: '未找到：上传的文件',
  });
  expect(await refusalOf(uploads.find(WANG, 'handle'))).toMatchObject({ code: 'NOT_FOUND' });
  expect((await uploads.find(WANG, handle)).mediaType).toBe('image/png');
});

test('a file is used once: its bytes are gone then, and its handle says so', async () => {
  const file = await uploads.find(WANG, await send(PNG));
  const use = (): Promise<void> => transaction(graph.subgraph.kernel.em(), tx => uploads.use(tx, file));
  await use();
  expect(await refusalOf(use())).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('已被使用'),
  });
  expect((await uploads.find(WANG, file.id)).used).toBe(true);
  expect(await refusalOf(uploads.read(file))).toMatchObject({ code: 'CONFLICT' });
  const left = await graph.subgraph.kernel
    .em()
    .execute<Row[]>('select 1 from compute.upload_chunk where upload_id = ?', [file.id]);
  expect(left).toEqual([]);
});

test('a file that is not used within a day expires, and is swept', async () => {
  const handle = await send(PNG);
  graph.clock.set('2026-03-17T01:59:59Z');
  expect((await uploads.find(WANG, handle)).used).toBe(false);
  graph.clock.set('2026-03-17T02:00:00Z');
  await uploads.sweep();
  expect(await refusalOf(uploads.find(WANG, handle))).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('已过期'),
  });
  expect(await kept('upload_chunk')).toEqual([]);
  graph.clock.set('2026-04-17T02:00:00Z');
  await uploads.sweep();
  expect(await refusalOf(uploads.find(WANG, handle))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await kept('upload')).toEqual([]);
  graph.clock.set(NOW);
});

test('chunks that a hand in the database has put in another order are no file', async () => {
  const file = await uploads.find(WANG, await send(TABLE));
  await graph.subgraph.kernel
    .em()
    .execute('update compute.upload_chunk set number = -number where upload_id = ?', [file.id]);
  await expect(uploads.read(file)).rejects.toThrow('not those that came');
});

test.each<[string, Uint8Array, string]>([
  ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj'), 'application/pdf'],
  ['a JPEG', Buffer.from('ffd8ffe000104a46494600010100', 'hex'), 'image/jpeg'],
  ['a workbook', zipSync(WORKBOOK), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['an OFD', zipSync({ 'OFD.xml': strToU8('<OFD/>') }), 'application/ofd'],
  ['an XML', Buffer.from('<?xml version="1.0"?><EInvoice/>'), 'application/xml'],
  // 单号,金额 as GB18030 has it.
  ['a table in GB18030', Buffer.from('b5a5bac52cbdf0b6ee0a312c322e30', 'hex'), 'text/csv'],
  ['a table that begins as a bitmap would', Buffer.from('BM编码,金额\n'), 'text/csv'],
])('%s is known by its content', async (_, bytes, mediaType) => {
  expect((await uploads.find(LI, await send(bytes, LI))).mediaType).toBe(mediaType);
});

async function* brokenOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(TABLE);
  throw new Error('the uploader went away');
}

test.each<[string, AsyncIterable<Uint8Array>, string]>([
  ['an empty file', pieces(Buffer.alloc(0)), '为空'],
  ['a program', pieces(Buffer.from('7f454c460201010000000000', 'hex')), '只接受'],
  ['a GIF', pieces(Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1')), '只接受'],
  ['an old workbook, or one with a password', pieces(Buffer.from('d0cf11e0a1b11ae1000000', 'hex')), '只接受'],
  ['text that is damaged far behind', pieces(Buffer.concat([Buffer.from(TABLE), Buffer.of(0xff)])), '只接受'],
  ['a zip of other things', pieces(zipSync({ 'a.txt': strToU8('a') })), '既不是'],
  ['a workbook that was cut off', pieces(zipSync(WORKBOOK).subarray(0, 200)), '不完整'],
  ['a workbook with macros', pieces(zipSync({ ...WORKBOOK, 'xl/vbaProject.bin': strToU8('x') })), '宏'],
  ['a workbook that unpacks to more than a hundred megabytes', pieces(saying(100_000_001)), '解压后'],
  ['20 MB and a byte', pieces(Buffer.alloc(20_000_001, ' ')), '超过 20 MB'],
  ['a file whose sender breaks off', brokenOff(), '没有传输完整'],
])('%s is refused, and nothing of it is kept', async (_, bytes, message) => {
  const before = await counted();
  const refused = await refusalOf(uploads.receive(WANG, bytes));
  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) });
  expect(await counted()).toEqual(before);
});

test('who has two hundred megabytes waiting sends no more until some are used', async () => {
  const em = graph.subgraph.kernel.em();
  const handle = await send(PNG, LI);
  await em.execute(`update compute.upload set size = 200000000 where id = ?`, [handle]);
  expect(await refusalOf(send(PNG, LI))).toMatchObject({ code: 'RATE_LIMITED' });
  const file = await uploads.find(LI, handle);
  await transaction(em, tx => uploads.use(tx, file));
  expect(await send(PNG, LI)).toMatch(/^[0-9a-f-]{36}$/);
});
