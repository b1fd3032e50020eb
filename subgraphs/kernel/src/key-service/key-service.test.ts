import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { UnfitKey } from '../sensitive/keys.ts';
import { SigningKey } from '../signing/signing-key.ts';
import { newPrivateKey, publicKeyOf } from '../signing/sm2.ts';
import { KeyService, type KeyServiceOptions } from './client.ts';
import { requestBytes, type KeyOperation } from './protocol.ts';
import { KeyServiceStandIn } from './stand-in.ts';
import { rewrap, wrappedRootKey } from './wrapped-key.ts';

let now = new Date('2026-03-16T02:00:00Z');
const clock = { now: () => now };
const privateKey = newPrivateKey();
const standIn = new KeyServiceStandIn([publicKeyOf(privateKey)], clock);
const folder = mkdtempSync(join(tmpdir(), 'key-service-'));
const SECRET = Buffer.from('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 'hex');

let url: string;
beforeAll(async () => {
  url = await standIn.start();
});
afterEach(() => {
  standIn.lie = {};
  now = new Date('2026-03-16T02:00:00Z');
});
afterAll(async () => {
  await standIn.stop();
  rmSync(folder, { recursive: true });
});

const service = (overrides: Partial<KeyServiceOptions> = {}): KeyService =>
  new KeyService({ url, privateKey, clock, publicKey: standIn.publicKey, keyName: 'root', ...overrides });

test('what a key wrapped, it opens, before and after it was rotated; another key does not', async () => {
  const wrapped = await service().wrap(SECRET);
  expect(wrapped).not.toContain(SECRET.toString('base64').slice(0, 20));
  expect(await service().unwrap(wrapped)).toEqual(SECRET);
  const version = await service().rotate();
  expect(await service().rotate()).toBe(version + 1);
  expect(await service().unwrap(wrapped)).toEqual(SECRET);
  await expect(service({ keyName: 'other' }).unwrap(wrapped)).rejects.toThrow(UnfitKey);
});

test('a signature of the service is one of SM2 over the bytes', async () => {
  expect(await service().sign(Buffer.from('a'))).toMatch(/^[0-9a-f]{128}$/);
});

describe('SH-ST-CRYPTO-16, SH-AI-CRYPTO-13: a start under a key service', () => {
  test('keeps nothing on disk that opens without it, and gets the same key at each start', async () => {
    const path = join(folder, 'root.wrapped');
    const first = (await wrappedRootKey(service(), path)).rootKey();
    expect((await wrappedRootKey(service(), path)).rootKey().equals(first)).toBe(true);
    expect(readFileSync(path, 'utf8')).not.toContain(first.export().toString('hex'));
  });

  test('goes on with the same root key after the key of the service was rotated', async () => {
    const path = join(folder, 'rotated.wrapped');
    const before = (await wrappedRootKey(service(), path)).rootKey();
    const text = readFileSync(path, 'utf8');
    await rewrap(service(), path);
    expect(readFileSync(path, 'utf8')).not.toBe(text);
    expect((await wrappedRootKey(service(), path)).rootKey().equals(before)).toBe(true);
  });

  test('does not make a key beside a sealed database', async () => {
    const path = join(folder, 'lost.wrapped');
    await expect(wrappedRootKey(service(), path, { make: false })).rejects.toThrow('is missing');
    expect(existsSync(path)).toBe(false);
  });
});

describe('a key service is not believed', () => {
  test.each<[string, KeyServiceStandIn['lie'], string]>([
    [
      'that answers for another key',
      { unsigned: facts => ({ ...facts, keyName: 'other' }) },
      'answered for the key other',
    ],
    [
      'that answers another request',
      { unsigned: facts => ({ ...facts, requestId: randomUUID() }) },
      'another request',
    ],
    [
      'whose result was changed on the way',
      { signed: answer => ({ ...answer, result: 'AAAA' }) },
      'did not sign',
    ],
    [
      'whose signature is out of range',
      { signed: answer => ({ ...answer, signature: 'f'.repeat(128) }) },
      'did not sign',
    ],
    [
      'that answers what cannot be read',
      { signed: answer => ({ ...answer, keyVersion: -1 }) },
      'cannot be read',
    ],
    [
      'that gives back what is enciphered for nobody',
      { unsigned: facts => ({ ...facts, result: 'AAAA' }) },
      'not enciphered',
    ],
  ])('%s', async (_, lie, reason) => {
    const wrapped = await service().wrap(SECRET);
    standIn.lie = lie;
    await expect(service().unwrap(wrapped)).rejects.toThrow(reason);
  });

  test('that signs with another key than the one that was agreed', async () => {
    await expect(service({ publicKey: publicKeyOf(newPrivateKey()) }).rotate()).rejects.toThrow(
      'did not sign',
    );
  });

  test('that gives an old answer to a new request, though it signed it', async () => {
    const wrapped = await service().wrap(SECRET);
    let kept: Parameters<NonNullable<typeof standIn.lie.signed>>[0] | null = null;
    standIn.lie = { signed: answer => (kept ??= answer) };
    await service().unwrap(wrapped);
    standIn.lie = { signed: answer => ({ ...kept!, requestId: answer.requestId }) };
    await expect(service().unwrap(wrapped)).rejects.toThrow('did not sign');
  });

  test('that is down, or slow', async () => {
    await expect(service({ url: 'http://127.0.0.1:9' }).rotate()).rejects.toThrow('cannot be reached');
    const silent: Server = createServer(() => undefined);
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await expect(service({ url: `http://127.0.0.1:${port}`, timeoutMs: 50 }).rotate()).rejects.toThrow(
      'within 50 ms',
    );
    silent.closeAllConnections();
    silent.close();
  });
});

describe('a key service that keeps the protocol refuses', () => {
  /** A request as somebody sends it by hand; answers the status. */
  async function send(
    operation: KeyOperation,
    overrides: object = {},
    key = privateKey,
    times = 1,
  ): Promise<number> {
    const signing = new SigningKey(key);
    const facts = {
      operation,
      keyName: 'root',
      payload: '',
      requestId: randomUUID(),
      issuedAt: now.toISOString(),
      signer: signing.keyId,
    };
    const body = JSON.stringify({ ...facts, signature: signing.sign(requestBytes(facts)), ...overrides });
    let status = 0;
    for (let time = 0; time < times; time++)
      status = (await fetch(`${url}/keys/${operation}`, { method: 'POST', body })).status;
    return status;
  }

  test('nothing of a request as it should be', async () => {
    expect(await send('rotate')).toBe(200);
  });

  test.each<[string, () => Promise<number>]>([
    ['the same request again', () => send('rotate', {}, privateKey, 2)],
    ['a request of a stranger', () => send('rotate', {}, newPrivateKey())],
    ['a request that was changed', () => send('rotate', { keyName: 'other' })],
    ['an old request', () => send('rotate', { issuedAt: '2026-03-16T01:59:00.000Z' })],
  ])('%s', async (_, sent) => {
    expect(await sent()).toBe(403);
  });

  test('a request that was signed too long ago', async () => {
    const late = service({ clock: { now: () => new Date('2026-03-16T01:59:29Z') } });
    await expect(late.rotate()).rejects.toThrow('refused (403)');
  });
});
