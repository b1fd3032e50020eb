import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { faultsOfRelease, MANIFEST, signManifest, signRelease, type Manifest } from './manifest.ts';
import { requireGenuineRelease, UnfitRelease } from './verify.ts';

const key = new SigningKey(newPrivateKey());
const trusted = new TrustedKeys([key.publicKey]);
const home = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => rmSync(home, { recursive: true }));

let folder: string;
let folders = 0;
beforeEach(() => {
  folder = join(home, String(folders++));
  mkdirSync(join(folder, 'gateway'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  write('package.json', '{}');
  write('gateway/gateway.ts', 'export {};');
  write('node_modules/other.js', 'made on each machine');
});

const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
const signed = (): Manifest =>
  signRelease(folder, { version: '1.0', madeAt: new Date('2026-03-16T02:00:00Z'), key });
const faults = (manifest: object, keys = trusted) => faultsOfRelease(folder, JSON.stringify(manifest), keys);
test('a release whose files are all as signed has no fault, and lists what is shipped only', () => {
  const manifest = signed();
  expect(manifest.files.map(({ path }) => path)).toEqual(['gateway/gateway.ts', 'package.json']);
  expect(faults(manifest)).toEqual([]);
});

describe('SH-ST-CRYPTO-04, SH-AI-CRYPTO-04, SH-AI-CRYPTO-09: what departs from a release is named', () => {
  test.each<[string, () => void, string[][]]>([
    [
      'one changed byte',
      () => write('gateway/gateway.ts', 'export {}:'),
      [['CHANGED', 'gateway/gateway.ts']],
    ],
    ['a file that is gone', () => rmSync(join(folder, 'package.json')), [['MISSING', 'package.json']]],
    [
      'a file that was put in',
      () => write('gateway/back-door.ts', ''),
      [['UNLISTED', 'gateway/back-door.ts']],
    ],
  ])('%s', (_, depart, expected) => {
    const manifest = signed();
    depart();
    expect(faults(manifest).map(({ fault, path }) => [fault, path])).toEqual(expected);
  });

  test('a manifest that lists a file twice, though it is signed', () => {
    const { version, madeAt, files } = signed();
    const twice = signManifest({ version, madeAt, files: [...files, files[0]!] }, key);
    expect(faults(twice)).toEqual([{ path: 'gateway/gateway.ts', fault: 'TWICE' }]);
  });

  test('a manifest that misses a file, though it is signed', () => {
    const { version, madeAt, files } = signed();
    const less = signManifest({ version, madeAt, files: files.slice(1) }, key);
    expect(faults(less)).toEqual([{ path: 'gateway/gateway.ts', fault: 'UNLISTED' }]);
  });
});

describe('a manifest that is not genuine tells nothing of files', () => {
  const whole = (fault: string) => [{ path: null, fault }];

  test.each<[string, (manifest: Manifest) => object]>([
    ['another version', manifest => ({ ...manifest, version: '2.0' })],
    ['another list', manifest => ({ ...manifest, files: manifest.files.slice(1) })],
    [
      'another digest',
      manifest => ({ ...manifest, files: manifest.files.map(file => ({ ...file, sm3: '0'.repeat(64) })) }),
    ],
    ['no signature', manifest => ({ ...manifest, signature: '' })],
  ])('%s', (_, change) => {
    expect(faults(change(signed()))).toEqual(whole('FALSE_SIGNATURE'));
  });

  test('one by a publisher whom nobody trusts', () => {
    expect(faults(signed(), new TrustedKeys([]))).toEqual(whole('UNKNOWN_KEY'));
  });

  test.each(['../outside', '/etc/passwd', 'a//b', 'a\\b'])('one that leads out of the folder: %s', path => {
    const { version, madeAt } = signed();
    const out = signManifest({ version, madeAt, files: [{ path, sm3: '0'.repeat(64) }] }, key);
    expect(faults(out)).toEqual(whole('UNREADABLE'));
  });

  test('what is no manifest at all', () => {
    expect(faultsOfRelease(folder, '{', trusted)).toEqual(whole('UNREADABLE'));
  });
});

describe('the start', () => {
  const settings = { RELEASE_KEY: key.publicKey, DATA_DIR: home };

  test('asks nothing where nothing was signed', () => {
    expect(requireGenuineRelease(settings, folder)).toBeNull();
  });

  test('goes on with a release that is whole, and ends with the name of the file that is not', () => {
    write(MANIFEST, JSON.stringify(signed()));
    expect(requireGenuineRelease(settings, folder)).toBe('1.0');
    write('gateway/gateway.ts', 'export {}:');
    expect(() => requireGenuineRelease(settings, folder)).toThrow('CHANGED gateway/gateway.ts');
  });

  test('ends where the publisher is not known, or is no key', () => {
    write(MANIFEST, JSON.stringify(signed()));
    expect(() => requireGenuineRelease({ ...settings, RELEASE_KEY: undefined }, folder)).toThrow(
      'UNKNOWN_KEY',
    );
    expect(() => requireGenuineRelease({ ...settings, RELEASE_KEY: '04ab' }, folder)).toThrow(UnfitRelease);
  });
});
