import type { Dispatcher, Pool } from 'undici';
import type { GivenUp } from './link.ts';

/** An answer over HTTP whose body is JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly content: unknown;
}

/**
 * Posts JSON text and reads the answer. It takes the chunks as they come: a stream for each answer, as `pool.request`
 * makes one, costs more than reading the JSON.
 */
export function postJson(
  pool: Pool,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  givenUp?: GivenUp,
): Promise<JsonAnswer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        givenUp?.endBy(() => controller.abort(new Error('nobody waits for it')));
      },
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        try {
          const text = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          resolve({ status, content: JSON.parse(text.toString('utf8')) });
        } catch (error) {
          reject(error as Error);
        }
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    };
    pool.dispatch({ path, method: 'POST', headers, body }, handler);
  });
}
