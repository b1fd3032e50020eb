import { answerText, citationText, EXTRACTIVE_NOTICE, type StoredCitation } from './citation.rule.ts';

const CITATION: StoredCitation = {
  articleId: 'a',
  documentTitle: '社会保险法',
  adoptedOn: '2018-12-29',
  label: '第三十条',
  score: 12.5,
  sentences: ['下列医疗费用不纳入基金支付范围：', '（四）在境外就医的。'],
  incomplete: false,
};

test('a citation names the law, its version and the article', () => {
  expect(citationText(CITATION)).toBe('《社会保险法》（2018-12-29）第三十条');
});

test('an answer says first that it is extractive, then quotes each source', () => {
  expect(answerText([CITATION])).toBe(
    `${EXTRACTIVE_NOTICE}\n《社会保险法》（2018-12-29）第三十条：“下列医疗费用不纳入基金支付范围：（四）在境外就医的。”`,
  );
});

test('an answer from a text that breaks off says so', () => {
  expect(answerText([{ ...CITATION, incomplete: true }])).toContain('第三十条（注意：该文件文本不全）：');
});
