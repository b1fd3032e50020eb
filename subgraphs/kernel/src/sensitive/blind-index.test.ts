import { expect, test } from '@jest/globals';
import { BlindIndexes, bitsOf, UNPLANNED } from './blind-index.ts';
import { fixedKey, KeyRing } from './keys.ts';
import type { SensitiveDeclaration } from './sensitive.decorator.ts';

const NAME: SensitiveDeclaration = { class: 'NAME', searchable: 'EXACT', store: 'SEALED' };
const PHONE: SensitiveDeclaration = { class: 'PHONE', searchable: 'LAST4', store: 'SEALED' };
const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

const indexes = (versions: readonly number[] = [2], key = KEY, area = '310000'): BlindIndexes =>
  new BlindIndexes(new KeyRing(fixedKey(key)), area, { versionsOf: () => versions });

test('one value has one index, however it is spelled', () => {
  const spelled = ['ab12x', ' AB12X '].map(value => indexes().stored('Card.code', NAME, value));
  expect(spelled[0]).toEqual(spelled[1]);
});

test('a phone is found by its last four digits', () => {
  const stored = indexes().stored('Person.phone', PHONE, '13812345678');
  expect(stored).toEqual(indexes().stored('Person.phone', PHONE, '5678'));
  expect(stored).not.toEqual(indexes().stored('Person.phone', PHONE, '5679'));
});

test('equal values of two fields, two areas or two keys have different indexes', () => {
  const all = [
    indexes().stored('Person.name', NAME, '张三'),
    indexes().stored('Person.formerName', NAME, '张三'),
    indexes([2], KEY, '320000').stored('Person.name', NAME, '张三'),
    indexes([2], 'ff'.repeat(32)).stored('Person.name', NAME, '张三'),
    indexes([3]).stored('Person.name', NAME, '张三'),
  ];
  expect(new Set(all.map(index => index.toString('hex'))).size).toBe(all.length);
});

test('an index holds the number of its key and the planned bits, no more', () => {
  const stored = indexes([7]).stored('Person.name', NAME, '张三');
  expect(stored.readUInt16BE(0)).toBe(7);
  expect(bitsOf(NAME)).toBe(20);
  expect(stored).toHaveLength(2 + 3);
  for (let index = 0; index < 100; index++) {
    expect(indexes().stored('Person.name', NAME, `张${index}`).at(-1)! & 0b1111).toBe(0);
  }
});

test('an index of the first version is 64 bits without a number, as it always was', () => {
  expect(indexes([1]).stored('Person.name', NAME, '张三')).toHaveLength(UNPLANNED.bytes);
});

test('while a key is rotated a value is looked up under both, and stored under the newer', () => {
  const both = indexes([1, 2]).candidates('Person.name', NAME, '张三');
  expect(both).toEqual([
    indexes([1]).stored('Person.name', NAME, '张三'),
    indexes([2]).stored('Person.name', NAME, '张三'),
  ]);
  expect(indexes([1, 2]).stored('Person.name', NAME, '张三')).toEqual(both[1]);
});

test('a field that is not searchable has no index', () => {
  const declaration: SensitiveDeclaration = { class: 'ADDRESS', searchable: 'NONE', store: 'SEALED' };
  expect(() => indexes().stored('Person.address', declaration, '上海')).toThrow('not searchable');
});
