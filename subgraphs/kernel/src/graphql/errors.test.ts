import { expect, test } from '@jest/globals';
import { withoutValue } from './errors.ts';

test.each([
  [
    'Variable "$v" got invalid value "欧阳惊鹊"; Int cannot represent non-integer value: "欧阳惊鹊"',
    'Variable "$v" got an invalid value; Int cannot represent non-integer value',
  ],
  [
    'Variable "$v" got invalid value ["欧阳惊鹊"] at "v.name"; String cannot represent a non string value: ["欧阳惊鹊"]',
    'Variable "$v" got an invalid value at "v.name"; String cannot represent a non string value',
  ],
  [
    'Variable "$after" got invalid value "欧阳惊鹊"; 输入有误：Cursor 游标无效 欧阳惊鹊',
    'Variable "$after" got an invalid value',
  ],
  [
    'Variable "$v" got invalid value { name: "张三; Bob" }; Field "idCard" of required type "String!" was not provided.',
    'Variable "$v" got an invalid value; Field "idCard" of required type "String!" was not provided',
  ],
  ['Argument "first" has invalid value "欧阳惊鹊".', 'Argument "first" got an invalid value'],
  ['Int cannot represent non-integer value: "欧阳惊鹊"', 'Int cannot represent non-integer value'],
  ['Value "欧阳惊鹊" does not exist in "Gender" enum.', 'The value does not exist in "Gender" enum.'],
  ['Cannot query field "x" on type "Query".', 'Cannot query field "x" on type "Query".'],
])('a refused value is not said back: %s', (message, shown) => {
  expect(withoutValue(message)).toBe(shown);
});
