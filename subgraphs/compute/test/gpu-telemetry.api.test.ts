import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, TestSubgraph } from '#test/subgraph';
import { startTicking, type TickingSubgraph } from './manual-ticker.ts';

const OPERATOR = { role: 'COMPUTE_OPERATOR' } as const;

/** What the exporter of node-a says; a test sets it. Null: it is away. */
let page: string | null = null;

/** A page of an exporter with one card; a counter that is left out is not stated. */
function say(counters: Record<string, number>, host = 'node-a'): void {
  page = Object.entries(counters)
    .map(
      ([counter, value]) =>
        `${counter}{gpu="0",UUID="GPU-${host}",device="nvidia0",modelName="NVIDIA A10",Hostname="${host}"} ${value}\n`,
    )
    .join('');
}

let exporter: Server;
let fleet: TickingSubgraph;
let graph: TestSubgraph;

beforeAll(async () => {
  exporter = createServer((_, response) => {
    response.writeHead(page === null ? 503 : 200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(page ?? '');
  });
  exporter.listen(0, '127.0.0.1');
  await once(exporter, 'listening');
  const { port } = exporter.address() as AddressInfo;
  fleet = await startTicking({ DCGM_URL: `http://127.0.0.1:${port}/metrics`, SIMULATED_FLEET: 'on' });
  graph = fleet.graph;
});
afterAll(async () => {
  await graph.stop();
  exporter.closeAllConnections();
  exporter.close();
});

/** The card of the exporter. */
const card = async (selection: string, variables: Record<string, unknown> = {}, parameters = '') => {
  const { computeNodes } = await graph.data(
    `query ${parameters} { computeNodes(first: 200, source: DCGM) { nodes { id hostname gpus { ${selection} } } } }`,
    variables,
    OPERATOR,
  );
  return computeNodes.nodes[0].gpus[0];
};

const SUBSCRIBE = `subscription ($nodeIds: [ID!], $after: Cursor) { gpuTelemetry(nodeIds: $nodeIds, after: $after) {
  cursor missed at source samples { at source utilisation powerWatts gpu { uuid } } } }`;

const next = async (stream: AsyncIterableIterator<Answer>) => {
  const step = await stream.next();
  expect(step.value.errors).toBeUndefined();
  return step.value.data.gpuTelemetry;
};

const idOf = async (hostname: string, source: string): Promise<string> => {
  const { computeNodes } = await graph.data(
    `query ($source: ComputeSource) { computeNodes(first: 200, source: $source) { nodes { id hostname } } }`,
    { source },
    OPERATOR,
  );
  return computeNodes.nodes.find((node: { hostname: string }) => node.hostname === hostname).id;
};

describe('what the exporter says', () => {
  test('SH-AI-MON-23, BJ-OPR-21: is shown for the card, in our units, with its source', async () => {
    say({
      DCGM_FI_DEV_GPU_UTIL: 87,
      DCGM_FI_DEV_FB_USED: 20_480,
      DCGM_FI_DEV_FB_FREE: 2_548,
      DCGM_FI_DEV_POWER_USAGE: 141.733,
      DCGM_FI_DEV_GPU_TEMP: 63,
      DCGM_FI_DEV_SM_CLOCK: 1_695,
      DCGM_FI_DEV_XID_ERRORS: 79,
    });
    await fleet.collectAt('2026-03-16T02:00:00Z');
    const shown = await card(
      `model memoryMib source latest { at source utilisation memoryUsedMib powerWatts temperatureCelsius
        memoryTemperatureCelsius smClockMhz xidError }`,
    );
    expect(shown).toEqual({
      model: 'NVIDIA A10',
      memoryMib: 23_028,
      source: 'DCGM',
      latest: {
        at: '2026-03-16T02:00:00.000Z',
        source: 'DCGM',
        utilisation: '0.87',
        memoryUsedMib: 20_480,
        powerWatts: 141.733,
        temperatureCelsius: 63,
        memoryTemperatureCelsius: null,
        smClockMhz: 1_695,
        xidError: 79,
      },
    });
  });

  test('BJ-CMON-01: becomes busy, idle and unobserved time that adds up to the period exactly', async () => {
    say({ DCGM_FI_DEV_GPU_UTIL: 87 });
    await fleet.collectAt('2026-03-16T02:00:15Z'); // 15 s busy
    await fleet.collectAt('2026-03-16T02:00:30Z'); // 15 s busy
    say({ DCGM_FI_DEV_GPU_UTIL: 4 });
    await fleet.collectAt('2026-03-16T02:00:45Z'); // 15 s idle
    page = null;
    await fleet.collectAt('2026-03-16T02:01:00Z'); // away
    say({ DCGM_FI_DEV_GPU_UTIL: 50 });
    await fleet.collectAt('2026-03-16T02:03:00Z'); // after 135 s of silence it stands for 60 s
    const variables = { from: '2026-03-16T02:00:00Z', to: '2026-03-16T02:03:00Z' };
    const spent = (
      await card(
        'occupancy(from: $from, to: $to) { busySeconds idleSeconds unobservedSeconds }',
        variables,
        '($from: Instant!, $to: Instant!)',
      )
    ).occupancy;
    expect(spent).toEqual({ busySeconds: 90, idleSeconds: 15, unobservedSeconds: 75 });
    const clipped = (
      await card(
        'occupancy(from: $from, to: $to) { busySeconds idleSeconds unobservedSeconds }',
        { from: '2026-03-16T02:00:20Z', to: '2026-03-16T02:00:40Z' },
        '($from: Instant!, $to: Instant!)',
      )
    ).occupancy;
    expect(clipped).toEqual({ busySeconds: 10, idleSeconds: 10, unobservedSeconds: 0 });
  });

  test('is drawn as a history of equal stretches; one without samples is left out', async () => {
    const { history } = await card(
      'history(from: $from, to: $to, first: 6) { from to samples utilisation utilisationMost powerWatts }',
      { from: '2026-03-16T02:00:00Z', to: '2026-03-16T02:06:00Z' },
      '($from: Instant!, $to: Instant!)',
    );
    expect(history).toEqual([
      {
        from: '2026-03-16T02:00:00.000Z',
        to: '2026-03-16T02:01:00.000Z',
        samples: 4,
        utilisation: '0.6625',
        utilisationMost: '0.87',
        powerWatts: 141.733,
      },
      {
        from: '2026-03-16T02:03:00.000Z',
        to: '2026-03-16T02:04:00.000Z',
        samples: 1,
        utilisation: '0.5',
        utilisationMost: '0.5',
        powerWatts: null,
      },
    ]);
  });

  test('is never added to simulated cards', async () => {
    const { fleetSummary } = await graph.data(
      `{ fleetSummary { source gpus gpusReporting meanUtilisation } }`,
      {},
      OPERATOR,
    );
    expect(fleetSummary).toEqual([
      { source: 'DCGM', gpus: 1, gpusReporting: 1, meanUtilisation: '0.5' },
      { source: 'SIMULATED', gpus: 58, gpusReporting: 58, meanUtilisation: expect.any(String) },
    ]);
  });

  test('a card that moved to another node is still the same card', async () => {
    const before = await card('id');
    say({ DCGM_FI_DEV_GPU_UTIL: 10 });
    page = page!.replaceAll('Hostname="node-a"', 'Hostname="node-b"');
    await fleet.collectAt('2026-03-16T02:03:15Z');
    const moved = await graph.data(
      `{ computeNodes(first: 10, source: DCGM) { nodes { hostname gpus { id } } } }`,
      {},
      OPERATOR,
    );
    expect(moved.computeNodes.nodes).toEqual([
      { hostname: 'node-a', gpus: [] },
      { hostname: 'node-b', gpus: [before] },
    ]);
    say({ DCGM_FI_DEV_GPU_UTIL: 10 });
    await fleet.collectAt('2026-03-16T02:03:30Z');
  });
});

describe('the live gauge', () => {
  test('begins at the latest value and goes on as the collectors speak', async () => {
    const stream = await graph.subscribe(SUBSCRIBE, {}, { role: 'SCREEN' });
    const first = await next(stream);
    expect(first.samples).toHaveLength(59);
    expect(first.missed).toBe(0);
    await fleet.collectAt('2026-03-16T02:03:45Z');
    expect((await next(stream)).at).toBe('2026-03-16T02:03:45.000Z');
    await stream.return?.();
  });

  test('each sample says its source, and the event does when all agree', async () => {
    const stream = await graph.subscribe(SUBSCRIBE, {}, OPERATOR);
    const all = await next(stream);
    expect(all.source).toBeNull();
    expect(new Set(all.samples.map((sample: { source: string }) => sample.source))).toEqual(
      new Set(['DCGM', 'SIMULATED']),
    );
    await stream.return?.();
    const nodeIds = [await idOf('sim-gpu-01', 'SIMULATED')];
    const ofOne = await graph.subscribe(SUBSCRIBE, { nodeIds }, OPERATOR);
    const simulated = await next(ofOne);
    expect(simulated.source).toBe('SIMULATED');
    expect(simulated.samples).toHaveLength(8);
    await ofOne.return?.();
  });

  test('a slow reader gets the latest value and is told how many were passed over', async () => {
    const stream = await graph.subscribe(SUBSCRIBE, { nodeIds: [await idOf('node-a', 'DCGM')] }, OPERATOR);
    await next(stream);
    for (let second = 0; second < 5; second += 1) {
      say({ DCGM_FI_DEV_GPU_UTIL: 20 + second });
      await fleet.collectAt(`2026-03-16T02:04:0${second}Z`);
    }
    // Both collectors speak in each of five passes: ten values, of which one is read.
    const latest = await next(stream);
    expect(latest.missed).toBe(9);
    expect(latest.at).toBe('2026-03-16T02:04:04.000Z');
    expect(latest.samples[0].utilisation).toBe('0.24');
    await stream.return?.();
  });

  test('resumes at the latest value, with a cursor of this gauge only', async () => {
    const stream = await graph.subscribe(SUBSCRIBE, {}, OPERATOR);
    const { cursor } = await next(stream);
    await stream.return?.();
    say({ DCGM_FI_DEV_GPU_UTIL: 33 });
    await fleet.collectAt('2026-03-16T02:05:00Z');
    const resumed = await graph.subscribe(SUBSCRIBE, { after: cursor }, OPERATOR);
    expect((await next(resumed)).at).toBe('2026-03-16T02:05:00.000Z');
    await resumed.return?.();
    await expect(graph.subscribe(SUBSCRIBE, { after: 'AAAAAAAAAAAAAAAAAAAA' }, OPERATOR)).rejects.toThrow(
      'BAD_USER_INPUT',
    );
  });

  test('a card that fell silent leaves the gauge after a minute', async () => {
    page = null;
    await fleet.collectAt('2026-03-16T02:07:00Z');
    const stream = await graph.subscribe(SUBSCRIBE, {}, OPERATOR);
    const event = await next(stream);
    expect(event.source).toBe('SIMULATED');
    expect(event.samples).toHaveLength(58);
    await stream.return?.();
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no node', { nodeIds: [] }, 'BAD_USER_INPUT'],
    ['an id that is none', { nodeIds: ['node-a'] }, 'BAD_USER_INPUT'],
    ['an unknown node', { nodeIds: ['01890000-0000-7000-8000-000000000000'] }, 'NOT_FOUND'],
  ])('asked for %s it is refused', async (_, variables, code) => {
    await expect(graph.subscribe(SUBSCRIBE, variables, OPERATOR)).rejects.toThrow(code);
  });

  test.each(['TENANT', 'PERSON'] as const)('is not for a %s', async role => {
    await expect(graph.subscribe(SUBSCRIBE, {}, { role })).rejects.toThrow('FORBIDDEN');
  });
});

describe('storing', () => {
  const stored = async (source: string): Promise<number> => {
    const [row] = (await graph.subgraph.kernel
      .em()
      .execute(`select count(*)::int as n from compute.telemetry_sample where source = ?`, [source])) as {
      n: number;
    }[];
    return row!.n;
  };

  test('a pass of all collectors between two storings sends no statement', async () => {
    await fleet.collectAt('2026-03-16T03:00:00Z');
    const before = await stored('SIMULATED');
    const { statements } = await graph.statements.during(() => fleet.collectAt('2026-03-16T03:00:02Z'));
    expect(statements).toEqual([]);
    expect(await stored('SIMULATED')).toBe(before);
  });

  test('a pass that stores 58 cards is one look-up and one insert', async () => {
    const { statements } = await graph.statements.during(() => fleet.collectAt('2026-03-16T03:00:16Z'));
    expect(statements).toHaveLength(2);
  });

  test('samples of a collector are let go after a day, imported ones stay', async () => {
    await fleet.sweepAt('2026-03-17T02:59:59Z');
    expect(await stored('SIMULATED')).toBe(2 * 58);
    await fleet.sweepAt('2026-03-17T03:00:17Z');
    expect(await stored('SIMULATED')).toBe(0);
    expect(await stored('DCGM')).toBe(0);
  });
});
