import { readQuestion, statesFigure } from './question.rule.ts';
import { loadSegmenter, type Segmenter } from './segmenter.ts';

let segment: Segmenter;

beforeAll(async () => {
  segment = await loadSegmenter();
});

test('an everyday word also searches for its legal words, which weigh less than the words of the asker', () => {
  const { weights, concepts } = readQuestion('老板不给我交社保，会怎么罚', segment);
  expect(weights.get('社保')).toBe(1);
  expect(weights.get('用人单位')).toBe(0.5);
  expect(concepts.find(([word]) => word === '老板')).toContain('用人单位');
});

test('words without a subject are no part of a question', () => {
  expect(readQuestion('请问这个是什么呢？', segment).weights.size).toBe(0);
});

test('a term of the field is one word, beside the words inside it', () => {
  expect(segment('挂床住院的起付标准')).toEqual(expect.arrayContaining(['挂床住院', '住院', '起付标准']));
});

test.each([
  ['在宁波能报吗', ['33']],
  ['上海和北京的规定一样吗', ['11', '31']],
  ['门诊能报吗', []],
])('%s asks for the places %j', (text, places) => {
  expect(readQuestion(text, segment).places).toEqual(places);
});

test.each([
  ['罚款是百分之几', 'PERCENTAGE'],
  ['居民医保住院报销比例是多少', 'PERCENTAGE'],
  ['并处货值金额几倍的罚款', 'MULTIPLE'],
  ['要罚多少', 'FINE'],
  ['一张处方最多开几天', 'DURATION'],
  ['退休年龄是多少岁', 'AGE'],
  ['每月交多少元', 'AMOUNT'],
  ['在哪个小程序办', 'CHANNEL'],
  ['余额攒了好几年', null],
  ['能报销吗', null],
])('%s asks for %s', (text, figure) => {
  expect(readQuestion(text, segment).figure).toBe(figure);
});

test.each([
  ['PERCENTAGE', '降低二十个百分点，支付百分之八十', true],
  ['AMOUNT', '起付标准为三百元', true],
  ['AMOUNT', '起付标准由市人民政府规定', false],
  ['DURATION', '应当在３０个工作日内办结', true],
  ['DURATION', '应当及时办结', false],
  ['AGE', '年满六十周岁', true],
] as const)('for %s, “%s” gives the figure: %s', (figure, text, states) => {
  expect(statesFigure(figure, text)).toBe(states);
});
