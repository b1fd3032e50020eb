import type { ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';

const HEARTBEAT_MS = 15_000;

/** Writes a stream of results as server-sent events, in the distinct-connections form of graphql-sse. */
export async function sendEventStream(
  response: ServerResponse,
  results: AsyncIterableIterator<FormattedExecutionResult>,
  expiresInMs: number,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.write(':\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  const expiry = setTimeout(() => void results.return?.(), Math.min(expiresInMs, 2_147_483_647));
  response.once('close', () => void results.return?.());
  try {
    for await (const result of results) {
      const accepted = response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
      if (!accepted) await drained(response);
    }
    response.write('event: complete\ndata:\n\n');
  } finally {
    clearInterval(heartbeat);
    clearTimeout(expiry);
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
