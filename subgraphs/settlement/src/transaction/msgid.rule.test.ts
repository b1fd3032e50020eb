import { expect, test } from '@jest/globals';
import { parseMsgid } from './msgid.rule.ts';

test('a message id is institution, time and serial number', () => {
  expect(parseMsgid('H31010100001202503011530000001')).toEqual({
    ok: true,
    value: { institution: 'H31010100001', sentAt: '20250301153000', serial: '0001' },
  });
});

test.each([
  ['too short', 'H3101010000120250301153000001'],
  ['too long', 'H310101000012025030115300000011'],
  ['a day that does not exist', 'H31010100001202502301530000001'],
  ['an hour that does not exist', 'H31010100001202503012430000001'],
  ['a minute that does not exist', 'H31010100001202503011560000001'],
  ['a letter in the serial number', 'H31010100001202503011530000A01'],
  ['no institution', '31010100001 202503011530000001'],
  ['nothing', ''],
])('%s is no message id', (_, text) => {
  expect(parseMsgid(text)).toMatchObject({ ok: false, refusal: { code: 'INVALID_MSGID' } });
});
