/**
 * `npm run streams -- [--cycles 200]`: facts go on while processes are killed, supergraphs replaced and clients cut off;
 * says what was lost or came twice, and fails if anything did. On PostgreSQL, with the owner of the stream, a joined
 * subgraph and the gateway in processes of their own.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readRover, ROOT } from '../../../ops/schema/rover.ts';
import { Child } from '../support/child.ts';
import { Witness } from './witness.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '200' } } });
const CYCLES = Number(values.cycles);
const PATIENCE_MS = 120_000;
const OWNER = 'pharmacy';
const JOINED = 'inspection';
/** Whose SDL is changed for a reload; its description is then asked of the gateway. */
const RELOADED = 'compute';

const databaseUrl = process.env['DATABASE_URL'];
if (!databaseUrl) throw new Error('needs DATABASE_URL: run it as `npm run streams`');
const folder = mkdtempSync(join(tmpdir(), 'medical-insurance-streams-'));
const database = new pg.Client({ connectionString: databaseUrl });
const children = new Map<string, Child>();
const witnesses: Witness[] = [];
let port = 0;
let settings: Readonly<Record<string, string>>;
let token = '';
let head = 0;
let edition = 0;

/** An own rover.yaml: free ports, and SDL files that may be changed. */
async function prepare(): Promise<void> {
  mkdirSync(join(folder, 'data'));
  const entries: string[] = [];
  for (const { name, file } of readRover('rover.yaml')) {
    writeFileSync(join(folder, `${name}.graphql`), readFileSync(new URL(file, ROOT)));
    entries.push(
      `  ${name}:`,
      `    routing_url: http://127.0.0.1:${await freePort()}/graphql`,
      `    schema:`,
      `      file: ${join(folder, name)}.graphql`,
    );
  }
  writeFileSync(
    join(folder, 'rover.yaml'),
    `federation_version: =2.14.4\nsubgraphs:\n${entries.join('\n')}\n`,
  );
  port = await freePort();
  settings = {
    DATABASE_URL: databaseUrl!,
    NATS_URL: process.env['NATS_URL'] ?? '',
    DATA_DIR: join(folder, 'data'),
    ROVER_FILE: join(folder, 'rover.yaml'),
    SPLIT_SUBGRAPHS: `${OWNER},${JOINED}`,
    PORT: String(port),
    NODE_ENV: 'development',
    LOG_LEVEL: 'silent',
  };
}

async function startSubgraph(name: string): Promise<void> {
  const child = Child.run('ops/start/subgraph.ts', [name], settings);
  children.set(name, child);
  await child.shows(/answers at/);
}

async function startGateway(): Promise<void> {
  const child = Child.run('ops/start/start.ts', [], settings);
  children.set('gateway', child);
  const [, analyst] = await child.shows(/ANALYST\s+(\S+)\n/);
  token = `Bearer ${analyst}`;
}

async function kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  await children.get(name)!.end(signal);
}

/** Facts as a transaction of the owner would write them; its relay numbers them, now or when it is up again. */
async function tell(count: number): Promise<void> {
  await database.query(
    `insert into pharmacy.outbox_event (topic, name, version, aggregate_id, occurred_at, payload)
     select topic, name, version, aggregate_id, now(), payload from pharmacy.outbox_event,
       generate_series(1, $1) where id = (select min(id) from pharmacy.outbox_event)`,
    [count],
  );
  head += count;
}

async function reload(): Promise<void> {
  const marker = `Edition ${++edition}.`;
  const file = join(folder, `${RELOADED}.graphql`);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/用量记录。(?:Edition \d+\. )?/, `用量记录。${marker} `),
  );
  for (;;) {
    const sdl = await ask('{ __schema { types { description fields { description } } } }').catch(() => '');
    if (sdl.includes(marker)) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function ask(query: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: token },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

const BLOWS = {
  'client cut off': async () => witnesses[head % witnesses.length]!.cut(),
  'all clients cut off': async () => witnesses.forEach(witness => witness.cut()),
  'supergraph replaced': reload,
  'owner killed': async () => {
    await kill(OWNER);
    await tell(3);
    await startSubgraph(OWNER);
  },
  'joined subgraph killed': async () => {
    await kill(JOINED);
    await tell(3);
    await startSubgraph(JOINED);
  },
  'gateway killed': async () => {
    await kill('gateway');
    await tell(3);
    await startGateway();
  },
  'gateway stopped': async () => {
    await kill('gateway', 'SIGTERM');
    await tell(3);
    await startGateway();
  },
} satisfies Record<string, () => Promise<void>>;

type Blow = keyof typeof BLOWS;

/** Twenty cycles; every way to break comes at least once. */
const ORDER: readonly Blow[] = [
  'client cut off',
  'owner killed',
  'all clients cut off',
  'supergraph replaced',
  'joined subgraph killed',
  'client cut off',
  'gateway killed',
  'supergraph replaced',
  'client cut off',
  'owner killed',
  'all clients cut off',
  'supergraph replaced',
  'client cut off',
  'joined subgraph killed',
  'supergraph replaced',
  'gateway stopped',
  'client cut off',
  'owner killed',
  'supergraph replaced',
  'all clients cut off',
];

async function everybodyHasSeenAll(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => (timer = setTimeout(() => resolve(false), PATIENCE_MS)));
  const all = Promise.all(witnesses.map(witness => witness.reached(head))).then(() => true);
  return Promise.race([all, late]).finally(() => clearTimeout(timer));
}

async function run(): Promise<boolean> {
  await prepare();
  await startSubgraph(OWNER);
  await startSubgraph(JOINED);
  await startGateway();
  await database.connect();
  const { rows } = await database.query<{ count: string }>(
    `select count(*) from pharmacy.outbox_event where topic = 'pharmacy.drug'`,
  );
  head = Number(rows[0]!.count);
  const url = `ws://127.0.0.1:${port}/graphql`;
  const scout = new Witness(url, async () => token, null);
  while (scout.cursor === null) {
    await tell(1);
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  await scout.stop();
  const first = scout.last + 1;
  for (let number = 0; number < 3; number++)
    witnesses.push(new Witness(url, async () => token, scout.cursor));
  let complete = await everybodyHasSeenAll();
  const counts = new Map<Blow, number>();
  for (let cycle = 0; cycle < CYCLES && complete; cycle++) {
    const blow = ORDER[cycle % ORDER.length]!;
    counts.set(blow, (counts.get(blow) ?? 0) + 1);
    await tell(1 + (cycle % 7));
    await BLOWS[blow]();
    await tell(1 + (cycle % 5));
    complete = await everybodyHasSeenAll();
    if ((cycle + 1) % 10 === 0) process.stdout.write(`${cycle + 1} cycles, ${head - first + 1} facts\n`);
  }
  for (const [blow, count] of counts) process.stdout.write(`${String(count).padStart(5)} × ${blow}\n`);
  return witnesses
    .map(witness => witness.testimony(first, head))
    .map(({ seen, lost, doubled, outOfOrder, connections }) => {
      const line = `${seen} of ${head - first + 1} facts seen over ${connections} connections: ${lost.length} lost, ${doubled.length} doubled, ${outOfOrder.length} out of order`;
      process.stdout.write(`${line}\n`);
      return lost.length + doubled.length + outOfOrder.length === 0;
    })
    .every(Boolean);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return address.port;
}

let exact = false;
try {
  exact = await run();
} finally {
  for (const witness of witnesses) await witness.stop();
  for (const child of children.values()) await child.end('SIGKILL');
  await database.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exact ? 0 : 1);
