import fc from 'fast-check';
import {
  articleLabel,
  articleNumberAt,
  formatChineseNumeral,
  parseChineseNumeral,
} from './article-number.rule.ts';

test.each([
  ['一', 1],
  ['十', 10],
  ['十二', 12],
  ['二十', 20],
  ['九十八', 98],
  ['一百', 100],
  ['一百零二', 102],
  ['一百一十', 110],
  ['一百三十二', 132],
  ['一千二百六十', 1260],
  ['一千零五', 1005],
  ['二〇二四', 2024],
  ['47', 47],
])('the numeral %s is %d', (text, value) => {
  expect(parseChineseNumeral(text)).toBe(value);
});

test.each(['', '条', '十百', '一二百', '一x', '12345'])('%j is no numeral', text => {
  expect(parseChineseNumeral(text)).toBeNull();
});

test('every article number is read as it is written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999 }), value => {
      expect(parseChineseNumeral(formatChineseNumeral(value))).toBe(value);
    }),
  );
});

test.each([
  ['第一百零二条 当事人对药品检验结果有异议的', { number: 102, insertion: 0, length: 6 }],
  ['第十二条之一　以伪造材料骗取待遇的', { number: 12, insertion: 1, length: 6 }],
  ['第 3 条 本办法', { number: 3, insertion: 0, length: 5 }],
])('%s begins an article', (line, expected) => {
  expect(articleNumberAt(line)).toEqual(expected);
});

test.each(['依照第十二条的规定', '第一章 总则', '（一）第三条', '第条'])('%s begins no article', line => {
  expect(articleNumberAt(line)).toBeNull();
});

test('an inserted article is cited with its 之', () => {
  expect(articleLabel({ number: 12, insertion: 1 })).toBe('第十二条之一');
  expect(articleLabel({ number: 110, insertion: 0 })).toBe('第一百一十条');
});
