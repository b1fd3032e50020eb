import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ratio, yuan } from '#kernel/vocabulary/money';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { HUANGPU_PHARMACY, SUZHOU_PHARMACY, WorldBuilder, XUHUI_PHARMACY } from './world.fixture.ts';

const world = new WorldBuilder();
const capsules = world.drug('0.25g*24粒/盒', { tradeName: '申岚安', priceLimit: yuan('9.60') });
const strong = world.drug('0.5g*24粒/盒');
const tablets = world.drug('5mg*28片/盒', {
  genericName: '苯磺酸氨氯地平片',
  doseForm: '片剂',
  nationalCode: 'XC08CAA010A001010190001',
});
const uncovered = world.drug('0.24g*60粒/瓶', {
  genericName: '氨基葡萄糖胶囊',
  itemClass: 'C',
  firstSelfPayRatio: ratio('1'),
  nationalCode: 'XM01AXA020E001010190001',
});
const compound = world.drug('0.125g:0.25g*12片', {
  genericName: '阿莫西林克拉维酸钾片',
  doseForm: '片剂',
  nationalCode: 'XJ01CRA030A001010190001',
});
world.quote(capsules, HUANGPU_PHARMACY, '9.90');
world.quote(capsules, XUHUI_PHARMACY, '8.80');
world.quote(capsules, SUZHOU_PHARMACY, '7.70');
world.quote(strong, HUANGPU_PHARMACY, '15.00', '2026-01-01');
world.quote(strong, XUHUI_PHARMACY, '16.00');
world.quote(tablets, HUANGPU_PHARMACY, '18.00', '2026-02-01');
world.quote(tablets, HUANGPU_PHARMACY, '20.00', '2026-03-01');

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
  await graph.subgraph.loadDemo(world);
});
afterAll(() => graph.stop());

const SEARCH = `query ($search: String, $itemClasses: [DrugItemClass!], $first: Int = 10, $after: Cursor) {
  drugs(search: $search, itemClasses: $itemClasses, first: $first, after: $after) {
    nodes { id genericName } pageInfo { hasNextPage endCursor } } }`;

async function found(search: string | null, itemClasses: string[] | null = null): Promise<string[]> {
  const { drugs } = await graph.data(SEARCH, { search, itemClasses }, { role: 'PERSON', person: 'p1' });
  return drugs.nodes.map((node: { id: string }) => node.id);
}

test.each([
  ['part of the Chinese name', '氨氯地平', [tablets.id]],
  ['pinyin initials', 'amxljn', [capsules.id, strong.id]],
  ['a trade name', '申岚安', [capsules.id]],
  ['a national code', 'XC08CAA010A001010190001', [tablets.id]],
  ['the beginning of a national code', 'XM01', [uncovered.id]],
  ['a licence number', '国药准字H99000003', [tablets.id]],
  ['nothing that exists', '不存在的药', []],
  ['a wildcard, which is taken literally', '%', []],
])('drugs are found by %s', async (_, search, ids) => {
  expect((await found(search)).sort()).toEqual([...ids].sort());
});

test('TJ-4-SRCH-01: a name that begins with the text comes before one that only holds it', async () => {
  const ids = await found('阿莫西林');
  expect(new Set(ids.slice(0, 3))).toEqual(new Set([capsules.id, strong.id, compound.id]));
  expect(await found('胶囊')).toEqual(expect.arrayContaining([capsules.id, strong.id, uncovered.id]));
  const exact = await found('阿莫西林胶囊');
  expect(new Set(exact)).toEqual(new Set([capsules.id, strong.id]));
});

test('SH-ST-APP-01: the drugs in the scope of the insurance leave out class C', async () => {
  const covered = await found(null, ['A', 'B']);
  expect(covered).toHaveLength(4);
  expect(covered).not.toContain(uncovered.id);
  expect(await found('胶囊', ['C'])).toEqual([uncovered.id]);
});

test('pages of a search follow each other without loss or repetition', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const {
      drugs,
    }: { drugs: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
      await graph.data(SEARCH, { search: '阿莫西林', first: 1, after });
    seen.push(...drugs.nodes.map(node => node.id));
    after = drugs.pageInfo.hasNextPage ? drugs.pageInfo.endCursor : null;
  } while (after !== null);
  expect(new Set(seen).size).toBe(seen.length);
  expect(new Set(seen)).toEqual(new Set([capsules.id, strong.id, compound.id]));
});

test('a drug shows what its specification says and what the insurance says of it', async () => {
  const { drug } = await graph.data(
    `query ($id: ID!) { drug(id: $id) { genericName doseForm { code name } itemClass firstSelfPayRatio priceLimit source
       specification { text strengths { ingredient amount { value unit } basis } fill { value unit } unit unitCount problems { reason } } } }`,
    { id: compound.id },
  );
  expect(drug).toMatchObject({
    genericName: '阿莫西林克拉维酸钾片',
    doseForm: { code: 'TABLET', name: '片剂' },
    itemClass: 'A',
    firstSelfPayRatio: '0',
    source: 'DEMO',
    specification: {
      strengths: [
        { ingredient: null, amount: { value: '0.125', unit: 'g' }, basis: 'CONTENT' },
        { ingredient: null, amount: { value: '0.25', unit: 'g' }, basis: 'CONTENT' },
      ],
      fill: null,
      unit: '片',
      unitCount: 12,
      problems: [],
    },
  });
});

const CHEAPEST = `query ($id: ID!, $region: String) { drug(id: $id) {
  cheapestQuote(region: $region) { price unitPrice stale source quotedOn institution { code } } } }`;

test('the cheapest quote of a drug may be asked for a division', async () => {
  const cheapest = async (region: string | null) =>
    (await graph.data(CHEAPEST, { id: capsules.id, region })).drug.cheapestQuote;
  expect(await cheapest(null)).toMatchObject({
    price: '770',
    institution: { code: SUZHOU_PHARMACY },
    source: 'DEMO',
  });
  expect(await cheapest('31')).toMatchObject({ price: '880', unitPrice: '36.666667' });
  expect(await cheapest('310000')).toMatchObject({ price: '880' });
  expect(await cheapest('310101')).toMatchObject({ price: '990' });
  expect(await cheapest('44')).toBeNull();
});

test('a stale quote is the cheapest only where no fresh one is, and says that it is stale', async () => {
  const { drug } = await graph.data(CHEAPEST, { id: strong.id });
  expect(drug.cheapestQuote).toMatchObject({ price: '1600', stale: false });
  const huangpu = (await graph.data(CHEAPEST, { id: strong.id, region: '310101' })).drug.cheapestQuote;
  expect(huangpu).toMatchObject({ price: '1500', stale: true });
});

test('of the quotes of one institution the latest counts, though an older one was cheaper', async () => {
  const { drug } = await graph.data(
    `query ($id: ID!) { drug(id: $id) { quotes(first: 5) { nodes { price quotedOn } } cheapestQuote { price } } }`,
    { id: tablets.id },
  );
  expect(drug).toEqual({
    quotes: { nodes: [{ price: '2000', quotedOn: '2026-03-01' }] },
    cheapestQuote: { price: '2000' },
  });
});

test('quotes of a drug come the cheapest first, page by page', async () => {
  const QUOTES = `query ($id: ID!, $after: Cursor) { drug(id: $id) { quotes(first: 2, after: $after) {
    nodes { price } pageInfo { hasNextPage endCursor } } } }`;
  const first = (await graph.data(QUOTES, { id: capsules.id })).drug.quotes;
  expect(first).toMatchObject({
    nodes: [{ price: '770' }, { price: '880' }],
    pageInfo: { hasNextPage: true },
  });
  const second = (await graph.data(QUOTES, { id: capsules.id, after: first.pageInfo.endCursor })).drug.quotes;
  expect(second).toMatchObject({ nodes: [{ price: '990' }], pageInfo: { hasNextPage: false } });
});

test('TJ-4-SRCH-02: a pharmacy shows the drugs that it has with their latest prices, by name', async () => {
  const answer = await graph.entities(
    '... on Institution { drugPrices(first: 10) { nodes { price drug { genericName } } } }',
    [{ __typename: 'Institution', code: HUANGPU_PHARMACY }],
  );
  expect(answer.data._entities[0].drugPrices.nodes).toEqual([
    { price: '2000', drug: { genericName: '苯磺酸氨氯地平片' } },
    { price: expect.stringMatching(/^(990|1500)$/), drug: { genericName: '阿莫西林胶囊' } },
    { price: expect.stringMatching(/^(990|1500)$/), drug: { genericName: '阿莫西林胶囊' } },
  ]);
});

test('a page of what an institution asks continues after its cursor', async () => {
  const page = async (after: string | null) =>
    (
      await graph.query(
        `query ($representations: [_Any!]!, $after: Cursor) { _entities(representations: $representations) {
           ... on Institution { drugPrices(first: 2, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } } } }`,
        { representations: [{ __typename: 'Institution', code: HUANGPU_PHARMACY }], after },
      )
    ).data._entities[0].drugPrices;
  const first = await page(null);
  const second = await page(first.pageInfo.endCursor);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(new Set([...first.nodes, ...second.nodes].map(node => node.id)).size).toBe(3);
});

test('a fee line finds its drug by the national code, and a service none', async () => {
  const answer = await graph.entities('... on FeeItem { drug { id cheapestQuote { price } } }', [
    { __typename: 'FeeItem', id: 'f1', itemCode: capsules.nationalCode },
    { __typename: 'FeeItem', id: 'f2', itemCode: '001102000050000' },
  ]);
  expect(answer.errors).toBeUndefined();
  expect(answer.data._entities).toEqual([
    { drug: { id: capsules.id, cheapestQuote: { price: '770' } } },
    { drug: null },
  ]);
});

test('fifty fee lines with drugs, quotes and institutions cost as many statements as one', async () => {
  const many = (count: number) =>
    graph.statements.during(() =>
      graph.entities(
        '... on FeeItem { drug { genericName cheapestQuote { price unitPrice } quotes(first: 3) { nodes { institution { code } drug { id } } } } }',
        Array.from({ length: count }, (_, index) => ({
          __typename: 'FeeItem',
          id: `f${index}`,
          itemCode: world.drugs[index % world.drugs.length]!.nationalCode,
        })),
      ),
    );
  const [one, fifty] = [await many(1), await many(50)];
  expect(fifty.result.errors).toBeUndefined();
  expect(fifty.statements.length).toBe(one.statements.length);
  expect(fifty.statements.length).toBeLessThanOrEqual(4);
});

test('a search costs two statements, whatever it finds', async () => {
  const { statements } = await graph.statements.during(() => found('阿莫西林'));
  expect(statements).toHaveLength(2);
});

test('every drug of the demo world is announced with what settlement needs of it', async () => {
  const facts = await graph.announced('pharmacy.drug');
  expect(facts).toHaveLength(world.drugs.length);
  expect(facts[0]).toEqual({
    name: 'DrugCatalogued',
    payload: {
      drugId: capsules.id,
      nationalCode: capsules.nationalCode,
      genericName: '阿莫西林胶囊',
      itemClass: 'A',
      firstSelfPayRatio: '0',
      priceLimit: '960',
      validFrom: null,
      validTo: null,
    },
  });
});

test('an unknown drug is null', async () => {
  expect((await graph.data(`{ drug(id: "nobody") { id } }`)).drug).toBeNull();
  expect((await graph.data(`{ drug(id: "018f3b3c-0000-7000-8000-000000000000") { id } }`)).drug).toBeNull();
});

test.each([
  ['an empty search', `{ drugs(search: "  ", first: 1) { nodes { id } } }`, 'search'],
  ['an endless search', `{ drugs(search: "${'药'.repeat(101)}", first: 1) { nodes { id } } }`, 'search'],
  ['a page over 200', `{ drugs(first: 201) { nodes { id } } }`, 'first'],
  ['a page of nothing', `{ drugs(first: 0) { nodes { id } } }`, 'first'],
  ['a forged cursor', `{ drugs(first: 1, after: "AAAAAAAAAAAAAAAAAAAA") { nodes { id } } }`, 'after'],
  [
    'a malformed division',
    `{ drugs(first: 1) { nodes { cheapestQuote(region: "3101x") { id } } } }`,
    'region',
  ],
  [
    'a large page of quotes',
    `{ drugs(first: 1) { nodes { quotes(first: 999) { nodes { id } } } } }`,
    'first',
  ],
])('%s is BAD_USER_INPUT naming the field', async (_, query, field) => {
  const answer = await graph.query(query);
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { [field]: expect.any(String) },
  });
});

test('drugs are public to every role that may read the catalogue, and to nobody without a token', async () => {
  const query = `{ drugs(first: 1) { nodes { id } } }`;
  expect((await graph.query(query, {}, null)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  expect(
    (await graph.query(query, {}, { role: 'TENANT', tenant: 't' })).errors?.[0]?.extensions['code'],
  ).toBe('FORBIDDEN');
  const lines = [{ __typename: 'FeeItem', id: 'f1', itemCode: capsules.nationalCode }];
  const answer = await graph.entities('... on FeeItem { drug { id } }', lines, { role: 'AGENCY' });
  expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
