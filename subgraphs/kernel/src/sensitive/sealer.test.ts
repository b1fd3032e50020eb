import { expect, test } from '@jest/globals';
import 'reflect-metadata';
import { fixedKey, KeyRing } from './keys.ts';
import { Sealed } from './sealed.ts';
import { Sealer, type KeyVersions } from './sealer.ts';
import { Sensitive } from './sensitive.decorator.ts';

class Card {
  @Sensitive({ class: 'NAME', searchable: 'EXACT', description: '姓名。Name.' })
  name!: Sealed;

  @Sensitive({ class: 'NAME', description: '曾用名。Former name.' })
  formerName!: Sealed;

  @Sensitive({ class: 'PHONE', searchable: 'LAST4', description: '电话号码。Phone number.' })
  phone!: Sealed;
}

const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const first: KeyVersions = { currentOf: () => 1, isRetired: () => false };
const sealerOf = (area = '310000', versions = first, key = KEY) =>
  new Sealer(new KeyRing(fixedKey(key)), area, versions);

const HOME = { rowId: 'row-1', personId: 'person-1' };
const sealed = async (sealer = sealerOf()) =>
  (await sealer.seal(Card, HOME, { name: '张三丰' }))['name'] as Sealed;
const opened = (value: Sealed, row: object = {}, field = 'name', sealer = sealerOf()) =>
  sealer.open('Card', field, { id: HOME.rowId, personId: HOME.personId, [field]: value, ...row });

test('a value opens where it belongs', async () => {
  expect(await opened(await sealed())).toBe('张三丰');
});

test.each([
  ['row', { id: 'row-2' }],
  ['person', { personId: 'person-2' }],
])('a value moved to another %s does not open', async (_what, row) => {
  await expect(opened(await sealed(), row)).rejects.toThrow('does not open');
});

test('a value moved to another column of the same class does not open', async () => {
  await expect(opened(await sealed(), {}, 'formerName')).rejects.toThrow('does not open');
});

test('a value moved to another deployment does not open, even under the same root key', async () => {
  await expect(opened(await sealed(), {}, 'name', sealerOf('320000'))).rejects.toThrow('does not open');
});

test('a value does not open under another version of its key', async () => {
  const envelope = Buffer.from((await sealed()).envelope);
  envelope.writeUInt16BE(2, 2);
  await expect(opened(new Sealed(envelope))).rejects.toThrow('tag differs');
});

test('a value on a retired key does not open', async () => {
  const retired = sealerOf('310000', { currentOf: () => 2, isRetired: (_class, version) => version === 1 });
  await expect(opened(await sealed(), {}, 'name', retired)).rejects.toThrow('its key is retired');
});

test('a blind index finds equal values only, and differs between fields and deployments', () => {
  const index = (field: string, clear: string, area?: string) =>
    sealerOf(area).blindIndex(Card, field, clear).toString('hex');
  expect(index('name', '张三丰')).toBe(index('name', '张三丰'));
  expect(index('name', '张三丰')).not.toBe(index('name', '张**'));
  expect(index('name', '张三丰')).not.toBe(index('name', '张三丰', '320000'));
  expect(index('phone', '13800131234')).toBe(index('phone', '1234'));
  expect(() => index('formerName', '张三丰')).toThrow('not searchable');
});

test('a hundred thousand seals use no nonce twice', async () => {
  const sealer = sealerOf();
  const nonces = new Set<string>();
  for (let index = 0; index < 100_000; index++) {
    nonces.add((await sealed(sealer)).envelope.toString('latin1', 4, 20));
  }
  expect(nonces.size).toBe(100_000);
});
