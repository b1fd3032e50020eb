import { DEMO_POLICY_TEXTS } from '../demo/policy-texts.ts';
import { policyImporter } from '../src/document/policy.importer.ts';
import type { TestSubgraph } from '#test/subgraph';
import { importLaw, openLibrary } from './library.ts';

let library: TestSubgraph;
beforeAll(async () => {
  library = await openLibrary();
});
afterAll(() => library.stop());

const DOCUMENTS = `{ documents(first: 50) { nodes { id title officialTitle place
  knowledgeBase { code }
  versions { id adoptedOn effectiveFrom articleCount history findings { code message line }
    articles(first: 3) { nodes { id ordinal number insertion label chapter paragraphs } pageInfo { hasNextPage endCursor } } } } } }`;

const LAW = '社区用药规定(2024-05-06).md';
const TEXT = `# 某市社区用药规定

2024年5月6日 某市人民政府公布

<!-- INFO END -->

## 第一章 总 则

第一条 为了规范社区用药，制定本规定。

第二条 社区药房应当配备常用药品。

第二条之一 社区药房可以提供送药服务。

第三条 本规定自2024年7月1日起施行。
`;

async function lawTitled(title: string) {
  const { documents } = await library.data(DOCUMENTS);
  return documents.nodes.find((node: { title: string }) => node.title === title);
}

test('SH-AI-POLICY-01, SH-AI-POLICY-09: a law file becomes a document with its version, chapters and articles', async () => {
  const { verdicts, refused } = await importLaw(library, LAW, TEXT);
  expect(refused).toBeNull();
  expect(verdicts).toEqual([9, 11, 13, 15].map(line => ({ line, verdict: 'ACCEPTED', reason: undefined })));
  expect(await lawTitled('社区用药规定')).toMatchObject({
    officialTitle: '某市社区用药规定',
    place: null,
    knowledgeBase: { code: 'POLICY' },
    versions: [
      {
        adoptedOn: '2024-05-06',
        effectiveFrom: '2024-07-01',
        articleCount: 4,
        history: ['2024年5月6日 某市人民政府公布'],
        findings: [],
        articles: {
          nodes: [
            { ordinal: 1, number: 1, insertion: 0, label: '第一条', chapter: '第一章 总则' },
            {
              ordinal: 2,
              number: 2,
              insertion: 0,
              label: '第二条',
              paragraphs: ['社区药房应当配备常用药品。'],
            },
            { ordinal: 3, number: 2, insertion: 1, label: '第二条之一' },
          ],
          pageInfo: { hasNextPage: true },
        },
      },
    ],
  });
});

test('the same file twice changes nothing', async () => {
  await importLaw(library, LAW, TEXT);
  const before = await lawTitled('社区用药规定');
  const facts = (await library.announced('knowledge.document')).length;
  const { verdicts } = await importLaw(library, LAW, TEXT);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(Array(4).fill('UNCHANGED'));
  expect(await lawTitled('社区用药规定')).toEqual(before);
  expect(await library.announced('knowledge.document')).toHaveLength(facts);
});

test('a corrected file of the same version changes the corrected articles only', async () => {
  await importLaw(library, LAW, TEXT);
  const before = (await lawTitled('社区用药规定')).versions[0].articles.nodes;
  const corrected = TEXT.replace('配备常用药品', '配备常用药品和急救药品').replace(/第二条之一.*\n/, '');
  const { verdicts } = await importLaw(library, LAW, corrected);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['UNCHANGED', 'ACCEPTED', 'ACCEPTED']);
  const after = (await lawTitled('社区用药规定')).versions[0].articles.nodes;
  expect(after.map(({ id }: { id: string }) => id)).toEqual([before[0].id, before[1].id, expect.any(String)]);
  expect(after[1].paragraphs).toEqual(['社区药房应当配备常用药品和急救药品。']);
  await importLaw(library, LAW, TEXT);
});

test.each([
  [
    'an article number used twice',
    TEXT.replace('第三条 本', '第一条 本'),
    '第一条出现两次（第9行、第15行）',
    15,
  ],
  ['no article', '# 某市社区用药规定\n\n目录\n', '未发现以“第N条”开头的条文', 1],
])('a file with %s is refused, and nothing of it is kept', async (_, text, reason, line) => {
  const { verdicts, refused } = await importLaw(library, '坏文件(2024-01-01).md', text);
  expect(refused).toBe(reason);
  expect(verdicts).toEqual([{ line, verdict: 'REFUSED', reason }]);
  expect(await lawTitled('坏文件')).toBeUndefined();
});

test('bytes that are not UTF-8 are refused', async () => {
  const { refused } = await importLaw(
    library,
    '坏文件(2024-01-01).md',
    Uint8Array.from([0x23, 0x20, 0xff, 0xfe]),
  );
  expect(refused).toBe('文件不是 UTF-8 文本');
});

test('a name without a date is refused', async () => {
  const { refused } = await importLaw(library, '社区用药规定.md', TEXT);
  expect(refused).toBe('文件名须为“标题(YYYY-MM-DD).md”');
});

test('SH-AI-POLICY-14: a text that breaks off is kept and found incomplete, at the line where it ends', async () => {
  const cut = TEXT.slice(0, TEXT.indexOf('第三条'));
  const { verdicts } = await importLaw(library, '断尾规定(2024-05-06).md', cut);
  const message = '文本在第二条之一处中断：没有施行日期条款，来源文件不全';
  expect(verdicts.at(-1)).toEqual({ line: 13, verdict: 'ACCEPTED', reason: message });
  expect((await lawTitled('断尾规定')).versions[0].findings).toEqual([
    { code: 'ENDS_ABRUPTLY', message, line: 13 },
  ]);
});

test('SH-AI-POLICY-07: another version of the same law stands beside the first, and each has its days', async () => {
  const document = await lawTitled('门诊和住院费用支付规定（演示文本）');
  expect(document.versions.map(({ adoptedOn }: { adoptedOn: string }) => adoptedOn)).toEqual([
    '2025-07-01',
    '2024-01-01',
  ]);
  const { document: inForce } = await library.data(
    `query ($id: ID!) { document(id: $id) { title
       before: versionInForce(asOf: "2023-12-31") { adoptedOn } old: versionInForce(asOf: "2025-06-30") { adoptedOn }
       new: versionInForce { adoptedOn articles(first: 1) { nodes { version { document { title } } } } } } }`,
    { id: document.id },
  );
  expect(inForce).toMatchObject({
    before: null,
    old: { adoptedOn: '2024-01-01' },
    new: {
      adoptedOn: '2025-07-01',
      articles: { nodes: [{ version: { document: { title: document.title } } }] },
    },
  });
});

test('a rule of a place is known by its title', async () => {
  await importLaw(library, '浙江省社区用药规定(2024-05-06).md', TEXT);
  expect((await lawTitled('浙江省社区用药规定')).place).toBe('33');
});

test('documents, versions and articles cost a constant number of statements', async () => {
  const { statements } = await library.statements.during(() => library.data(DOCUMENTS));
  expect(statements).toHaveLength(4);
});

test('articles follow each other by their cursors', async () => {
  const QUERY = `query ($id: ID!, $after: Cursor) { document(id: $id) { versionInForce {
    articles(first: 4, after: $after) { nodes { label } pageInfo { hasNextPage endCursor } } } } }`;
  const { id } = await lawTitled('个人账户家庭共济规则（演示文本）');
  const pageAfter = async (after: string | null) =>
    (await library.data(QUERY, { id, after })).document.versionInForce.articles;
  const first = await pageAfter(null);
  const second = await pageAfter(first.pageInfo.endCursor);
  expect([...first.nodes, ...second.nodes].map(({ label }: { label: string }) => label)).toEqual(
    '第一条 第二条 第三条 第四条 第五条 第六条 第七条 第八条'.split(' '),
  );
  expect(second.pageInfo.hasNextPage).toBe(false);
});

test('a document that is not there is null, also by reference', async () => {
  const missing = '018f0000-0000-7000-8000-00000000dead';
  expect(await library.data(`query ($id: ID!) { document(id: $id) { id } }`, { id: missing })).toEqual({
    document: null,
  });
  expect(await library.data(`{ document(id: "42") { id } }`)).toEqual({ document: null });
  const { data } = await library.entities('... on Document { title }', [
    { __typename: 'Document', id: missing },
  ]);
  expect(data._entities).toEqual([null]);
});

test('a knowledge base lists its documents', async () => {
  const { knowledgeBases } = await library.data(
    `{ knowledgeBases(first: 5) { nodes { id code title documents(first: 2) { nodes { title } pageInfo { hasNextPage } } } } }`,
  );
  expect(knowledgeBases.nodes).toMatchObject([
    { code: 'POLICY', title: '医保政策法规库', documents: { pageInfo: { hasNextPage: true } } },
  ]);
  expect(knowledgeBases.nodes[0].documents.nodes).toHaveLength(2);
  const { data } = await library.entities('... on KnowledgeBase { code }', [
    { __typename: 'KnowledgeBase', id: knowledgeBases.nodes[0].id },
  ]);
  expect(data._entities).toEqual([{ code: 'POLICY' }]);
});

test('laws are public to every role that reads knowledge, and to nobody else', async () => {
  const refused = await library.query(DOCUMENTS, {}, { role: 'SYSTEM_ADMIN' });
  expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect((await library.query(DOCUMENTS, {}, null)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
});

test('a README in a folder of laws is no law', () => {
  expect(policyImporter.accepts('README.md')).toBe(false);
  expect(policyImporter.accepts(DEMO_POLICY_TEXTS[0]!.fileName)).toBe(true);
  expect(policyImporter.accepts('questions.dev.jsonl')).toBe(false);
});
