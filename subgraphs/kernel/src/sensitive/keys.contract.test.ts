import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyService } from '../key-service/client.ts';
import { KeyServiceStandIn } from '../key-service/stand-in.ts';
import { wrappedRootKey } from '../key-service/wrapped-key.ts';
import { newPrivateKey, publicKeyOf } from '../signing/sm2.ts';
import { fixedKey, keyFile, KeyRing, UnfitKey, type KeyProvider } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEX = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
let files = 0;
function fileWith(content: string): string {
  const path = join(folder, `${files++}.key`);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

const clock = { now: () => new Date('2026-03-16T02:00:00Z') };
const privateKey = newPrivateKey();
const standIn = new KeyServiceStandIn([publicKeyOf(privateKey)], clock);
let service: KeyService;
beforeAll(async () => {
  service = new KeyService({
    url: await standIn.start(),
    publicKey: standIn.publicKey,
    privateKey,
    keyName: 'root',
    clock,
  });
});
afterAll(() => standIn.stop());

const adapters: Readonly<Record<string, (content: string) => Promise<KeyProvider>>> = {
  'key file': async content => keyFile(fileWith(content)),
  environment: async content => fixedKey(content),
  'key service': async content =>
    wrappedRootKey(service, fileWith(await service.wrap(Buffer.from(content, 'hex')))),
};

describe.each(Object.entries(adapters))('the key provider “%s”', (_name, provider) => {
  test('gives the same root key every time', async () => {
    const keys = await provider(HEX);
    expect(keys.rootKey().equals(keys.rootKey())).toBe(true);
    expect(keys.rootKey().symmetricKeySize).toBe(32);
  });

  test('gives the same keys to every process that holds the same root key, and others to others', async () => {
    const check = async (content: string) => new KeyRing(await provider(content)).checkValue('310000');
    expect(await check(HEX)).toBe(await check(HEX));
    expect(await check(HEX)).not.toBe(await check(HEX.replace('00', '01')));
  });

  test.each(['', 'ab', `${HEX}00`, HEX.replace('0', 'x')])(
    'refuses a root key that is none (%s)',
    async content => {
      await expect(async () => (await provider(content)).rootKey()).rejects.toThrow(UnfitKey);
    },
  );

  test('never says the key in what it says is wrong', async () => {
    const nearly = HEX.slice(2);
    await expect(async () => (await provider(nearly)).rootKey()).rejects.toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(nearly) }),
    );
  });
});

test('a key file is made once, for its owner only, and never again', () => {
  const path = join(folder, 'new', 'root.key');
  keyFile(path).rootKey();
  const made = readFileSync(path, 'utf8');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  keyFile(path).rootKey();
  expect(readFileSync(path, 'utf8')).toBe(made);
});

test('a key file that is missing beside a sealed database stops the start, and none is made', () => {
  const path = join(folder, 'lost.key');
  expect(() => keyFile(path, { make: false }).rootKey()).toThrow('is missing');
  expect(existsSync(path)).toBe(false);
});

test('a key file that others can read is refused', () => {
  const path = fileWith(HEX);
  chmodSync(path, 0o644);
  expect(() => keyFile(path).rootKey()).toThrow('0600');
});

test('the check value differs between keys and between pooling areas', () => {
  const ring = new KeyRing(fixedKey(HEX));
  expect(ring.checkValue('310000')).not.toBe(ring.checkValue('320000'));
});
