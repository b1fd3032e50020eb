import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '#test/subgraph';
import { withSplitSubgraphs } from '../../../ops/start/split.ts';
import { Child } from '../support/child.ts';
import { startTestSystem, testEnvironment, type TestSystem } from '../support/system.ts';

/** One subgraph in a process of its own, killed and started again. Runs where DATABASE_URL names a PostgreSQL. */
const folder = mkdtempSync(join(tmpdir(), 'medical-insurance-split-'));
let graph: TestSystem;
let child: Child;
let database: Awaited<ReturnType<typeof createTestDatabase>>;

const startChild = async (): Promise<Child> => {
  const started = Child.run('ops/start/subgraph.ts', ['pharmacy'], {
    DATABASE_URL: database.url!,
    DATA_DIR: folder,
  });
  await started.shows(/answers at/);
  return started;
};

beforeAll(async () => {
  database = await createTestDatabase();
  child = await startChild();
  const environment = testEnvironment({ DATABASE_URL: database.url, DATA_DIR: folder });
  graph = await startTestSystem(await withSplitSubgraphs(environment));
  expect(graph.system.opened.subgraphs.map(({ name }) => name)).not.toContain('pharmacy');
}, 120_000);
afterAll(async () => {
  await graph?.stop();
  await child?.end('SIGKILL');
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const HEADER = 'nat_drug_code,generic_name,item_class,first_self_pay_ratio';
const CATALOGUED = `subscription { drugCatalogued { cursor missed drug { genericName } } }`;

/** Loads one drug into the running system, as an operator would. */
const loadDrug = async (serial: number): Promise<void> => {
  const file = join(folder, `national_drug_codes-${serial}.csv`);
  writeFileSync(file, `${HEADER}\nXA02AXX095A00101010335${serial},拆分试剂${serial}号胶囊,甲,0\n`);
  const load = Child.run('ops/load/load.ts', ['drugs', file, '--json'], {
    DATABASE_URL: database.url!,
    DATA_DIR: folder,
  });
  expect(await load.exit()).toBe(0);
  expect(JSON.parse(load.output).files[0].rows).toMatchObject({ ACCEPTED: 1 });
};

test('a split-out subgraph answers over HTTP, and its facts arrive in the others', async () => {
  const { drugs } = await graph.data(
    `{ drugs(first: 1) { nodes { nationalCode cheapestQuote { price } } } }`,
  );
  expect(drugs.nodes[0].cheapestQuote.price).toMatch(/^\d+$/);
  const settlement = graph.system.opened.subgraphs.find(({ name }) => name === 'settlement')!;
  const copies = settlement.projections.find(({ topic }) => topic === 'pharmacy.drug')!;
  expect(settlement.runner.positionOf(copies.name)).toBeGreaterThanOrEqual(300);
});

test('answers degrade while it is away, recover when it is back, and a running subscription goes on', async () => {
  const stream = await graph.overWebSocket(CATALOGUED);
  const first = stream.next();
  await loadDrug(1);
  expect((await first).value.data.drugCatalogued).toMatchObject({
    missed: 0,
    drug: { genericName: '拆分试剂1号胶囊' },
  });

  await child.end('SIGKILL');
  const degraded = await graph.query(
    `{ persons(first: 1) { nodes { id } } drugs(first: 1) { nodes { id } } }`,
  );
  expect(degraded.data.persons.nodes[0].id).toEqual(expect.any(String));
  expect(degraded.data.drugs).toBeNull();
  expect(degraded.errors?.[0]?.extensions).toMatchObject({
    code: 'SUBGRAPH_UNAVAILABLE',
    service: 'pharmacy',
  });
  expect((await fetch(`${graph.url}/readyz`)).status).toBe(503);

  child = await startChild();
  expect((await graph.data(`{ drugs(first: 1) { nodes { id } } }`)).drugs.nodes).toHaveLength(1);
  await loadDrug(2);
  expect((await stream.next()).value.data.drugCatalogued).toMatchObject({
    missed: 0,
    drug: { genericName: '拆分试剂2号胶囊' },
  });
  await stream.return?.();
}, 90_000);
