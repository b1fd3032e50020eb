import { brotliCompress, constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { weighted } from './media-type.ts';

/** Below this the head of an answer weighs more than what compression saves. */
export const SMALLEST_COMPRESSED = 8_192;

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: 1 } };

/** Both work on a thread of their own, so that a large answer holds up nobody else's. */
const ENCODERS: Readonly<Record<string, (text: string) => Promise<Buffer>>> = {
  br: text => promisify(brotliCompress)(text, BROTLI),
  gzip: text => promisify(gzip)(text, { level: 5 }),
};

/** How a body goes out: compressed where the asker accepts it and it is worth it. */
export async function encoded(
  text: string,
  acceptEncoding: string | undefined,
): Promise<{ readonly body: Buffer; readonly encoding: string } | null> {
  if (!acceptEncoding || text.length < SMALLEST_COMPRESSED) return null;
  const accepted = weighted(acceptEncoding).filter(({ value, weight }) => weight > 0 && value in ENCODERS);
  const encoding = Object.keys(ENCODERS).find(name => accepted.some(({ value }) => value === name));
  return encoding ? { body: await ENCODERS[encoding]!(text), encoding } : null;
}
