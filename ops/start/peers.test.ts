import { expect, test } from '@jest/globals';
import { forAsker } from '#kernel/identity/asker';
import type { LinkRequest } from '../../gateway/src/links/link.ts';
import { Peers } from './peers.ts';
import { ServiceIdentity } from './service-identity.ts';

let now = Date.parse('2026-03-16T02:00:00Z');
let issued = 0;
const service = new ServiceIdentity(
  async () => `service-${++issued}`,
  () => new Date(now),
);
const heard: LinkRequest[] = [];
const peers = new Peers(service);
peers.connect('insured', {
  execute: async request => {
    heard.push(request);
    return { data: {} };
  },
  subscribe: () => Promise.reject(new Error('peers do not subscribe')),
});

test("a subgraph asks another under its own identity, and the asker's token travels along", async () => {
  await forAsker('Bearer of-the-asker', () => peers.ask('insured', '{ __typename }', {}));
  expect(heard.at(-1)).toMatchObject({
    authorization: 'Bearer service-1',
    onBehalfOf: 'Bearer of-the-asker',
  });
});

test('work of the subgraph itself carries nobody along', async () => {
  await peers.ask('insured', '{ __typename }', {});
  expect(heard.at(-1)?.onBehalfOf).toBeNull();
});

test('a service token is used again, and renewed before its five minutes are over', async () => {
  expect(await service.authorization()).toBe('Bearer service-1');
  now += 240_000;
  expect(await service.authorization()).toBe('Bearer service-2');
});
