import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UNTRACED } from '#kernel/observing/tracing';
import { HttpLink } from './http-link.ts';
import { WatchedLink } from './watched-link.ts';

const silent = createServer();
let link: WatchedLink;
const seen: { service: string; failed: boolean }[] = [];
beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  link = new WatchedLink(
    'homes',
    new HttpLink('homes', `http://127.0.0.1:${port}/graphql`, async () => 'Bearer it'),
    {
      milliseconds: 1_000,
      elapsed: () => 0,
      watch: { fetched: (service, _milliseconds, failed) => void seen.push({ service, failed }) },
      tracing: UNTRACED,
    },
  );
});
afterAll(() => void silent.close());

test('a fetch that takes too long is not only given up, its request ends too', async () => {
  const arrived = once(silent, 'request') as Promise<[IncomingMessage]>;
  const answer = link.execute({ query: '{ homes }' }).catch((error: unknown) => error);
  const [request] = await arrived;
  const ended = once(request.socket, 'close');
  expect(await answer).toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'homes' } });
  await ended;
  expect(seen).toEqual([{ service: 'homes', failed: true }]);
});
