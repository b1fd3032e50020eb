import { LONGEST_QUESTION, readQuestionText } from './question-text.rule.ts';

test('a question is read without the blanks around it', () => {
  expect(readQuestionText('  等待期多长？ ')).toEqual({ ok: true, value: '等待期多长？' });
});

test('characters are counted, not bytes or halves of them', () => {
  expect(readQuestionText('𠮷'.repeat(LONGEST_QUESTION)).ok).toBe(true);
  expect(readQuestionText('字'.repeat(LONGEST_QUESTION + 1)).ok).toBe(false);
});

test.each([
  ['nothing', ''],
  ['blanks', ' \u3000\t '],
  ['a control character', '等待期\u0000多长'],
  ['a line break', '等待期\n多长'],
  ['half a character', '等待期\ud800'],
])('%s is no question', (_, text) => {
  expect(readQuestionText(text)).toMatchObject({ ok: false, refusal: { code: 'INVALID_QUESTION' } });
});
