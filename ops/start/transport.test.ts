import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { DevelopmentAuthority, p256Signer, pointOf } from '#kernel/certificates/authority';
import { createLogger } from '#kernel/logging/logger';
import { serveSubgraph } from '#kernel/server/http';
import { Transport, UnfitTransport, type TransportFiles } from '#kernel/server/transport';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { SmallGateway } from '../../gateway/e2e/serving/small-gateway.ts';
import { HttpLink } from '../../gateway/src/links/http-link.ts';
import { sample } from '../../subgraphs/kernel/test/sample/note.ts';

const [FROM, TO] = [new Date('2020-01-01T00:00:00Z'), new Date('2120-01-01T00:00:00Z')];
const home = mkdtempSync(join(tmpdir(), 'transport-'));
const log = createLogger({ level: 'silent' });
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ours = new DevelopmentAuthority('试验传输根', p256Signer(newKey()));
const theirs = new DevelopmentAuthority('别的传输根', p256Signer(newKey()));

let turn = 0;
/** Writes the files of one process, with a new key and certificate each time. */
function write(name: string, by = ours): TransportFiles {
  const key = newKey();
  const names = ['localhost', '127.0.0.1'];
  const certificate = by.issue({
    subject: name,
    publicKey: pointOf(key),
    names,
    use: 'transport',
    notBefore: FROM,
    notAfter: TO,
  });
  const files = {
    certificate: path(`${name}.pem`),
    key: path(`${name}.key`),
    authorities: path('authority.pem'),
  };
  writeFileSync(files.certificate, certificate);
  writeFileSync(files.key, key.export({ type: 'pkcs8', format: 'pem' }));
  // Two writings within one tick of the file system's clock are two all the same.
  utimesSync(files.certificate, new Date(), new Date(Date.UTC(2026, 0, 1) + (turn += 1) * 1000));
  return files;
}
const path = (name: string): string => join(home, name);

let graph: TestSubgraph;
let port: number;
let transport: Transport;
let client: Transport;
let served: { stop(): Promise<void> };
let link: HttpLink;
beforeAll(async () => {
  writeFileSync(path('authority.pem'), ours.own(FROM, TO));
  transport = new Transport(write('subgraph'), log);
  client = new Transport(write('gateway'), log);
  graph = await startTestSubgraph(sample);
  port = await freePort();
  served = await serveSubgraph(graph.subgraph, { host: '127.0.0.1', port }, transport);
  link = new HttpLink(
    'compute',
    `https://127.0.0.1:${port}/graphql`,
    async () => (await graph.bearer({ role: 'SERVICE' }))!,
    client,
  );
});
afterAll(async () => {
  await link.close();
  await served.stop();
  for (const each of [transport, client]) each.stop();
  await graph.stop();
  rmSync(home, { recursive: true });
});

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
}

interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly protocol: string | null;
  readonly fingerprint: string;
}

/** One request over a connection of its own. */
function ask(options: RequestOptions, to = port): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: to, path: '/livez', agent: false, ...options },
      response => {
        const socket = response.socket as TLSSocket;
        const seen = {
          status: response.statusCode!,
          headers: response.headers,
          protocol: socket.getProtocol(),
          fingerprint: socket.getPeerCertificate().fingerprint256,
        };
        response.resume().once('end', () => resolve(seen));
      },
    );
    asked.once('error', reject).end();
  });
}
const asPeer = (): RequestOptions => ({ ...client.asClient() });

describe('SH-ST-CRYPTO-02, SH-AI-CRYPTO-02, SH-ST-CRYPTO-10, SH-ST-CRYPTO-12, SH-AI-CRYPTO-08: between gateway and subgraphs', () => {
  test('queries and streams go over TLS 1.3, and each end shows a certificate', async () => {
    expect(await link.execute({ query: '{ __typename }' })).toEqual({ data: { __typename: 'Query' } });
    expect((await ask(asPeer())).protocol).toBe('TLSv1.3');
    const refused = await link.subscribe({ query: 'subscription { nothing }' });
    const events = refused as AsyncIterableIterator<{ errors?: readonly { message: string }[] }>;
    expect((await events.next()).value.errors[0].message).toContain('nothing');
  });

  test.each<[string, () => RequestOptions]>([
    ['shows no certificate', () => ({ ca: client.asClient().ca })],
    [
      'shows one of another authority',
      () => ({ ...new Transport(write('stranger', theirs), log).asClient() }),
    ],
    ['speaks TLS 1.2', () => ({ ...client.asClient(), minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })],
  ])('who %s is not answered', async (_, options) => {
    await expect(ask(options())).rejects.toThrow();
  });

  test('who speaks no TLS at all is not answered', async () => {
    const answer = new Promise((resolve, reject) => {
      plainRequest({ host: '127.0.0.1', port, path: '/livez' }, resolve).once('error', reject).end();
    });
    await expect(answer).rejects.toThrow();
  });

  test('a subgraph with a certificate of another authority is not believed', async () => {
    const doubtful = new Transport({ ...write('doubtful', theirs) }, log);
    const other = await freePort();
    const stranger = await serveSubgraph(graph.subgraph, { host: '127.0.0.1', port: other }, doubtful);
    const wrong = new HttpLink(
      'compute',
      `https://127.0.0.1:${other}/graphql`,
      async () => 'Bearer x',
      client,
    );
    await expect(wrong.execute({ query: '{ __typename }' })).rejects.toMatchObject({
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
    await wrong.close();
    await stranger.stop();
    doubtful.stop();
  });
});

describe('certificates are exchanged without a restart', () => {
  test('new connections are made with the new one, on both ends', async () => {
    const before = await ask(asPeer());
    write('subgraph');
    write('gateway');
    for (const each of [transport, client]) each.look();
    const after = await ask(asPeer());
    expect(after.status).toBe(200);
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(await link.execute({ query: '{ __typename }' })).toHaveProperty('data');
  });

  test('one that cannot be used leaves the present one in place', async () => {
    const before = await ask(asPeer());
    writeFileSync(path('subgraph.pem'), 'half a file');
    transport.look();
    expect((await ask(asPeer())).fingerprint).toBe(before.fingerprint);
    write('subgraph');
    transport.look();
    expect((await ask(asPeer())).fingerprint).not.toBe(before.fingerprint);
  });

  test('a key that does not fit its certificate, or a file that is missing, starts nothing', () => {
    const [one, other] = [write('one'), write('other')];
    expect(() => new Transport({ ...one, key: other.key }, log)).toThrow(UnfitTransport);
    expect(() => new Transport({ ...one, key: path('nowhere') }, log)).toThrow(UnfitTransport);
  });
});

describe('the front', () => {
  let small: SmallGateway;
  let front: number;
  beforeAll(async () => {
    small = new SmallGateway(undefined, transport);
    await small.start();
    front = (small.front.server.address() as AddressInfo).port;
  });
  afterAll(() => small.front.close());

  test('speaks TLS 1.3 to everybody, asks nobody for a certificate, and says that it is to be reached over nothing else', async () => {
    const { status, protocol, headers } = await ask({ ca: client.asClient().ca }, front);
    expect({ status, protocol }).toEqual({ status: 200, protocol: 'TLSv1.3' });
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('set-cookie');
    const old: RequestOptions = { ca: client.asClient().ca, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
    await expect(ask(old, front)).rejects.toThrow();
  });
});
