import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { DRUG_TOPIC } from '#schema/events/pharmacy.events';
import { createTestDatabase } from '#test/subgraph';
import { startSystem, type RunningSystem } from '../../../ops/start/system.ts';
import { testEnvironment } from '../support/system.ts';
import { Witness } from './witness.ts';

/**
 * Facts go on while everything that carries them is cut, restarted and replaced; two clients come back with their
 * last cursor each time. The same with processes that are killed: `npm run streams`.
 */
let environment = testEnvironment();
let system: RunningSystem;
let drop: () => Promise<void>;
let told = 0;
const witnesses: Witness[] = [];

beforeAll(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  environment = { ...environment, DATABASE_URL: database.url, PORT: await freePort() };
  system = await startSystem(environment);
  told = await tell(1);
  const cursor = cursorAt(told);
  const token = async (): Promise<string> =>
    `Bearer ${await system.opened.process.issuer!.sign('ANALYST', 'witness')}`;
  const url = `ws://127.0.0.1:${environment.PORT}/graphql`;
  witnesses.push(new Witness(url, token, cursor), new Witness(url, token, cursor));
}, 120_000);
afterAll(async () => {
  for (const witness of witnesses) await witness.stop();
  await system?.stop();
  await drop?.();
  rmSync(environment.DATA_DIR, { recursive: true, force: true });
});

/** Tells facts as the catalogue does: in a transaction, announced after it. Answers the newest position. */
async function tell(count: number): Promise<number> {
  const { kernel } = system.opened.subgraphs.find(({ name }) => name === 'pharmacy')!;
  const { database } = system.opened.process;
  const [known] = await database.query(
    `select aggregate_id, payload from pharmacy.outbox_event where topic = $1 limit 1`,
    [DRUG_TOPIC],
  );
  const payload = typeof known!['payload'] === 'string' ? JSON.parse(known!['payload']) : known!['payload'];
  const event = {
    topic: DRUG_TOPIC,
    name: 'DrugCatalogued',
    version: 1,
    aggregateId: String(known!['aggregate_id']),
  };
  await kernel.transaction(tx =>
    kernel.outbox.add(
      tx,
      Array.from({ length: count }, () => ({ ...event, payload })),
    ),
  );
  await kernel.outbox.relay();
  const [head] = await database.query(
    `select max(position) as head from pharmacy.outbox_event where topic = $1`,
    [DRUG_TOPIC],
  );
  return Number(head!['head']);
}

function cursorAt(position: number): string {
  const { kernel } = system.opened.subgraphs.find(({ name }) => name === 'pharmacy')!;
  return kernel.cursors.encode(`stream:${DRUG_TOPIC}:`, [position]);
}

/** The owner's streams break off, as they do when its process ends; another way in is found at once. */
async function breakUpstreams(): Promise<void> {
  const link = system.gateway.links.get('pharmacy')!;
  const subscribe = link.subscribe.bind(link);
  link.subscribe = () => Promise.reject(new Error('connect ECONNREFUSED'));
  system.gateway.streams.reopen();
  await tell(3);
  link.subscribe = subscribe;
}

/** The joined subgraph is away for the events of one cycle: they come without its fields, and come once. */
async function joinedAway(): Promise<void> {
  const link = system.gateway.links.get('inspection')!;
  const execute = link.execute.bind(link);
  link.execute = () => Promise.reject(new Error('connect ECONNREFUSED'));
  const head = await tell(3);
  await Promise.all(witnesses.map(witness => witness.reached(head)));
  link.execute = execute;
}

/** A supergraph that says the same in other words, so that it is a new one. */
async function reload(): Promise<void> {
  const { supergraphSdl } = system.gateway.edition;
  expect(system.gateway.reload(`${supergraphSdl}\n`)).toEqual({ state: 'reloaded' });
}

async function restart(): Promise<void> {
  await system.stop();
  system = await startSystem(environment);
}

const BLOWS: Readonly<Record<string, () => Promise<void>>> = {
  'a client is cut off': async () => witnesses[0]!.cut(),
  'the supergraph is replaced': reload,
  'the owner is away': breakUpstreams,
  'a joined subgraph is away': joinedAway,
  'all clients are cut off': async () => witnesses.forEach(witness => witness.cut()),
  'the whole system is restarted': restart,
};

test.each([1, 2])(
  'nothing is lost and nothing comes twice, whatever breaks (round %i)',
  async () => {
    const first = told + 1;
    for (const blow of Object.values(BLOWS)) {
      await tell(5);
      await blow();
      const head = await tell(5);
      await Promise.all(witnesses.map(witness => witness.reached(head)));
      told = head;
    }
    for (const witness of witnesses) {
      expect(witness.testimony(first, told)).toMatchObject({ lost: [], doubled: [], outOfOrder: [] });
    }
    expect(system.gateway.streams.figures()).toMatchObject({ streams: 1, subscriptions: 2 });
  },
  120_000,
);

test('a client who comes back after its place was let go is told how many it has missed', async () => {
  const head = await tell(10);
  const { database, issuer } = system.opened.process;
  await database.query(`delete from pharmacy.outbox_event where topic = $1 and position between $2 and $3`, [
    DRUG_TOPIC,
    head - 8,
    head - 4,
  ]);
  // The memory of this process still holds what was let go; one that starts anew does not.
  await restart();
  const token = await issuer!.sign('ANALYST', 'late');
  const response = await fetch(
    `http://127.0.0.1:${environment.PORT}/graphql?${new URLSearchParams({
      query: `subscription { drugCatalogued(after: "${cursorAt(head - 9)}") { cursor missed } }`,
    })}`,
    { headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` } },
  );
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('"missed"')) text += (await reader.read()).value;
  await reader.cancel();
  expect(text).toContain(`{"cursor":"${cursorAt(head - 3)}","missed":5}`);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
