import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { UNTRACED } from '#kernel/observing/tracing';
import { HttpLink } from './http-link.ts';
import { GivenUp } from './link.ts';
import { WatchedLink } from './watched-link.ts';

const silent = createServer();
let http: HttpLink;
let link: WatchedLink;
const seen: { service: string; failed: boolean }[] = [];
beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  http = new HttpLink('homes', `http://127.0.0.1:${port}/graphql`, async () => 'Bearer it');
  link = new WatchedLink('homes', http, {
    milliseconds: 1_000,
    elapsed: () => 0,
    watch: { fetched: (service, _milliseconds, failed) => void seen.push({ service, failed }) },
    tracing: UNTRACED,
  });
});
beforeEach(() => void seen.splice(0));
afterAll(async () => {
  await http.close();
  silent.close();
});

test('a fetch that takes too long is not only given up, its request ends too', async () => {
  const arrived = once(silent, 'request') as Promise<[IncomingMessage]>;
  const answer = link.execute({ query: '{ homes }' }).catch((error: unknown) => error);
  const [request] = await arrived;
  const ended = once(request.socket, 'close');
  expect(await answer).toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'homes' } });
  await ended;
  expect(seen).toEqual([{ service: 'homes', failed: true }]);
});

test('a request whose operation is given up ends with it, and another does not begin', async () => {
  const givenUp = new GivenUp();
  const arrived = once(silent, 'request') as Promise<[IncomingMessage]>;
  const ask = (): Promise<unknown> =>
    link.execute({ query: '{ homes }', givenUp }).catch((error: unknown) => error);
  const answer = ask();
  const [request] = await arrived;
  const ended = once(request.socket, 'close');
  givenUp.giveUp();
  await ended;
  let another = false;
  silent.once('request', () => (another = true));
  const away = { extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'homes' } };
  expect([await answer, await ask()]).toMatchObject([away, away]);
  expect(another).toBe(false);
});
