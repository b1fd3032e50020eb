import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainDecimal } from './number-cell.rule.ts';

const read = (raw: string) => {
  const result = plainDecimal(raw);
  return result.ok ? result.value : result.refusal.message;
};

test.each([
  ['100', '100'],
  ['100.50', '100.5'],
  ['0.01', '0.01'],
  ['-3.20', '-3.2'],
  ['0', '0'],
  ['-0', '0'],
  ['1E-2', '0.01'],
  ['1.5e3', '1500'],
  // What a workbook stores of 100.1, 0.1 and 1234567.89, which have no exact form in binary.
  ['100.09999999999999', '100.1'],
  ['0.10000000000000001', '0.1'],
  ['1234567.8899999999', '1234567.89'],
  ['999999999999999', '999999999999999'],
])('the number %s was typed as %s', (raw, typed) => {
  expect(read(raw)).toBe(typed);
});

test.each(['310101198801011234', '3.10101198801011E+17', '1000000000000000'])(
  'an identifier that was typed as the number %s has lost digits, and is refused',
  raw => {
    expect(read(raw)).toContain('已丢失位数');
  },
);

test.each(['', 'abc', '1,000', '0x10', 'NaN', 'Infinity', '1E+400', '1.2.3'])('“%s” is no number', raw => {
  expect(read(raw)).toBe('不是可读的数');
});

test('every amount of money up to a billion yuan is read to the fen, as the shortest or the longest form stores it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), fen => {
      const [yuan, cents] = [Math.floor(fen / 100), String(fen % 100).padStart(2, '0')];
      const exact = `${yuan}${`.${cents}`.replace(/\.?0+$/, '')}`;
      expect([
        read(String(Number(`${yuan}.${cents}`))),
        read(Number(`${yuan}.${cents}`).toPrecision(17)),
      ]).toEqual([exact, exact]);
    }),
  );
});
