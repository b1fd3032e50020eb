import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'graphql';
import { DRUG_TOPIC } from '#schema/events/pharmacy.events';
import type { TestSystem } from '../../gateway/e2e/support/system.ts';
import { buildPages } from '../pages/build.ts';
import { PAGES } from '../../ops/pages/pages.ts';
import { createGraphClient, GraphError, type GraphClient, type TypedDocument } from '../sdk/src/index.ts';
import { describeInBrowser, startSystemWithPages } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Catalogued {
  readonly drugCatalogued: {
    readonly cursor: string;
    readonly missed: number;
    readonly drug: { readonly id: string };
  };
}
const CATALOGUED = parse(
  'subscription Catalogued($after: Cursor) { drugCatalogued(after: $after) { cursor missed drug { id } } }',
) as TypedDocument<Catalogued, { after?: string }>;

/** A line to the gateway that can be cut. */
class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(port: number) {
    this.#server = createServer(near => {
      const far = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    });
  }

  async open(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/graphql`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

let system: TestSystem;
let line: Line;
let url: string;
let person: string;

beforeAll(async () => {
  await buildPages(PAGES.filter(({ path }) => path.startsWith('/examples/')));
  system = await startSystemWithPages();
  line = new Line(Number(new URL(system.url).port));
  url = await line.open();
  person = (await system.data('{ persons(first: 1) { nodes { id } } }')).persons.nodes[0].id;
}, 300_000);
afterAll(async () => {
  line?.close();
  await system?.stop();
});

const token = async (role: 'HANDLER' | 'SCREEN'): Promise<string> => {
  const { authorization } = await system.bearer({ role, region: '31' });
  return authorization!.replace('Bearer ', '');
};

/** Tells of drugs as the catalogue does: in a transaction, announced after it. */
async function tell(count: number): Promise<void> {
  const { kernel } = system.system.opened.subgraphs.find(({ name }) => name === 'pharmacy')!;
  const [known] = await system.system.opened.process.database.query(
    'select aggregate_id, payload from pharmacy.outbox_event where topic = $1 limit 1',
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
}

/** The SDK's own document as it is generated: with the hash by which the gateway knows it. */
function trustedDocument(name: string): TypedDocument<{ person: { name: string } }, { id: string }> {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'schema/trusted-documents.json'), 'utf8')) as {
    operations: { id: string; name: string; body: string }[];
  };
  const { id, body } = manifest.operations.find(operation => operation.name === name)!;
  return { ...parse(body), __meta__: { hash: id } } as never;
}

describe.each(['websocket', 'sse'] as const)('over %s', streams => {
  let graph: GraphClient;
  beforeAll(() => {
    graph = createGraphClient({ url, token: () => token('HANDLER'), streams });
  });
  afterAll(() => graph?.close());

  test('no fact is lost and none comes twice while the line is cut again and again', async () => {
    const stop = new AbortController();
    const lost: number[] = [];
    const events = graph.events(
      CATALOGUED,
      {},
      { signal: stop.signal, onConnection: attempts => lost.push(attempts) },
    );
    const seen: { cursor: string; missed: number }[] = [];
    const read = async (count: number): Promise<void> => {
      for (let left = count; left > 0; left--) {
        const { value } = await events.next();
        if (value) seen.push({ cursor: value.cursor, missed: value.missed });
      }
    };
    // The first event tells that the stream has begun; from there on each one counts.
    const begun = read(1);
    while (seen.length === 0) {
      await tell(1);
      await Promise.race([begun, new Promise(setImmediate)]);
    }
    await tell(3);
    const position = seen.length;
    for (const count of [4, 5, 6]) {
      line.cut();
      await tell(count);
      await read(count);
    }
    await read(3);
    stop.abort();

    const cursors = seen.map(({ cursor }) => cursor);
    expect(seen.length).toBe(position + 18);
    expect(new Set(cursors).size).toBe(cursors.length);
    expect(seen.filter(({ missed }) => missed > 0)).toEqual([]);
    expect(lost).toEqual([1, 0, 1, 0, 1, 0]);
  });

  test('a reader who stops while nothing comes is let go at once', async () => {
    const stop = new AbortController();
    const events = graph.events(CATALOGUED, {}, { signal: stop.signal });
    const next = events.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  test('an operation that the graph refuses ends with its code', async () => {
    const unfit = parse('subscription { weather { cursor missed } }') as typeof CATALOGUED;
    const events = graph.events(unfit, {});
    await expect(events.next()).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});

test('a trusted document is asked by GET and by POST, by its hash alone', async () => {
  const graph = createGraphClient({ url, token: () => token('HANDLER'), trusted: true });
  const document = trustedDocument('PersonSettlements');
  const [byGet, byPost] = await Promise.all([
    graph.ask(document, { id: person }, { method: 'GET' }),
    graph.ask(document, { id: person }),
  ]);
  expect(byGet).toEqual(byPost);
  expect(byGet.data?.person.name).toMatch(/^.{1,2}\*+$/);
  const unknown = { ...document, __meta__: { hash: '0'.repeat(64) } } as typeof document;
  await expect(graph.data(unknown, { id: person })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an answer that is needed whole is refused with the code of what failed', async () => {
  const graph = createGraphClient({ url, token: () => token('SCREEN') });
  const refused = graph.data(trustedDocument('PersonSettlements'), { id: person });
  await expect(refused).rejects.toBeInstanceOf(GraphError);
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('the script of the README prints bills, the refusal of an enrolment, and three readings', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'clients/sdk/examples/node-script.ts', system.url, await token('HANDLER'), person],
    { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(stdout).toMatch(/总额 \d+ 分，基金支付 \d+ 分/);
  expect(stdout).toMatch(/重复参保|缴费日期/);
  expect(stdout.match(/张卡（SIMULATED），遗漏 0/g)).toHaveLength(3);
});

describeInBrowser('React with the SDK', browser => {
  test.each(['apollo', 'urql'])('%s shows bills and the readings of the fleet as they come', async name => {
    const address = `${system.url}/examples/${name}#person=${person}&token=${await token('HANDLER')}`;
    const { page, complaints, strayed } = await browser.visit(address);
    await page.getByText(/第 [2-9] 次读数：58 张卡/).waitFor();
    const direct = await system.data(
      'query ($id: ID!) { person(id: $id) { name settlements(first: 5) { nodes { settledOn total } } } }',
      { id: person },
    );
    expect(await page.locator('h1').innerText()).toBe(direct.person.name);
    const bills = await page.locator('li').allInnerTexts();
    expect(bills).toEqual(
      direct.person.settlements.nodes.map(({ settledOn, total }: { settledOn: string; total: string }) =>
        expect.stringMatching(new RegExp(`^${settledOn} .* ${total} 分，`)),
      ),
    );
    expect({ complaints, strayed }).toEqual({ complaints: [], strayed: [] });
  });
});
