import { expect, test } from '@jest/globals';
import type { FleetService } from '../compute-node/fleet.service.ts';
import { collectorsOf } from './collectors.ts';

const fleet = { simulatedCards: async () => [] } as unknown as FleetService;
const sources = (settings: Record<string, string | undefined>) =>
  collectorsOf(settings, fleet).map(collector => collector.source);

test('nothing is collected unless the settings ask for it', () => {
  expect(sources({})).toEqual([]);
  expect(sources({ DCGM_URL: ' ', SIMULATED_FLEET: undefined })).toEqual([]);
});

test('the settings name exporters, the simulated fleet, or both', () => {
  expect(sources({ DCGM_URL: 'http://a:9400/metrics, https://b/metrics' })).toEqual(['DCGM']);
  expect(sources({ DCGM_URL: 'http://a:9400/metrics', SIMULATED_FLEET: 'on' })).toEqual([
    'DCGM',
    'SIMULATED',
  ]);
});

test('where no card is registered as simulated, the fleet of the terms is', async () => {
  const [simulated] = collectorsOf({ SIMULATED_FLEET: 'on' }, fleet);
  expect((await simulated!.collect(new Date('2026-03-16T02:00:00Z'))).readings).toHaveLength(58);
});

test.each(['node-a', 'ftp://a/metrics', 'http://user:secret@a/metrics'])(
  'an exporter at %s is refused at the start, without repeating it',
  url => {
    expect(() => sources({ DCGM_URL: url })).toThrow(
      'DCGM_URL must be http(s) addresses without credentials',
    );
  },
);
