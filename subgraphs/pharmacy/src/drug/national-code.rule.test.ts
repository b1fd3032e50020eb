import { readNationalDrugCode } from './national-code.rule.ts';

test.each([
  ['XJ01CAA040E001010100001', 'WESTERN'],
  ['ZA06FAX0524020104012', 'CHINESE_PATENT'],
  [' xj01caa040e001010100001 ', 'WESTERN'],
])('%s is a national drug code: %s', (text, kind) => {
  expect(readNationalDrugCode(text)).toMatchObject({ ok: true, value: { kind } });
});

test.each([
  '',
  'XJ01CAA040E00101010000',
  '001102000050000',
  'XJ01CAA040E0010101000012',
  'XJ01CA0040E001010100001',
])('"%s" is not a national drug code', text => {
  expect(readNationalDrugCode(text)).toMatchObject({ ok: false, refusal: { code: 'INVALID_NATIONAL_CODE' } });
});
