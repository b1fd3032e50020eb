import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { RunningSubgraph } from '#kernel/server/subgraph';
import type { Environment } from '../environment.ts';
import type { ControlAddress } from '../load/client.ts';
import { serveLoad } from '../load/serve.ts';

/** Where a running system tells its operator how to reach it; readable by its own user only. */
const fileIn = (folder: string): string => join(folder, 'control.json');

/** Listens on loopback for operator commands that carry the secret of the control file. */
export async function startControl(
  environment: Environment,
  subgraphs: readonly RunningSubgraph[],
): Promise<{ stop(): Promise<void> }> {
  const secret = randomBytes(32).toString('hex');
  const server = createServer((request, response) => {
    if (!carries(request, secret)) {
      response.writeHead(403).end();
      return;
    }
    if (request.method === 'POST' && request.url === '/load') {
      void serveLoad(request, response, subgraphs);
      return;
    }
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const path = fileIn(environment.DATA_DIR);
  writeFileSync(path, JSON.stringify({ url: `http://127.0.0.1:${port}`, secret, pid: process.pid }), { mode: 0o600 });
  chmodSync(path, 0o600);
  return {
    async stop() {
      rmSync(path, { force: true });
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

/** The control address of the system that runs on this data folder; null when nothing runs. */
export async function findControl(environment: Environment): Promise<ControlAddress | null> {
  try {
    const { url, secret, pid } = JSON.parse(readFileSync(fileIn(environment.DATA_DIR), 'utf8')) as {
      url: string;
      secret: string;
      pid: number;
    };
    process.kill(pid, 0);
    const headers = { authorization: `Bearer ${secret}` };
    await fetch(url, { headers });
    return { url, headers };
  } catch {
    return null;
  }
}

function carries(request: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
