import { afterAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnfitKey } from '../sensitive/keys.ts';
import {
  fixedSigningKey,
  SigningKey,
  signingKeyFile,
  TrustedKeys,
  type SigningKeyProvider,
} from './signing-key.ts';
import { newPrivateKey } from './sm2.ts';

const folder = mkdtempSync(join(tmpdir(), 'signing-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileWith(content: string): string {
  const path = join(folder, `${files++}.key`);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

const adapters: Readonly<Record<string, (content: string) => SigningKeyProvider>> = {
  'key file': content => signingKeyFile(fileWith(content)),
  environment: content => fixedSigningKey(content),
};
const HEX = newPrivateKey();
const BYTES = Buffer.from('what is signed');

describe.each(Object.entries(adapters))('the signing key provider “%s”', (_name, provider) => {
  test('gives the same key every time, and another for another content', () => {
    const { keyId } = provider(HEX).signingKey();
    expect(provider(HEX).signingKey().keyId).toBe(keyId);
    expect(provider(newPrivateKey()).signingKey().keyId).not.toBe(keyId);
  });

  test('signs what its public key verifies', () => {
    const key = provider(HEX).signingKey();
    const trusted = new TrustedKeys([key.publicKey]);
    expect(trusted.verify(key.keyId, BYTES, key.sign(BYTES))).toBe(true);
    expect(trusted.verify(key.keyId, Buffer.from('other'), key.sign(BYTES))).toBe(false);
  });

  test.each(['', 'ab', `${HEX}00`, '0'.repeat(64)])(
    'refuses a key that is none, and never says it (%#)',
    content => {
      expect(() => provider(content).signingKey()).toThrow(UnfitKey);
      expect(() => provider(content).signingKey()).toThrow(/32 bytes in hex$/);
    },
  );
});

test('a signature by a key that nobody trusts is not believed, whatever name it carries', () => {
  const [known, stranger] = [new SigningKey(newPrivateKey()), new SigningKey(newPrivateKey())];
  const trusted = new TrustedKeys([known.publicKey]);
  expect(trusted.verify(stranger.keyId, BYTES, stranger.sign(BYTES))).toBe(false);
  expect(trusted.verify(known.keyId, BYTES, stranger.sign(BYTES))).toBe(false);
});

test('a key file is made once, for its owner only, with its public key beside it', () => {
  const home = join(folder, 'new');
  const path = join(home, 'signing.key');
  const { publicKey } = signingKeyFile(path).signingKey();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${path}.pub`, 'utf8').trim()).toBe(publicKey);
  expect(signingKeyFile(path).signingKey().publicKey).toBe(publicKey);
  expect(readdirSync(home).sort()).toEqual(['signing.key', 'signing.key.pub']);
});

test('a key file that others may read is refused', () => {
  const path = fileWith(HEX);
  chmodSync(path, 0o644);
  expect(() => signingKeyFile(path).signingKey()).toThrow('readable by others');
});
