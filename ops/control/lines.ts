import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ControlAddress } from './control.ts';

/** An operator command that cannot be done; the message says why. */
export class CommandRefused extends Error {}

const LARGEST_ORDER = 65_536;

/**
 * Tells the operator one thing. Resolves when there is room for more: whoever tells much waits for it, so that a slow
 * reader does not fill the memory.
 */
export type Tell<Line> = (line: Line) => Promise<void>;

/** Answers an operator command on the control door: one JSON line for each thing that it tells. */
export async function serveLines<Order>(
  request: IncomingMessage,
  response: ServerResponse,
  work: (order: Order, tell: Tell<object>) => Promise<void>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (body.length > LARGEST_ORDER) return void response.writeHead(413).end();
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const tell = async (line: object): Promise<void> => {
    if (response.write(`${JSON.stringify(line)}\n`)) return;
    await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (response.destroyed) throw new CommandRefused('the operator went away');
  };
  try {
    await work(JSON.parse(body.toString('utf8')) as Order, tell);
    await tell({ end: true });
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    await tell({ refused: error.message });
  } finally {
    response.end();
  }
}

/** Lets a running process do an operator command, and passes on what it tells meanwhile. */
export async function askLines(
  control: ControlAddress,
  path: string,
  order: object,
  tell: (line: never) => unknown,
): Promise<void> {
  const response = await fetch(`${control.url}${path}`, {
    method: 'POST',
    headers: { ...control.headers, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (!response.ok || !response.body) {
    throw new CommandRefused(`the running system answered ${response.status}`);
  }
  let ended = false;
  for await (const text of createInterface({
    input: Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
  })) {
    const line = JSON.parse(text) as { end?: true; refused?: string };
    if (line.refused !== undefined) throw new CommandRefused(line.refused);
    if (line.end) ended = true;
    else await tell(line as never);
  }
  if (!ended) throw new CommandRefused('the running system broke off; see its log');
}
