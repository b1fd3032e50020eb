import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createTestDatabase } from '#test/subgraph';
import { Child } from '../support/child.ts';

const BURST = 100;
const PATIENCE_MS = 5_000;
const SUPERGRAPH = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
/** So many answers in a row come from every worker: they take turns. */
const OF_EVERY_WORKER = 6;

/** Several gateway processes on one port, as an operator starts them. Runs where DATABASE_URL names a PostgreSQL. */
const folder = mkdtempSync(join(tmpdir(), 'medical-insurance-workers-'));
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let system: Child;
let settings: Record<string, string>;
let url: string;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  writeFileSync(join(folder, 'supergraph.graphql'), SUPERGRAPH);
  settings = {
    DATABASE_URL: database.url!,
    NATS_URL: process.env['NATS_URL'] ?? '',
    DATA_DIR: folder,
    ROVER_FILE: await roverFile(),
    SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
    LIMITS: `burst=${BURST} requestsPerSecond=2`,
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
  const before = await metric('graphql_http_requests_total');
  for (let count = 0; count < 10; count++) expect((await ask(token)).data.persons.nodes).toEqual([]);
  expect((await metric('graphql_http_requests_total')) - before).toBe(10);
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

test('a fact that the primary process tells arrives through every worker', async () => {
  const query = 'subscription { drugCatalogued { drug { genericName } } }';
  // Connections go to the workers in turns.
  const clients = Array.from({ length: OF_EVERY_WORKER }, () =>
    createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    }),
  );
  const heard = clients.map(
    client =>
      new Promise((resolve, reject) =>
        client.subscribe({ query }, { next: resolve, error: reject, complete: () => undefined }),
      ),
  );
  const following = async (): Promise<void> => {
    while ((await metric('graphql_subscriptions_active')) < clients.length) await tick();
  };
  await Promise.race([following(), Promise.all(heard)]);
  const file = join(folder, 'national_drug_codes.csv');
  const header = 'nat_drug_code,generic_name,item_class,first_self_pay_ratio';
  writeFileSync(file, `${header}\nXA02AXX095A001010103351,多核试剂胶囊,甲,0\n`);
  expect(await Child.run('ops/load/load.ts', ['drugs', file, '--json'], settings).exit()).toBe(0);
  const event = { data: { drugCatalogued: { drug: { genericName: '多核试剂胶囊' } } } };
  expect(await Promise.all(heard)).toEqual(clients.map(() => event));
  for (const client of clients) await client.dispose();
});

test('whoever asks all workers in turn may ask no more often than one may be asked', async () => {
  const inspector = (await system.shows(/INSPECTOR +(\S+)/))[1]!;
  let letIn = 0;
  for (let refused = 0; refused < OF_EVERY_WORKER;) {
    const code = (await ask(inspector)).errors?.[0]?.extensions.code;
    refused = code === 'RATE_LIMITED' ? refused + 1 : 0;
    if (code === undefined) letIn++;
  }
  expect(letIn).toBeGreaterThanOrEqual(BURST);
  // What comes back meanwhile, and what is let in before workers have heard of each other; alone they let in twice as many.
  expect(letIn).toBeLessThan(1.6 * BURST);
});

test('a reload reaches every worker, and a supergraph that is refused reaches none', async () => {
  const reload = async (supergraph: string): Promise<string> => {
    writeFileSync(settings['SUPERGRAPH_FILE']!, supergraph);
    const reloading = Child.run('ops/control/reload.ts', [], settings);
    await reloading.exit();
    return reloading.output;
  };
  expect(await descriptions()).toEqual(new Set([expect.not.stringContaining('从此')]));
  const described = SUPERGRAPH.replace(/"""(?=[^"]*"""\s*type Gpu\b)/, '"""从此');
  expect(await reload(described)).toContain('reloaded');
  expect(await descriptions()).toEqual(new Set([expect.stringContaining('从此')]));
  expect(await reload('type Query { nothing: Int }')).toContain('refused');
  expect(await descriptions()).toEqual(new Set([expect.stringContaining('从此')]));
});

test('a worker that dies is replaced by one that serves what all serve; meanwhile another answers', async () => {
  const [dying] = workers();
  process.kill(dying!, 'SIGKILL');
  for (let answered = 0; answered < OF_EVERY_WORKER;) {
    // What was handed to the dying one is lost with it: such a client has to ask again.
    const answer = await ask(token).catch(() => null);
    if (answer) answered++;
  }
  while (workers().length < 2 || workers().includes(dying!)) await tick();
  while ((await told()) < 2) await tick();
  expect(await descriptions()).toEqual(new Set([expect.stringContaining('从此')]));
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
async function ask(bearer: string, query = '{ persons(first: 1) { nodes { id } } }'): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    // A connection of its own for each request, so that the workers take turns.
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}`, connection: 'close' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return response.json();
}

/** How a type is described by every worker. */
async function descriptions(): Promise<Set<string>> {
  const query = '{ __type(name: "Gpu") { description } }';
  const analyst = (await system.shows(/ANALYST +(\S+)/))[1]!;
  const said = new Set<string>();
  for (let time = 0; time < OF_EVERY_WORKER; time++)
    said.add((await ask(analyst, query)).data.__type.description);
  return said;
}

/** The processes that the primary one has started as workers. */
function workers(): number[] {
  return globSync('/proc/[0-9]*/cmdline')
    .filter(file => contentOf(file).includes('ops/start/worker.ts'))
    .map(file => Number(file.split('/')[2]))
    .filter(pid => contentOf(`/proc/${pid}/environ`).includes(`DATA_DIR=${folder}\0`));
}

/** What a file of a process holds; nothing when the process has gone. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** How many workers are told what all serve: each is when it has started. */
async function told(): Promise<number> {
  const [, count] =
    /^graphql_supergraph_reloads_total\{outcome="unchanged"\} (\d+)$/m.exec(await metrics()) ?? [];
  return Number(count);
}

async function metrics(): Promise<string> {
  const alone = { headers: { connection: 'close' }, signal: AbortSignal.timeout(PATIENCE_MS) };
  return (await fetch(`${url}/metrics`, alone)).text();
}

/** The sum of a metric over its labels. */
async function metric(name: string): Promise<number> {
  const lines = (await metrics()).matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'gm'));
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

function tick(): Promise<void> {
  return new Promise(setImmediate);
}
