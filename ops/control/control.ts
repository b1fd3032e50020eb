import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/**
 * The operator's door of a running process: HTTP on a loopback port of its own, open to whoever can read
 * the file that names port and secret, which is the user that runs the process and nobody else.
 */
export interface ControlAddress {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type ControlHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Handlers by `METHOD /path`. */
export type ControlRoutes = Readonly<Record<string, ControlHandler>>;

interface ControlFile {
  readonly pid: number;
  readonly port: number;
  readonly secret: string;
}

const PING_MS = 2_000;

/** Opens the door; answers how to close it. */
export async function openControl(
  dataFolder: string,
  routes: ControlRoutes,
  failed: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const secret = randomBytes(32).toString('hex');
  const server = createServer((request, response) => {
    answer(request, response, secret, routes).catch((error: unknown) => {
      failed(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const folder = join(dataFolder, 'control');
  const path = join(folder, `${process.pid}.json`);
  const content: ControlFile = { pid: process.pid, port: (server.address() as AddressInfo).port, secret };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  return async () => {
    rmSync(path, { force: true });
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
}

/** Every running process of this data folder; files that a killed process left behind are swept away. */
export async function findControls(dataFolder: string): Promise<ControlAddress[]> {
  const folder = join(dataFolder, 'control');
  if (!existsSync(folder)) return [];
  const found: ControlAddress[] = [];
  for (const name of readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .sort()) {
    const address = readAddress(join(folder, name));
    if (address && (await isThere(address))) found.push(address);
    else rmSync(join(folder, name), { force: true });
  }
  return found;
}

function readAddress(path: string): ControlAddress | null {
  try {
    const { port, secret } = JSON.parse(readFileSync(path, 'utf8')) as ControlFile;
    return { url: `http://127.0.0.1:${port}`, headers: { authorization: `Bearer ${secret}` } };
  } catch {
    return null;
  }
}

/** A port may have passed to a stranger since: only the process itself knows the secret. */
async function isThere(address: ControlAddress): Promise<boolean> {
  try {
    const response = await fetch(address.url, {
      headers: address.headers,
      signal: AbortSignal.timeout(PING_MS),
    });
    return response.status === 204;
  } catch {
    return false;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  routes: ControlRoutes,
): Promise<void> {
  // No page in a browser has business here, even if it could guess the secret.
  if (request.headers.origin !== undefined || !holds(request.headers.authorization, secret)) {
    response.writeHead(403).end();
    return;
  }
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'GET' && pathname === '/') {
    response.writeHead(204).end();
    return;
  }
  const handler = routes[`${request.method} ${pathname}`];
  if (handler) await handler(request, response);
  else response.writeHead(404).end();
}

function holds(authorization: string | undefined, secret: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
