import { asUtf8, detectEncoding } from './encoding.ts';

/** 药品,价格 / 阿莫西林,12 in GB18030. */
const GB18030 = Uint8Array.from([
  0xd2, 0xa9, 0xc6, 0xb7, 0x2c, 0xbc, 0xdb, 0xb8, 0xf1, 0x0a, 0xb0, 0xa2, 0xc4, 0xaa, 0xce, 0xf7, 0xc1, 0xd6,
  0x2c, 0x31, 0x32,
]);
const CHINESE = '药品,价格\n'.repeat(30);

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size: number): Promise<string> {
  const encoding = await detectEncoding(inPieces(bytes, size));
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  for await (const chunk of asUtf8(inPieces(bytes, size), encoding))
    text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([1, 2, 3, 5, 4096])('a text is the same whatever the size of its pieces (%i bytes)', async size => {
  expect(await read(GB18030, size)).toBe('药品,价格\n阿莫西林,12');
  expect(await read(utf8('药品,𠮷,é\n'), size)).toBe('药品,𠮷,é\n');
});

test('a byte order mark is no part of the text', async () => {
  expect(await read(Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8('code,name')]), 2)).toBe('code,name');
});

test('plain ASCII is UTF-8', async () => {
  expect(await detectEncoding(inPieces(utf8('a,b\n1,2\n'), 3))).toBe('utf-8');
});

test('damage in the middle of a UTF-8 text is damage, not another encoding', async () => {
  const bytes = utf8(CHINESE);
  bytes[302] = 0xff;
  await expect(detectEncoding(inPieces(bytes, 64))).rejects.toThrow('damaged UTF-8 text at byte 302');
});

test('a UTF-8 text that is cut off inside a character is damaged', async () => {
  const bytes = utf8(CHINESE);
  await expect(detectEncoding(inPieces(bytes.subarray(0, bytes.length - 3), 64))).rejects.toThrow(
    'damaged UTF-8',
  );
});

test('what is marked as UTF-8 is never read as something else', async () => {
  await expect(detectEncoding(inPieces(Uint8Array.from([0xef, 0xbb, 0xbf, ...GB18030]), 64))).rejects.toThrow(
    'damaged UTF-8 text at byte 8',
  );
});

test.each([
  ['an image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0x01], 'NUL'],
  ['bytes without meaning', [0xff, 0xff, 0xff, 0x80, 0x80], 'neither UTF-8 nor GB18030'],
])('%s is no text', async (_, bytes, reason) => {
  await expect(detectEncoding(inPieces(Uint8Array.from(bytes), 64))).rejects.toThrow(reason);
});
