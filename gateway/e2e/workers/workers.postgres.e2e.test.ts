import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createTestDatabase } from '#test/subgraph';
import { Child } from '../support/child.ts';

/** Several gateway processes on one port, as an operator starts them. Runs where DATABASE_URL names a PostgreSQL. */
const folder = mkdtempSync(join(tmpdir(), 'medical-insurance-workers-'));
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let system: Child;
let settings: Record<string, string>;
let url: string;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  settings = {
    DATABASE_URL: database.url!,
    DATA_DIR: folder,
    ROVER_FILE: await roverFile(),
    PORT: '0',
    WORKERS: '2',
    DEMO: 'off',
  };
  system = Child.run('ops/start/start.ts', [], settings);
  url = (await system.shows(/GraphQL {4}(http:\S+)\/graphql/))[1]!;
  token = (await system.shows(/HANDLER +(\S+)/))[1]!;
}, 240_000);
afterAll(async () => {
  await system?.end('SIGKILL');
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('both workers answer, and the metrics are those of both together', async () => {
  const before = await requests();
  for (let count = 0; count < 10; count++) expect((await ask(token)).data.persons.nodes).toEqual([]);
  expect((await requests()) - before).toBe(10);
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ok' });
});

test('a token that was revoked is refused by every worker', async () => {
  const reviewer = (await system.shows(/REVIEWER +(\S+)/))[1]!;
  expect((await ask(reviewer)).errors).toBeUndefined();
  const revoking = Child.run('ops/token/token.ts', ['--revoke-subject', 'demo-reviewer'], settings);
  expect([await revoking.exit(), revoking.output]).toEqual([0, expect.stringContaining('refuses it')]);
  // A worker that missed the announcement finds it by its poll.
  for (let refused = 0; refused < 10;) {
    const code = (await ask(reviewer)).errors?.[0]?.extensions.code;
    refused = code === 'UNAUTHENTICATED' ? refused + 1 : 0;
  }
});

test('a fact that the primary process tells arrives through a worker', async () => {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const query = 'subscription { drugCatalogued { drug { genericName } } }';
  const heard = new Promise((resolve, reject) =>
    client.subscribe({ query }, { next: resolve, error: reject, complete: () => undefined }),
  );
  const file = join(folder, 'national_drug_codes.csv');
  const header = 'nat_drug_code,generic_name,item_class,first_self_pay_ratio';
  writeFileSync(file, `${header}\nXA02AXX095A001010103351,多核试剂胶囊,甲,0\n`);
  expect(await Child.run('ops/load/load.ts', ['drugs', file, '--json'], settings).exit()).toBe(0);
  expect(await heard).toMatchObject({ data: { drugCatalogued: { drug: { genericName: '多核试剂胶囊' } } } });
  await client.dispose();
});

test('it stops without an error, and every worker with it', async () => {
  expect(await system.end('SIGTERM')).toBe(0);
  expect(system.output).toContain('stopped');
  await expect(fetch(`${url}/livez`)).rejects.toThrow();
});

/** The addresses of the subgraphs of this test, so that it disturbs no other system. */
async function roverFile(): Promise<string> {
  const servers = Array.from({ length: 6 }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  const rover = readFileSync(new URL('../../../rover.yaml', import.meta.url), 'utf8');
  const path = join(folder, 'rover.yaml');
  writeFileSync(
    path,
    rover.replaceAll(/127\.0\.0\.1:410(\d)/g, (_, digit) => `127.0.0.1:${ports[Number(digit) - 1]}`),
  );
  return path;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
async function ask(bearer: string): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    // A connection of its own for each request, so that the workers take turns.
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}`, connection: 'close' },
    body: JSON.stringify({ query: '{ persons(first: 1) { nodes { id } } }' }),
  });
  return response.json();
}

async function requests(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^graphql_http_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}
