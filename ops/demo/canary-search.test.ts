import { expect, test } from '@jest/globals';
import { disguisesOf, findInText } from './canary-search.ts';

const VALUE = '欧阳惊鹊';
const bytes = Buffer.from(VALUE, 'utf8');

test.each([
  ['plain', `name ${VALUE} end`],
  ['reversed', '…鹊惊阳欧…'],
  ['as the hexadecimal digits of a binary column', `\\x01${bytes.toString('hex')}ff`],
  ['in a URL', `?name=${encodeURIComponent(VALUE)}&`],
  ['in base64', bytes.toString('base64')],
  ['in base64 of a longer text, one byte in', Buffer.from(`x${VALUE}yz`).toString('base64')],
  ['in base64 of a longer text, two bytes in', Buffer.from(`xy${VALUE}z`).toString('base64')],
  ['in base64url', Buffer.from(`xyz${VALUE}>>>???`).toString('base64url')],
])('a value is found %s', (_, text) => {
  expect(findInText(text, [VALUE])).toEqual([VALUE]);
});

test('a text that holds another value is left alone', () => {
  expect(findInText('欧阳** 310***********1234', [VALUE])).toEqual([]);
});

test('no disguise is so short that it is found everywhere', () => {
  expect(Math.min(...disguisesOf('蔺霁桐').map(disguise => disguise.length))).toBeGreaterThanOrEqual(3);
});
