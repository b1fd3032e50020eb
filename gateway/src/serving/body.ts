import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { refusal } from './refusal.ts';

/** The asker went away before the request was complete: there is nobody to answer. */
export class AskerGone extends Error {}

/** Reads what is left of a body that was refused and forgets it, as far as that can be waited for. */
export async function forgetRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  let size = 0;
  await new Promise<void>(resolve => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_FORGOTTEN) resolve();
    });
    request.once('end', resolve);
    request.once('close', resolve);
    request.resume();
  });
}

/** So much of a body that is too large is still taken and forgotten: cut off at once, its asker would not see why. */
const LARGEST_FORGOTTEN = 16_000_000;

/** The body of a request as text; refused when it is larger than allowed or no UTF-8. */
export function readBody(request: IncomingMessage, largest: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const tooLarge = (): void =>
      reject(refusal(413, `请求体超过 ${largest / 1_000_000} MB`, { connection: 'close' }));
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_FORGOTTEN) return tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largest) chunks.push(chunk);
      else chunks.length = 0;
      if (size > LARGEST_FORGOTTEN) {
        request.pause();
        tooLarge();
      }
    });
    request.once('end', () => {
      if (size > largest) return tooLarge();
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      if (isUtf8(body)) resolve(body.toString('utf8'));
      else reject(refusal(400, '请求体不是有效的 UTF-8'));
    });
    request.once('close', () => {
      if (!request.complete) reject(new AskerGone());
    });
  });
}
