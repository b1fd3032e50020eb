import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { HUANGPU_PHARMACY, SUZHOU_PHARMACY, WorldBuilder, XUHUI_PHARMACY } from './world.fixture.ts';

const world = new WorldBuilder();
const reference = world.drug('0.25g*24粒/盒');
const strong = world.drug('0.5g*24粒/盒', { manufacturer: '浦禾药业有限公司' });
const large = world.drug('0.25g*12粒*4板/盒', { manufacturer: '鹤鸣药业有限公司' });
const unread = world.drug('0.25*24粒');
const dispersible = world.drug('0.25g*24片', { doseForm: '肠溶胶囊' });
const other = world.drug('0.25g*24粒/盒', {
  genericName: '头孢拉定胶囊',
  nationalCode: 'XJ01DBA010E001010190001',
});
const unpriced = world.drug('0.25g*20粒/盒');
world.quote(reference, HUANGPU_PHARMACY, '10.00');
world.quote(reference, SUZHOU_PHARMACY, '9.00');
world.quote(strong, HUANGPU_PHARMACY, '17.00');
world.quote(strong, XUHUI_PHARMACY, '15.30', '2026-01-15');
world.quote(large, XUHUI_PHARMACY, '20.00');
world.quote(unread, HUANGPU_PHARMACY, '1.00');
world.quote(dispersible, HUANGPU_PHARMACY, '2.00');
world.quote(other, HUANGPU_PHARMACY, '3.00');

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
  await graph.subgraph.loadDemo(world);
});
afterAll(() => graph.stop());

const COMPARE = `query ($drug: ID!, $region: String, $from: CalendarDate, $to: CalendarDate, $sort: PriceOrder! = NORMALISED,
    $first: Int! = 20, $after: Cursor) {
  comparePrices(drug: $drug, region: $region, quotedFrom: $from, quotedTo: $to, sort: $sort, first: $first, after: $after) {
    nodes { isReference unit unitCount unitPrice normalisedPrice notNormalised
      quote { price source stale institution { code } } drug { id specification { text } }
      steps { kind x k explanation } }
    pageInfo { hasNextPage endCursor } } }`;

interface Compared {
  isReference: boolean;
  unitPrice: string | null;
  normalisedPrice: string | null;
  notNormalised: string | null;
  quote: { price: string; source: string; stale: boolean; institution: { code: string } };
  drug: { id: string };
  steps: { kind: string; x: string; k: string; explanation: string }[];
}

interface ComparedPage {
  nodes: Compared[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function compared(variables: Record<string, unknown> = {}): Promise<Compared[]> {
  return (await graph.data(COMPARE, { drug: reference.id, ...variables })).comparePrices.nodes;
}

test('SH-ST-PRICE-04: raw price, unit price and normalised price stand side by side, with the steps of the rule', async () => {
  const rows = await compared();
  const strongest = rows.find(row => row.drug.id === strong.id && row.quote.price === '1700')!;
  expect(strongest).toMatchObject({
    isReference: false,
    unit: '粒',
    unitCount: 24,
    unitPrice: '70.833333',
    normalisedPrice: '1000',
    notNormalised: null,
    quote: { price: '1700', source: 'DEMO', stale: false },
  });
  expect(strongest.steps).toEqual([
    { kind: 'DOSE_FORM', x: '1', k: '1', explanation: '剂型：不作调整' },
    { kind: 'STRENGTH', x: '2', k: '1.7', explanation: '含量：X = 2，K = 1.7^log2(X) = 1.7' },
    { kind: 'FILL', x: '1', k: '1', explanation: '装量：X = 1，K = 1.9^log2(X) = 1' },
    { kind: 'PACK_COUNT', x: '1', k: '1', explanation: '包装数量：X = 1，K = 1.95^log2(X) = 1' },
    { kind: 'PACKAGING', x: '1', k: '1', explanation: '包装材料：不作调整' },
  ]);
  expect(rows.find(row => row.drug.id === large.id)).toMatchObject({
    normalisedPrice: '1026',
    unitPrice: '41.666667',
  });
});

test('the reference keeps its own price', async () => {
  const own = (await compared()).filter(row => row.isReference);
  expect(own.map(row => [row.quote.price, row.normalisedPrice])).toEqual([
    ['900', '900'],
    ['1000', '1000'],
  ]);
});

test('other generic names and other dose forms are not compared', async () => {
  const ids = new Set((await compared()).map(row => row.drug.id));
  expect(ids).not.toContain(other.id);
  expect(ids).not.toContain(dispersible.id);
});

test('a specification that is not understood comes last, without a normalised price and with the reason', async () => {
  const last = (await compared()).at(-1)!;
  expect(last).toMatchObject({
    drug: { id: unread.id },
    normalisedPrice: null,
    steps: [],
    notNormalised: '规格未能完整解析：0.25*24粒',
  });
});

test('SH-ST-PRICE-05: the results are ordered by normalised, unit or pack price', async () => {
  const by = async (sort: string) => (await compared({ sort })).map(row => row.quote.price);
  expect(await by('NORMALISED')).toEqual(['900', '1530', '1000', '1700', '2000', '100']);
  expect(await by('UNIT_PRICE')).toEqual(['100', '900', '1000', '2000', '1530', '1700']);
  expect(await by('PACK_PRICE')).toEqual(['100', '900', '1000', '1530', '1700', '2000']);
});

test('SH-ST-PRICE-03: the scope of a comparison may be a city or a district', async () => {
  const institutions = async (region: string) =>
    new Set((await compared({ region })).map(row => row.quote.institution.code));
  expect(await institutions('31')).toEqual(new Set([HUANGPU_PHARMACY, XUHUI_PHARMACY]));
  expect(await institutions('310104')).toEqual(new Set([XUHUI_PHARMACY]));
  expect(await institutions('3205')).toEqual(new Set([SUZHOU_PHARMACY]));
});

test('SH-ST-PRICE-02: a time span leaves only the quotes given in it', async () => {
  const prices = async (from: string | null, to: string | null) =>
    (await compared({ from, to, sort: 'PACK_PRICE' })).map(row => row.quote.price);
  expect(await prices('2026-01-01', '2026-01-31')).toEqual(['1530']);
  expect(await prices('2026-02-01', null)).toEqual(['100', '900', '1000', '1700', '2000']);
  expect(await prices(null, '2025-12-31')).toEqual([]);
});

test('a quote of two months ago is stale', async () => {
  const stale = (await compared()).filter(row => row.quote.stale);
  expect(stale.map(row => row.quote.price)).toEqual(['1530']);
});

test('pages by a computed price follow each other exactly', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: ComparedPage = (await graph.data(COMPARE, { drug: reference.id, first: 1, after }))
      .comparePrices;
    seen.push(...page.nodes.map(node => node.quote.price));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(['900', '1530', '1000', '1700', '2000', '100']);
});

test('a comparison costs two statements, whatever it finds', async () => {
  const { statements } = await graph.statements.during(() => compared());
  expect(statements).toHaveLength(2);
});

test.each([
  ['an unknown drug', { drug: '018f3b3c-0000-7000-8000-000000000000' }, 'NOT_FOUND', null],
  ['an id that is none', { drug: 'x' }, 'NOT_FOUND', null],
  ['an id in other letters', { drug: reference.id.toUpperCase() }, 'NOT_FOUND', null],
  ['a malformed division', { region: '31010' }, 'BAD_USER_INPUT', 'region'],
  ['a day that does not exist', { from: '2026-02-30' }, 'BAD_USER_INPUT', null],
  [
    'a span that ends before it begins',
    { from: '2026-03-02', to: '2026-03-01' },
    'BAD_USER_INPUT',
    'quotedFrom',
  ],
  ['a page over 200', { first: 201 }, 'BAD_USER_INPUT', 'first'],
])('%s is refused', async (_, variables, code, field) => {
  const answer = await graph.query(COMPARE, { drug: reference.id, ...variables });
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code,
    ...(field !== null && { fields: { [field]: expect.any(String) } }),
  });
});

test('a cursor of one order is refused in another', async () => {
  const page = (await graph.data(COMPARE, { drug: reference.id, first: 1 })).comparePrices;
  const answer = await graph.query(COMPARE, {
    drug: reference.id,
    first: 1,
    sort: 'PACK_PRICE',
    after: page.pageInfo.endCursor,
  });
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

interface Pack {
  isReference: boolean;
  factor: string | null;
  drug: { id: string };
}

interface PackPage {
  nodes: Pack[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const PACKS = `query ($id: ID!, $first: Int! = 20, $after: Cursor) { drug(id: $id) {
  comparablePacks(first: $first, after: $after) {
    nodes { isReference factor notNormalised steps { kind x k }
      drug { id specification { strengths { amount { value unit } } fill { value unit } unit unitCount } } }
    pageInfo { hasNextPage endCursor } } } }`;

async function packs(drug: { id: string }, variables: Record<string, unknown> = {}): Promise<PackPage> {
  return (await graph.data(PACKS, { id: drug.id, ...variables })).drug.comparablePacks;
}

test('all packs of a drug stand side by side without a price, the smallest first, with factor and steps', async () => {
  const { nodes } = await packs(reference);
  expect(nodes.map(({ drug, factor, isReference }) => [drug.id, factor, isReference])).toEqual([
    [unpriced.id, '1.192035', false],
    [reference.id, '1', true],
    [strong.id, '0.588235', false],
    [large.id, '0.512821', false],
    [unread.id, null, false],
  ]);
  expect(nodes[0]).toMatchObject({
    notNormalised: null,
    drug: {
      specification: {
        strengths: [{ amount: { value: '0.25', unit: 'g' } }],
        fill: null,
        unit: '粒',
        unitCount: 20,
      },
    },
  });
  expect(nodes[0]).toHaveProperty('steps', [
    { kind: 'DOSE_FORM', x: '1', k: '1' },
    { kind: 'STRENGTH', x: '1', k: '1' },
    { kind: 'FILL', x: '1', k: '1' },
    { kind: 'PACK_COUNT', x: '0.833333', k: '0.838901' },
    { kind: 'PACKAGING', x: '1', k: '1' },
  ]);
  expect(nodes.at(-1)).toMatchObject({ steps: [], notNormalised: '规格未能完整解析：0.25*24粒' });
});

test('the factor turns a quote into the normalised price of the same pack', async () => {
  const factors = new Map((await packs(reference)).nodes.map(({ drug, factor }) => [drug.id, factor]));
  const normalised = (await compared()).filter(row => row.normalisedPrice !== null);
  for (const { drug, quote, normalisedPrice } of normalised) {
    expect(Math.round(Number(quote.price) * Number(factors.get(drug.id)))).toBe(Number(normalisedPrice));
  }
});

test('a drug whose specification is not understood is beside the others, and each says why', async () => {
  const { nodes } = await packs(unread);
  expect(nodes).toHaveLength(5);
  expect(nodes.filter(pack => pack.isReference).map(pack => pack.drug.id)).toEqual([unread.id]);
  for (const pack of nodes) {
    expect(pack).toMatchObject({ factor: null, notNormalised: '规格未能完整解析：0.25*24粒' });
  }
});

test('packs are given page by page, each once, and a cursor belongs to its reference', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: PackPage = await packs(reference, { first: 2, after });
    seen.push(...page.nodes.map(pack => pack.drug.id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual([unpriced.id, reference.id, strong.id, large.id, unread.id]);
  const cursor = (await packs(reference, { first: 1 })).pageInfo.endCursor;
  const answer = await graph.query(PACKS, { id: strong.id, after: cursor });
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('the packs of any number of drugs are one statement', async () => {
  const cost = async (ids: string[]) => {
    const references = ids.map(id => ({ __typename: 'Drug', id }));
    const fields = '... on Drug { comparablePacks(first: 20) { nodes { factor drug { genericName } } } }';
    const { result, statements } = await graph.statements.during(() => graph.entities(fields, references));
    expect(result.errors).toBeUndefined();
    return statements.length;
  };
  const oneDrug = await cost([reference.id]);
  expect(oneDrug).toBe(2);
  expect(await cost(world.drugs.map(drug => drug.id))).toBe(oneDrug);
});
