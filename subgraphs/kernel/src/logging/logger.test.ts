import { expect, test } from '@jest/globals';
import { describeError, redactText } from './logger.ts';

test('id cards and phone numbers are taken out of texts', () => {
  expect(redactText('person 31000019870512123X called 13800138000')).toBe(
    'person [redacted] called [redacted]',
  );
});

test('amounts, codes and ids stay', () => {
  const text = 'settlement 019a2b3c-0000-7000-8000-000000000001 of 12345 分 at H31010100001';
  expect(redactText(text)).toBe(text);
});

test('a database error keeps its code and loses the values that it quotes', () => {
  const error = Object.assign(new Error('duplicate key (id_card)=(310000198705121234)'), {
    code: '23505',
    constraint: 'person_unique',
  });
  expect(describeError(error)).toMatchObject({
    code: '23505',
    constraint: 'person_unique',
    message: 'database error 23505',
  });
});
