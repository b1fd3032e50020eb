import { readLawText } from './law-text.rule.ts';

const FILE = '门诊保障办法(2024-05-06).md';

const TEXT = `# 某市门诊保障办法

2024年5月6日 某市人民政府公布

2024年7月1日 施行

<!-- INFO END -->

## 第一章 总 则

第一条 为了保障门诊待遇，制定本办法。

本办法由医疗保障部门负责解释。

## 第二章 待遇

### 第一节 支付

第二条　起付标准为三百元。

第二条之一 复诊不再计算起付标准：

（一）同一疾病；

（二）三十日内。

## 第三章 附 则

第三条 本办法自2024年7月1日起施行。
`;

function accepted(text: string, fileName = FILE) {
  const read = readLawText(fileName, text);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}

test('a law is read into its articles with chapter, number and verbatim paragraphs', () => {
  const law = accepted(TEXT);
  expect(law).toMatchObject({
    title: '门诊保障办法',
    officialTitle: '某市门诊保障办法',
    adoptedOn: '2024-05-06',
    effectiveFrom: '2024-07-01',
    history: ['2024年5月6日 某市人民政府公布', '2024年7月1日 施行'],
    findings: [],
  });
  expect(
    law.articles.map(({ number, insertion, label, chapter }) => [number, insertion, label, chapter]),
  ).toEqual([
    [1, 0, '第一条', '第一章 总则'],
    [2, 0, '第二条', '第二章 待遇 · 第一节 支付'],
    [2, 1, '第二条之一', '第二章 待遇 · 第一节 支付'],
    [3, 0, '第三条', '第三章 附则'],
  ]);
  expect(law.articles[0]!.paragraphs).toEqual([
    '为了保障门诊待遇，制定本办法。',
    '本办法由医疗保障部门负责解释。',
  ]);
  expect(law.articles[2]!.paragraphs).toEqual([
    '复诊不再计算起付标准：',
    '（一）同一疾病；',
    '（二）三十日内。',
  ]);
});

test('the commencement date of the first version is not taken for that of an amendment', () => {
  expect(accepted(TEXT, '门诊保障办法(2025-01-02).md').effectiveFrom).toBeNull();
});

test('a law that applies from its publication is effective on the date of its version', () => {
  const text = '# 办法\n\n1999年10月7日 发布\n\n第一条 本办法自发布之日起施行。\n';
  expect(accepted(text, '办法(1999-10-07).md').effectiveFrom).toBe('1999-10-07');
  expect(accepted(text, '办法(2017-11-17).md').effectiveFrom).toBeNull();
});

test('a file that ends before its commencement clause is accepted and said to be incomplete', () => {
  const cut = TEXT.slice(0, TEXT.indexOf('## 第三章'));
  expect(accepted(cut).findings).toEqual([
    { code: 'ENDS_ABRUPTLY', message: '文本在第二条之一处中断：没有施行日期条款，来源文件不全', line: 21 },
  ]);
});

test('a file that stops in the middle of a sentence is said to be incomplete', () => {
  const findings = accepted(`${TEXT}\n第四条 本办法自2024年7月1日起`).findings;
  expect(findings.map(({ code }) => code)).toEqual(['ENDS_ABRUPTLY']);
});

test('a missing article is said', () => {
  const findings = accepted(TEXT.replace('第三条 本', '第五条 本')).findings;
  expect(findings).toEqual([{ code: 'NUMBER_GAP', message: '第五条之前缺少条文', line: 29 }]);
});

test('an appendix is no paragraph of the last article', () => {
  const law = accepted(`${TEXT}\n附录：\n\n一、适用的病种。\n`);
  expect(law.articles.at(-1)).toMatchObject({ number: 0, label: '附录', paragraphs: ['一、适用的病种。'] });
  expect(law.articles.at(-2)).toMatchObject({ number: 3, paragraphs: ['本办法自2024年7月1日起施行。'] });
  expect(law.findings).toEqual([]);
});

test.each([
  ['a name without a date', '门诊保障办法.md', TEXT, 'INVALID_FILE_NAME'],
  ['a name with a day that does not exist', '门诊保障办法(2024-02-30).md', TEXT, 'INVALID_FILE_NAME'],
  ['a file without a title', FILE, TEXT.replace('# 某市', '某市'), 'NO_TITLE'],
  ['a file without articles', FILE, '# 某市门诊保障办法\n\n目录\n', 'NO_ARTICLES'],
  ['an article number used twice', FILE, TEXT.replace('第三条 本', '第一条 本'), 'DUPLICATE_ARTICLE'],
  ['an article without content', FILE, `${TEXT}\n第四条\n`, 'EMPTY_ARTICLE'],
  ['bytes that are no text', FILE, `${TEXT}\u0000`, 'NOT_TEXT'],
  ['bytes that are not UTF-8', FILE, `${TEXT}\ufffd`, 'NOT_TEXT'],
])('%s is refused as a whole', (_, fileName, text, code) => {
  const read = readLawText(fileName, text);
  expect(read).toMatchObject({ ok: false, refusal: { code } });
});
