import { expect, test } from '@jest/globals';
import 'reflect-metadata';
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { derivedKeys } from '#test/derived-keys';
import type { EntityManager } from '../persistence/database.ts';
import { BlindIndexes } from './blind-index.ts';
import { lengthPrefixed } from './envelope.ts';
import { fixedKey, KeyRing } from './keys.ts';
import { PersonSalt } from './person-salts.ts';
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

class Physician {
  @Sensitive({ class: 'NAME', description: '姓名。Name.' })
  name!: Sealed;
}

const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const first: KeyVersions = { currentOf: () => 1, isRetired: () => false };

/** Salts that live as long as a test: one per person, made when they are first asked for. */
function saltsInMemory() {
  const states = new Map<string, PersonSalt | 'ERASED'>();
  const ofAll = async (personIds: Iterable<string>) => {
    for (const id of personIds) if (!states.has(id)) states.set(id, new PersonSalt(randomBytes(32)));
    return states as Map<string, PersonSalt>;
  };
  return { states, ofAll, ensure: async (_tx: unknown, personIds: Iterable<string>) => ofAll(personIds) };
}
const salts = saltsInMemory();
const sealerOf = (area = '310000', versions = first, key = KEY, of: Salts = salts) => {
  const keys = new KeyRing(fixedKey(key));
  return new Sealer(keys, area, versions, of, new BlindIndexes(keys, area, { versionsOf: () => [2] }));
};
type Salts = ReturnType<typeof saltsInMemory>;

const NO_DATABASE = {} as EntityManager;
const HOME = { rowId: 'row-1', personId: 'person-1' };
const sealed = async (sealer = sealerOf()) =>
  (await sealer.seal(NO_DATABASE, Card, HOME, { name: '张三丰' }))['name'] as Sealed;
const opened = (value: Sealed, row: object = {}, field = 'name', sealer = sealerOf()) =>
  sealer.open(NO_DATABASE, 'Card', field, {
    id: HOME.rowId,
    personId: HOME.personId,
    [field]: value,
    ...row,
  });

test('a value opens where it belongs', async () => {
  expect(await opened(await sealed())).toBe('张三丰');
});

test('rows and fields that are opened in turns open each in its own place, and in no other', async () => {
  const sealer = sealerOf();
  const places = [HOME, { rowId: 'row-2', personId: 'person-1' }, { rowId: 'row-1', personId: 'person-2' }];
  const values = await Promise.all(
    places.map(place => sealer.seal(NO_DATABASE, Card, place, { name: '张三丰', formerName: '张君宝' })),
  );
  const read = (at: number, field: string, of = at) => {
    const { rowId, personId } = places[at]!;
    return opened(values[of]![field] as Sealed, { id: rowId, personId }, field, sealer);
  };
  for (const at of places.keys()) expect(await read(at, 'name')).toBe('张三丰');
  for (const at of places.keys()) expect(await read(at, 'formerName')).toBe('张君宝');
  await expect(read(1, 'name', 0)).rejects.toThrow('tag differs');
  await expect(read(2, 'name', 0)).rejects.toThrow('tag differs');
});

test('ids in capitals name the same place', async () => {
  const place = { rowId: 'ROW-1', personId: 'PERSON-1' };
  const { name } = await sealerOf().seal(NO_DATABASE, Card, place, { name: '张三丰' });
  expect(await opened(name as Sealed)).toBe('张三丰');
});

test('the key of one person opens nothing of another, even put in the same place', async () => {
  const one = saltsInMemory();
  const other = saltsInMemory();
  const value = await sealed(sealerOf('310000', first, KEY, one));
  expect(await opened(value, {}, 'name', sealerOf('310000', first, KEY, one))).toBe('张三丰');
  await expect(opened(value, {}, 'name', sealerOf('310000', first, KEY, other))).rejects.toThrow(
    'tag differs',
  );
});

test('without its salt a value of a person who was not erased counts as tampered with', async () => {
  const none = { ...salts, ofAll: async () => new Map() };
  await expect(opened(await sealed(), {}, 'name', sealerOf('310000', first, KEY, none))).rejects.toThrow(
    "its person's salt is missing",
  );
});

test('what belongs to nobody is sealed with the key of its class alone', async () => {
  const sealer = sealerOf('310000', first, KEY, {
    ...salts,
    ensure: () => Promise.reject(new Error('nobody has a salt')),
  });
  const { name } = await sealer.seal(NO_DATABASE, Physician, { rowId: 'row-1' }, { name: '李四' });
  expect(await sealer.open(NO_DATABASE, 'Physician', 'name', { id: 'row-1', name })).toBe('李四');
});

test('a value of the first version of the envelope, which knew no persons, still opens; as a second it does not', async () => {
  const envelope = firstVersionOf('张三丰');
  expect(await opened(new Sealed(envelope))).toBe('张三丰');
  envelope[0] = 2;
  await expect(opened(new Sealed(envelope))).rejects.toThrow('tag differs');
});

test('a value does not open as one of an earlier version of the envelope', async () => {
  const envelope = Buffer.from((await sealed()).envelope);
  envelope[0] = 1;
  await expect(opened(new Sealed(envelope))).rejects.toThrow('tag differs');
});

/** Written out from the format, so that a change of the code which reads it is noticed. */
function firstVersionOf(clear: string): Buffer {
  const keys = derivedKeys(KEY, 'NAME');
  const header = Buffer.from([1, 1, 0, 1]);
  const nonce = randomBytes(16);
  const ciphertext = createCipheriv('sm4-ctr', keys.encryption, nonce).update(clear, 'utf8');
  const context = lengthPrefixed(['310000', 'Card.name', HOME.rowId, HOME.personId, '1']);
  const tag = createHmac('sm3', keys.authentication)
    .update(Buffer.concat([header, lengthPrefixed([context]), nonce, ciphertext]))
    .digest();
  return Buffer.concat([header, nonce, ciphertext, tag.subarray(0, 16)]);
}

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
