import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAbsolute } from 'node:path';
import { isImportKind } from './arguments.ts';
import { findFiles, PathMissing } from './files.ts';
import { runLoad, type LoadTarget } from './runner.ts';

/** What a command asks of a running system. */
export interface LoadRequest {
  readonly kind: string;
  /** Absolute paths on this machine. */
  readonly paths: readonly string[];
}

const LARGEST_REQUEST = 64 * 1024;
let loading = false;

/**
 * Answers `POST /load` on the control socket of a running system: one JSON line for each event.
 * One load at a time; when the asker goes away, the file being read is rolled back.
 */
export async function serveLoad(
  request: IncomingMessage,
  response: ServerResponse,
  targets: readonly LoadTarget[],
): Promise<void> {
  const order = readRequest(await bodyOf(request));
  if (!order) return refuse(response, 400, 'a load names its kind and absolute paths');
  if (loading) return refuse(response, 409, 'another load is running: wait for its end');
  loading = true;
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    if (!isImportKind(order.kind)) return refuse(response, 400, `“${order.kind}” is no kind of input`);
    const files = await findFiles(order.paths);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    await runLoad({
      kind: order.kind,
      files,
      targets,
      signal: gone.signal,
      tell: event => void response.write(`${JSON.stringify(event)}\n`),
    });
    response.end();
  } catch (error) {
    if (error instanceof PathMissing && !response.headersSent) return refuse(response, 404, error.message);
    response.destroy();
    throw error;
  } finally {
    loading = false;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_REQUEST) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function readRequest(body: string): LoadRequest | null {
  try {
    const { kind, paths } = JSON.parse(body) as Partial<LoadRequest>;
    const sound =
      typeof kind === 'string' &&
      Array.isArray(paths) &&
      paths.length > 0 &&
      paths.every(path => typeof path === 'string' && isAbsolute(path));
    return sound ? { kind, paths } : null;
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: message }));
}
