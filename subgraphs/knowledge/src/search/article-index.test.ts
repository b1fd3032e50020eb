import { DEMO_POLICY_TEXTS } from '../../demo/policy-texts.ts';
import { readLawText } from '../document/law-text.rule.ts';
import { ArticleIndex, type ArticleSource } from './article-index.ts';
import { readQuestion } from './question.rule.ts';
import { loadSegmenter, type Segmenter } from './segmenter.ts';

let segment: Segmenter;
let index: ArticleIndex;

beforeAll(async () => {
  segment = await loadSegmenter();
  index = new ArticleIndex(sources(), segment);
});

function sources(): ArticleSource[] {
  return DEMO_POLICY_TEXTS.flatMap(({ fileName, text }) => {
    const law = readLawText(fileName, text);
    if (!law.ok) throw new Error(law.refusal.message);
    return law.value.articles.map(article => ({
      id: `${law.value.title.replace('（演示文本）', '')} ${law.value.adoptedOn} ${article.label}`,
      documentId: law.value.title,
      title: law.value.title,
      adoptedOn: law.value.adoptedOn,
      chapter: article.chapter,
      text: article.paragraphs.join('\n'),
    }));
  });
}

function found(question: string, asOf = '2026-01-01', first = 5): string[] {
  return index.search(readQuestion(question, segment), asOf, first).map(({ articleId }) => articleId);
}

test.each([
  ['待遇等待期内发生的医疗费用能否支付？', '居民医保待遇等待期办法 2025-01-01 第八条'],
  ['职工住院的起付标准是多少元？', '门诊和住院费用支付规定 2025-07-01 第六条'],
  ['卡里余额能给老婆买商业险吗', '个人账户家庭共济规则 2025-03-01 第四条'],
  ['医院挂空床、乱收费行不行', '医保基金监督检查规则 2025-05-01 第七条'],
  ['没带卡先垫的钱多久能报回来', '门诊和住院费用支付规定 2025-07-01 第十一条'],
])('the best article for %s is %s', (question, article) => {
  expect(found(question)[0]).toBe(article);
});

test('only the version in force on the day is found: the latest not adopted after it', () => {
  const question = '在职职工门诊起付标准为每年多少元？';
  expect(found(question, '2025-06-30')[0]).toBe('门诊和住院费用支付规定 2024-01-01 第三条');
  expect(found(question, '2025-07-01')[0]).toBe('门诊和住院费用支付规定 2025-07-01 第三条');
  expect(found(question, '2023-12-31')).toEqual([]);
  expect(found(question, '2026-01-01', 50).some(id => id.includes('2024-01-01'))).toBe(false);
});

test('a question without a known word finds nothing', () => {
  expect(found('zzz')).toEqual([]);
});

test('articles of equal score stand in the order of indexing', () => {
  const twins = ['b', 'a', 'c'].map(id => ({
    id,
    documentId: 'd',
    title: '规定',
    adoptedOn: '2024-01-01',
    chapter: null,
    text: '起付标准为三百元。',
  }));
  const hits = new ArticleIndex(twins, segment).search(readQuestion('起付标准', segment), '2024-01-01', 3);
  expect(hits.map(({ articleId }) => articleId)).toEqual(['b', 'a', 'c']);
});

test('a question that names a place leaves out the local rules of other places and prefers its own', () => {
  const rule = (id: string, title: string): ArticleSource => ({
    id,
    documentId: id,
    title,
    adoptedOn: '2024-01-01',
    chapter: null,
    text: '参保人员住院的起付标准由医疗保障部门规定。',
  });
  const local = new ArticleIndex(
    [
      rule('national', '医疗保障办法'),
      rule('zhejiang', '浙江省医疗保障办法'),
      rule('shanghai', '上海市医疗保障办法'),
    ],
    segment,
  );
  const ids = (text: string) =>
    local.search(readQuestion(text, segment), '2024-01-01', 5).map(({ articleId }) => articleId);
  expect(ids('在宁波住院起付标准由谁规定')).toEqual(['zhejiang', 'national']);
  expect(ids('上海住院起付标准由谁规定')).toEqual(['shanghai', 'national']);
  expect(ids('北京住院起付标准由谁规定')).toEqual(['national']);
  expect(ids('住院起付标准由谁规定')).toEqual(['national', 'zhejiang', 'shanghai']);
});
