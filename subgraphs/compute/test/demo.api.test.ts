import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/persistence/id';
import type { TestSubgraph } from '#test/subgraph';
import type { DemoComputeNode } from '../../../ops/demo/world.types.ts';
import { startTicking, type TickingSubgraph } from './manual-ticker.ts';

const node = (hostname: string, cards: number): DemoComputeNode => ({
  id: newId(),
  hostname,
  rack: 'R1',
  gpuModel: 'SIM-B48',
  cpuCores: 96,
  memoryGib: 512,
  gpus: Array.from({ length: cards }, (_, index) => ({
    id: newId(),
    index,
    uuid: `GPU-${hostname}-${index}`,
    memoryMib: 49_152,
    fp16Tflops: 180,
  })),
});

const WORLD = { seed: 7, nodes: [node('gpu-node-01', 4), node('gpu-node-02', 2)] };

let fleet: TickingSubgraph;
let graph: TestSubgraph;
beforeAll(async () => {
  fleet = await startTicking({ SIMULATED_FLEET: 'on' });
  graph = fleet.graph;
  await graph.subgraph.loadDemo(WORLD);
});
afterAll(() => graph.stop());

const cards = async () =>
  (
    await graph.data(
      `{ computeNodes(first: 10) { nodes { id source hostname cpuMilli memoryMib gpus { id memoryMib latest { at source }
        history(from: "2026-03-15T02:00:00Z", to: "2026-03-16T02:00:00Z", first: 24) { samples utilisation } } } } }`,
      {},
      { role: 'SCREEN' },
    )
  ).computeNodes.nodes;

test('the demo shows the nodes of the world as simulated, with a day of history', async () => {
  const nodes = await cards();
  expect(nodes.map((shown: { id: string }) => shown.id)).toEqual(WORLD.nodes.map(({ id }) => id));
  expect(nodes[0]).toMatchObject({ source: 'SIMULATED', cpuMilli: 96_000, memoryMib: 524_288 });
  for (const card of nodes.flatMap((shown: { gpus: object[] }) => shown.gpus)) {
    expect(card.latest).toEqual({ at: '2026-03-16T01:50:00.000Z', source: 'SIMULATED' });
    expect(card.history.map((point: { samples: number }) => point.samples)).toEqual(Array(24).fill(6));
  }
});

test('the simulated collector speaks for the registered cards, and registers no other', async () => {
  await fleet.collectAt('2026-03-16T02:00:00Z');
  const { fleetSummary } = await graph.data(
    `{ fleetSummary { source nodes gpus gpusReporting } }`,
    {},
    { role: 'SCREEN' },
  );
  expect(fleetSummary).toEqual([{ source: 'SIMULATED', nodes: 2, gpus: 6, gpusReporting: 6 }]);
  const [first] = await cards();
  expect(first.gpus[0].latest.at).toBe('2026-03-16T02:00:00.000Z');
});
