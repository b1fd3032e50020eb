import { expect, test } from '@jest/globals';
import { parsePurpose, PURPOSE_CODES, purposeFromHeader, purposeToHeader } from './purpose.ts';

test.each(PURPOSE_CODES)('%s is a reason to read in the clear', code => {
  expect(parsePurpose(`${code}: 核对参保身份`)).toEqual({ ok: true, value: { code, text: '核对参保身份' } });
});

test('a text of 4 and of 200 characters is accepted, of 3 and of 201 refused', () => {
  for (const [length, ok] of [
    [3, false],
    [4, true],
    [200, true],
    [201, false],
  ] as const) {
    expect(parsePurpose(`REVIEW: ${'审'.repeat(length)}`).ok).toBe(ok);
  }
});

test('characters are counted as readers see them, not as UTF-16 units', () => {
  expect(parsePurpose('REVIEW: 𠮷𠮷𠮷').ok).toBe(false);
  expect(parsePurpose(`REVIEW: ${'𠮷'.repeat(200)}`).ok).toBe(true);
});

test.each([
  ['no code', '核对参保身份'],
  ['an unknown code', 'CURIOSITY: 核对参保身份'],
  ['a code in lower case', 'review: 核对参保身份'],
  ['an empty purpose', ''],
  ['blanks for a text', 'REVIEW:        '],
  ['a line break that would forge a second log line', 'REVIEW: 核对身份\nAUDIT: 核对身份'],
  ['a line break at the end', 'REVIEW: 核对身份\r\n'],
  ['a zero byte', 'REVIEW: 核对\u0000身份'],
  ['an escape sequence', 'REVIEW: \u001b[2J核对身份'],
  ['a mark that turns the direction of reading', 'REVIEW: 核对\u202e身份'],
  ['an invisible space', 'REVIEW: 核对\u200b身份'],
  ['half a character', 'REVIEW: 核对身份\ud842'],
  ['10 kB of text', `REVIEW: ${'a'.repeat(10_000)}`],
])('%s is refused', (_what, stated) => {
  const parsed = parsePurpose(stated);
  expect(parsed).toMatchObject({ ok: false, refusal: { code: 'MALFORMED_PURPOSE' } });
});

test('a header carries Chinese percent-encoded, as raw UTF-8 bytes, and plain ASCII as it is', () => {
  const stated = 'COMPLAINT: 核对投诉人 100%';
  expect(purposeFromHeader(purposeToHeader(stated))).toBe(stated);
  const raw = 'COMPLAINT: 核对投诉人';
  expect(purposeFromHeader(Buffer.from(raw, 'utf8').toString('latin1'))).toBe(raw);
  expect(purposeFromHeader('AUDIT: yearly review')).toBe('AUDIT: yearly review');
  expect(purposeFromHeader('AUDIT: 100% of rows')).toBe('AUDIT: 100% of rows');
});

test('a header that is encoded so as to smuggle a control character is refused after decoding', () => {
  expect(parsePurpose(purposeFromHeader('REVIEW%3A%20abcd%0D%0Aefgh')).ok).toBe(false);
});
