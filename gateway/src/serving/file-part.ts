import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { AskerGone } from './body.ts';
import { HttpRefusal } from './refusal.ts';

/**
 * The one file of a multipart body, piece by piece. A body that turns out to be another, at whatever byte, breaks the
 * pieces off: whoever takes them keeps none before the last. Fields beside the file are not looked at.
 */
export class FilePart implements AsyncIterable<Buffer> {
  readonly #request: IncomingMessage;
  readonly #largest: number;
  readonly #parts: BusboyInstance;
  /** Why the pieces broke off, as it was noticed first; null as long as they did not. */
  failure: Error | null = null;

  constructor(request: IncomingMessage, largest: number) {
    this.#request = request;
    this.#largest = largest;
    const type = request.headers['content-type'] ?? '';
    if (!/^multipart\/form-data\s*;/i.test(type)) throw fileRefusal(415, '请求体须为 multipart/form-data');
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
      throw fileRefusal(415, '请求体不可压缩');
    const limits = { files: 1, fields: 0, parts: 10, fileSize: largest, headerPairs: 20, headerSize: 8_192 };
    try {
      this.#parts = new Busboy({ headers: { ...request.headers, 'content-type': type }, limits });
    } catch {
      throw fileRefusal(400, 'multipart 缺少 boundary');
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      yield* this.#pieces();
    } catch (error) {
      throw (this.failure ??= error as Error);
    }
  }

  async *#pieces(): AsyncGenerator<Buffer> {
    const [request, parts] = [this.#request, this.#parts];
    let file: BusboyFileStream | null = null;
    let fail: (why: Error) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => {
      fail = why => {
        this.failure ??= why;
        request.unpipe(parts);
        file?.destroy(why);
        reject(why);
      };
    });
    failed.catch(() => undefined);
    const incomplete = (): void => fail(fileRefusal(400, 'multipart 不完整'));
    const opened = new Promise<BusboyFileStream>(resolve =>
      parts.once('file', (_name, stream) => {
        file = stream;
        stream.on('error', incomplete);
        stream.once('limit', () => fail(fileRefusal(413, `文件超过 ${this.#largest / 1_000_000} MB`)));
        resolve(stream);
      }),
    );
    const finished = new Promise<null>(resolve => parts.once('finish', () => resolve(null)));
    parts.once('filesLimit', () => fail(fileRefusal(400, '一次只能上传一个文件')));
    parts.once('partsLimit', () => fail(fileRefusal(400, 'multipart 的部分过多')));
    parts.on('error', incomplete);
    request.once('close', () => request.complete || fail(new AskerGone()));
    request.pipe(parts);
    const found = await Promise.race([opened, finished, failed]);
    if (!found) throw fileRefusal(400, 'multipart 中没有文件');
    for await (const piece of found) yield piece as Buffer;
    await Promise.race([finished, failed]);
  }
}

function fileRefusal(status: number, message: string): HttpRefusal {
  return new HttpRefusal(status, {
    message,
    extensions: { code: 'BAD_USER_INPUT', fields: { file: message } },
  });
}
