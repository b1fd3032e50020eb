import { readQuestion, type Question } from '../search/question.rule.ts';
import { loadSegmenter, type Segmenter } from '../search/segmenter.ts';
import { answer } from './answer.rule.ts';
import type { Evidence } from './quotation.rule.ts';

let segment: Segmenter;

beforeAll(async () => {
  segment = await loadSegmenter();
});

function ask(text: string, ...evidence: Evidence[]) {
  return answer(readQuestion(text, segment), evidence, { segment, rarity: () => 1 });
}

const WAITING: Evidence = {
  articleId: 'waiting',
  paragraphs: [
    '固定待遇等待期为三个月。本市鼓励居民连续参保。',
    '待遇等待期内发生的医疗费用，基金不予支付。',
  ],
};
const EXCLUDED: Evidence = {
  articleId: 'excluded',
  paragraphs: [
    '下列医疗费用不纳入基金支付范围：',
    '（一）应当从工伤保险基金中支付的；',
    '（二）应当由第三人负担的；',
    '（三）在境外就医的。',
    '具体办法另行规定。',
  ],
};

test('an answer quotes the sentences that speak to the question, verbatim', () => {
  expect(ask('固定待遇等待期是几个月？', WAITING)).toMatchObject({
    ok: true,
    value: [{ articleId: 'waiting', sentences: ['固定待遇等待期为三个月。'], statesFigure: true }],
  });
});

test('an item of a list is quoted with the head of the list', () => {
  expect(ask('在境外就医的费用基金支付吗', EXCLUDED)).toMatchObject({
    ok: true,
    value: [{ sentences: ['下列医疗费用不纳入基金支付范围：', '（三）在境外就医的。'] }],
  });
});

test('a list is quoted whole when the question asks for it as a whole', () => {
  const answered = ask('哪些医疗费用不纳入基金支付范围', EXCLUDED);
  expect(answered).toMatchObject({ ok: true, value: [{ sentences: EXCLUDED.paragraphs.slice(0, 4) }] });
});

test('every quoted sentence stands in its article word for word', () => {
  for (const question of ['待遇等待期', '基金支付医疗费用', '连续参保等待期几个月']) {
    const answered = ask(question, WAITING, EXCLUDED);
    if (!answered.ok) continue;
    for (const { articleId, sentences } of answered.value) {
      const text = (articleId === 'waiting' ? WAITING : EXCLUDED).paragraphs.join('\n');
      for (const sentence of sentences) expect(text).toContain(sentence);
    }
  }
});

test('a second article is quoted when it says as much', () => {
  const twin = { ...WAITING, articleId: 'twin' };
  const answered = ask('待遇等待期内发生的医疗费用基金支付吗', WAITING, twin, EXCLUDED);
  expect(answered.ok && answered.value.map(({ articleId }) => articleId)).toEqual(['waiting', 'twin']);
});

test.each([
  ['nothing was found', '等待期', [], 'NO_MATCH'],
  [
    'the article shares too little with the question',
    '基金公司股票今年收益大涨原因',
    [WAITING],
    'WEAK_EVIDENCE',
  ],
  ['the article shares a single word', '居民身份换领', [WAITING], 'WEAK_EVIDENCE'],
  ['the figure asked for is not stated', '待遇等待期内发生的医疗费用要自付多少元', [WAITING], 'NO_FIGURE'],
] as const)('it refuses when %s', (_, question, evidence, code) => {
  expect(ask(question, ...evidence)).toMatchObject({ ok: false, refusal: { code } });
});

test('a refusal for a missing figure names it', () => {
  const refused = ask('医疗费用由基金支付百分之几', EXCLUDED);
  expect(refused).toMatchObject({
    ok: false,
    refusal: { message: '检索到的条文未载明所问的比例，无法据此回答', facts: { figure: 'PERCENTAGE' } },
  });
});

test('a question for a list gets all of it', () => {
  const answered = ask('哪些在境外就医的费用基金不支付', EXCLUDED);
  expect(answered).toMatchObject({ ok: true, value: [{ sentences: EXCLUDED.paragraphs.slice(0, 4) }] });
});

test('the purpose of a law is no answer, unless the purpose is asked for', () => {
  const purpose: Evidence = {
    articleId: 'purpose',
    paragraphs: ['为了规范待遇等待期的计算，制定本办法。'],
  };
  expect(ask('待遇等待期怎么计算', purpose)).toMatchObject({ ok: false, refusal: { code: 'NO_MATCH' } });
  expect(ask('规范待遇等待期计算的目的', purpose)).toMatchObject({ ok: true });
});

test('a question for a figure needs a closer article than another one', () => {
  const lexicon = { segment: (text: string) => text.split(' '), rarity: () => 1 };
  const asked = (figure: 'DURATION' | null): Question => ({
    text: '',
    weights: new Map([...'甲乙丙丁戊己庚辛'].map(word => [word, 1])),
    concepts: [...'甲乙丙丁戊己庚辛'].map(word => [word]),
    places: [],
    figure,
  });
  const evidence = [{ articleId: 'quarter', paragraphs: ['甲 乙 三个月'] }];
  expect(answer(asked(null), evidence, lexicon)).toMatchObject({ ok: true, value: [{ coverage: 0.25 }] });
  expect(answer(asked('DURATION'), evidence, lexicon)).toMatchObject({
    ok: false,
    refusal: { code: 'WEAK_EVIDENCE', facts: { coverage: 0.25 } },
  });
});
