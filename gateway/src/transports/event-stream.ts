import type { ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';

const HEARTBEAT_MS = 15_000;

/**
 * Writes a stream of results as server-sent events, in the distinct-connections form of graphql-sse.
 * `watch` is given the way to end the stream, with a last result that says why; it returns how to stop watching.
 */
export async function sendEventStream(
  response: ServerResponse,
  results: AsyncIterableIterator<FormattedExecutionResult>,
  watch: (end: (last: FormattedExecutionResult) => void) => () => void,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.write(':\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  const write = (result: FormattedExecutionResult): boolean =>
    response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  const unwatch = watch(last => {
    write(last);
    void results.return?.();
  });
  response.once('close', () => void results.return?.());
  try {
    for await (const result of results) {
      if (!write(result)) await drained(response);
    }
    response.write('event: complete\ndata:\n\n');
  } finally {
    clearInterval(heartbeat);
    unwatch();
    response.end();
  }
}

/** A slow reader holds up its own stream only. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
