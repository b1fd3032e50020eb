import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SIMULATED_FLEET } from '../fleet/simulated-fleet.terms.ts';
import { MEASURES, type Measure, type TelemetrySource } from '../telemetry/telemetry.terms.ts';
import type { Collector } from './collector.ts';
import { dcgmCollector } from './dcgm.collector.ts';
import { simulatedCollector } from './simulated.collector.ts';

const NOW = new Date('2026-03-18T02:00:00Z');

/** Answers of the exporters in this file, by path. */
const PAGES: Record<string, { status?: number; body: string; endless?: boolean }> = {
  '/node-a': { body: page('node-a', 4) },
  '/node-b': { body: page('node-b', 2) },
  '/broken': { body: `DCGM_FI_DEV_GPU_UTIL{oops 3\n${page('node-c', 1)}` },
  '/cut': { body: page('node-d', 1).slice(0, -3) },
  '/impossible': { body: page('node-e', 1).replace(' 40\n', ' 400\n') },
  '/html': { body: '<html>sign in</html>\n' },
  '/empty': { body: '' },
  '/failing': { status: 503, body: 'starting\n' },
  '/silent': { body: '', endless: true },
};

/** A page as the exporter prints it, cards at 40 %. */
function page(host: string, cards: number): string {
  const lines = (counter: string, value: (card: number) => number) =>
    Array.from(
      { length: cards },
      (_, card) =>
        `${counter}{gpu="${card}",UUID="GPU-${host}-${card}",device="nvidia${card}",modelName="NVIDIA A10",` +
        `Hostname="${host}"} ${value(card)}\n`,
    ).join('');
  return (
    '# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).\n# TYPE DCGM_FI_DEV_GPU_UTIL gauge\n' +
    lines('DCGM_FI_DEV_GPU_UTIL', () => 40) +
    lines('DCGM_FI_DEV_POWER_USAGE', card => 100.5 + card)
  );
}

let exporter: Server;
const at = (...paths: string[]) => {
  const { port } = exporter.address() as AddressInfo;
  return paths.map(path => new URL(path, `http://127.0.0.1:${port}`));
};

beforeAll(async () => {
  exporter = createServer((request, response) => {
    const answer = PAGES[request.url ?? ''];
    response.writeHead(answer?.status ?? (answer ? 200 : 404), { 'content-type': 'text/plain' });
    if (answer?.endless) response.flushHeaders();
    else response.end(answer?.body);
  });
  exporter.listen(0, '127.0.0.1');
  await once(exporter, 'listening');
});

afterAll(async () => {
  exporter.closeAllConnections();
  exporter.close();
  await once(exporter, 'close');
});

const ADAPTERS: readonly [string, TelemetrySource, number, () => Collector][] = [
  [
    'simulated fleet',
    'SIMULATED',
    58,
    () => simulatedCollector({ seed: 1, fleet: async () => SIMULATED_FLEET }),
  ],
  ['DCGM exporters', 'DCGM', 6, () => dcgmCollector({ urls: at('/node-a', '/node-b') })],
];

describe.each(ADAPTERS)('a collector over %s', (_, source, cards, collector) => {
  test('tells one reading of each card, with where it stands', async () => {
    const { readings, problems } = await collector().collect(NOW);
    expect(problems).toEqual([]);
    expect(readings).toHaveLength(cards);
    expect(new Set(readings.map(reading => reading.uuid)).size).toBe(cards);
    expect(new Set(readings.map(({ host, index }) => `${host}/${index}`)).size).toBe(cards);
  });

  test('states nothing that no card can state', async () => {
    const { readings } = await collector().collect(NOW);
    for (const { measures } of readings) {
      expect(Object.keys(measures).length).toBeGreaterThan(1);
      for (const [measure, value] of Object.entries(measures)) {
        const { least, most } = MEASURES[measure as Measure];
        expect(value >= least && value <= most).toBe(true);
      }
    }
  });

  test('says where its figures come from, and stores at a multiple of its pace', () => {
    expect(collector().source).toBe(source);
    expect(collector().storeEveryMs % collector().everyMs).toBe(0);
  });

  test('can be asked again and again', async () => {
    const one = collector();
    const first = await one.collect(NOW);
    const second = await one.collect(new Date(NOW.getTime() + 2_000));
    expect(second.readings.map(reading => reading.uuid)).toEqual(first.readings.map(reading => reading.uuid));
  });
});

describe('a DCGM exporter in trouble', () => {
  test.each([
    ['/failing', 'HTTP_503'],
    ['/nowhere', 'HTTP_404'],
    ['/empty', 'NO_CARDS'],
    ['/silent', 'TIMEOUT'],
  ])('%s is told as %s and costs its own cards only', async (path, reason) => {
    const { readings, problems } = await dcgmCollector({ urls: at(path, '/node-b'), timeoutMs: 200 }).collect(
      NOW,
    );
    expect(readings.map(reading => reading.host)).toEqual(['node-b', 'node-b']);
    expect(problems).toEqual([{ where: at(path)[0]!.href, reason }]);
  });

  test('one that is not there is unreachable', async () => {
    const { readings, problems } = await dcgmCollector({
      urls: [new URL('http://127.0.0.1:1/metrics')],
    }).collect(NOW);
    expect(readings).toEqual([]);
    expect(problems).toEqual([{ where: 'http://127.0.0.1:1/metrics', reason: 'UNREACHABLE' }]);
  });

  test('a line that is broken, cut or impossible is named by its number; the others count', async () => {
    const { readings, problems } = await dcgmCollector({
      urls: at('/broken', '/cut', '/impossible'),
    }).collect(NOW);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'BAD_LABELS'],
      [4, 'UNENDED_LINE'],
      [3, 'IMPOSSIBLE_VALUE'],
    ]);
    expect(readings.map(({ host, measures }) => [host, measures])).toEqual([
      ['node-c', { utilisation: 40, powerWatts: 100.5 }],
      ['node-d', { utilisation: 40 }],
      ['node-e', { powerWatts: 100.5 }],
    ]);
  });

  test('a page that is something else gives no card, and its lines are named', async () => {
    const { readings, problems } = await dcgmCollector({ urls: at('/html') }).collect(NOW);
    expect(readings).toEqual([]);
    expect(problems.map(problem => problem.reason)).toEqual(['BAD_NAME', 'NO_CARDS']);
  });
});

test('SH-AI-MON-07: one collector takes more than a thousand devices in one pass', async () => {
  for (let node = 0; node < 150; node += 1) PAGES[`/big-${node}`] = { body: page(`big-${node}`, 8) };
  const urls = at(...Array.from({ length: 150 }, (_, node) => `/big-${node}`));
  const { readings, problems } = await dcgmCollector({ urls }).collect(NOW);
  expect(problems).toEqual([]);
  expect(readings).toHaveLength(1_200);
  expect(new Set(readings.map(reading => reading.host)).size).toBe(150);
});
