import type { TestSubgraph } from '#test/subgraph';
import { importLaw, openLibrary } from './library.ts';

let library: TestSubgraph;
beforeAll(async () => {
  library = await openLibrary();
});
afterAll(() => library.stop());

const SEARCH = `query ($query: String!, $asOf: CalendarDate, $first: Int!, $after: Cursor) {
  searchPolicy(query: $query, asOf: $asOf, first: $first, after: $after) {
    asOf evidence evidenceMessage
    nodes { rank score coverage quotation article { label chapter version { adoptedOn document { title } } } }
    pageInfo { hasNextPage endCursor } } }`;

const search = async (query: string, more: { asOf?: string; first?: number; after?: string } = {}) =>
  (await library.data(SEARCH, { query, first: 5, ...more })).searchPolicy;

const refusedField = async (variables: object) =>
  (await library.query(SEARCH, { query: '等待期', first: 5, ...variables })).errors?.[0]?.extensions;

test('SH-AI-POLICY-06, SH-AI-POLICY-16: a search answers with articles traced to law, version and article', async () => {
  const found = await search('在职职工门诊起付标准为每年多少元');
  expect(found).toMatchObject({ asOf: '2026-03-16', evidence: 'SUFFICIENT', evidenceMessage: null });
  expect(found.nodes[0]).toMatchObject({
    rank: 1,
    quotation: ['在职职工门诊起付标准为每年四百元，退休人员为二百元。'],
    article: {
      label: '第三条',
      chapter: '第二章 门诊',
      version: { adoptedOn: '2025-07-01', document: { title: '门诊和住院费用支付规定（演示文本）' } },
    },
  });
  expect(found.nodes[0].score).toBeGreaterThan(found.nodes[1].score);
});

test('a search as of a day finds the version in force on it', async () => {
  const found = await search('在职职工门诊起付标准为每年多少元', { asOf: '2025-06-30' });
  expect(found.nodes[0].article.version.adoptedOn).toBe('2024-01-01');
  expect(found.nodes[0].quotation).toEqual(['在职职工门诊起付标准为每年五百元，退休人员为三百元。']);
});

test('everyday words find the words of the law', async () => {
  const { nodes } = await search('卡里余额能给老婆买商业险吗');
  expect(nodes[0].article).toMatchObject({
    label: '第四条',
    version: { document: { title: '个人账户家庭共济规则（演示文本）' } },
  });
});

test.each([
  ['今天天气怎么样啊', 'NO_MATCH', '现有法规中未检索到与问题相关的条文'],
  ['股票基金今年收益排名', 'WEAK_EVIDENCE', '检索到的条文与问题关联不足，无法据此回答'],
  ['待遇等待期内要自付多少元', 'NO_FIGURE', '检索到的条文未载明所问的金额，无法据此回答'],
])('for %s it says that the evidence is %s', async (query, evidence, evidenceMessage) => {
  expect(await search(query)).toMatchObject({ evidence, evidenceMessage });
});

test('pages of the ranking follow each other', async () => {
  const all = (await search('医保基金支付', { first: 6 })).nodes;
  const first = await search('医保基金支付', { first: 3 });
  const second = await search('医保基金支付', { first: 3, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes]).toEqual(all);
  expect(second.nodes[0].rank).toBe(4);
});

test('a search costs a constant number of statements', async () => {
  await search('医保基金支付');
  const few = await library.statements.during(() => search('医保基金支付', { first: 2 }));
  const many = await library.statements.during(() => search('医保基金支付', { first: 20 }));
  expect(few.statements.length).toBe(many.statements.length);
  expect(many.result.nodes.length).toBeGreaterThan(10);
  // Whether the index is old, the articles, their versions, their documents.
  expect(many.statements).toHaveLength(4);
});

test('a law is found as soon as it is imported', async () => {
  expect((await search('共享轮椅的押金')).evidence).not.toBe('SUFFICIENT');
  await importLaw(
    library,
    '辅助器具规定(2025-05-05).md',
    '# 辅助器具规定\n\n第一条 共享轮椅的押金不得超过一百元。\n\n第二条 本规定自2025年6月1日起施行。\n',
  );
  const { evidence, nodes } = await search('共享轮椅的押金');
  expect(evidence).toBe('SUFFICIENT');
  expect(nodes[0].quotation).toEqual(['共享轮椅的押金不得超过一百元。']);
});

test.each([
  ['query', { query: '' }],
  ['query', { query: ' \u3000 ' }],
  ['query', { query: '字'.repeat(501) }],
  ['query', { query: '等待期\u0007' }],
  ['first', { first: 0 }],
  ['first', { first: 201 }],
  ['after', { after: 'AAAAAAAAAAAAAAAAAAAA' }],
])('bad input names the field %s', async (field, variables) => {
  expect(await refusedField(variables)).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { [field]: expect.any(String) },
  });
});

test('a day that does not exist is bad input', async () => {
  expect(await refusedField({ asOf: '2025-02-30' })).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a cursor of one search opens no other', async () => {
  const { pageInfo } = await search('医保基金支付', { first: 2 });
  expect(await refusedField({ query: '等待期', after: pageInfo.endCursor })).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { after: expect.any(String) },
  });
});

test('only who may read knowledge may search', async () => {
  const refused = await library.query(SEARCH, { query: '等待期', first: 1 }, { role: 'SECURITY_ADMIN' });
  expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
