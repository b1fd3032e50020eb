import type { EntityManager } from '#kernel/persistence/database';
import type { Kernel } from '#kernel/server/subgraph';
import type { DemoWorld } from '../../../ops/demo/world.types.ts';
import { ComputeNode } from '../src/compute-node/compute-node.entity.ts';
import { Gpu } from '../src/compute-node/gpu.entity.ts';
import { simulateFleet } from '../src/fleet/simulated-fleet.rule.ts';
import type { Services } from '../src/services.ts';
import { Source } from '../src/telemetry/telemetry-source.ts';
import { INSERT_SAMPLES, sampleOf } from '../src/telemetry/telemetry.service.ts';
import { LONGEST_SPAN_MS, RAW_RETENTION_MS } from '../src/telemetry/telemetry.terms.ts';

const HISTORY_STEP_MS = 600_000;
const ROWS_PER_STATEMENT = 4_000;

/**
 * The nodes and cards of the demo world as a simulated fleet, with a day of simulated history before now.
 * Usage records are not made here: they come from the events of the agent runs.
 */
export async function loadDemo(
  world: Pick<DemoWorld, 'nodes' | 'seed'>,
  tx: EntityManager,
  _services: Services,
  kernel: Kernel,
): Promise<void> {
  const now = kernel.clock.now();
  await tx.insertMany(
    ComputeNode,
    world.nodes.map(node => ({
      id: node.id,
      source: Source.SIMULATED,
      hostname: node.hostname,
      cpuMilli: node.cpuCores * 1_000,
      memoryMib: node.memoryGib * 1_024,
      registeredAt: now,
    })),
  );
  const cards = world.nodes.flatMap(node => node.gpus.map(gpu => ({ node, gpu })));
  await tx.insertMany(
    Gpu,
    cards.map(({ node, gpu }) => ({
      id: gpu.id,
      nodeId: node.id,
      source: Source.SIMULATED,
      slot: gpu.index,
      uuid: gpu.uuid,
      model: node.gpuModel,
      memoryMib: gpu.memoryMib,
    })),
  );
  const fleet = cards.map(({ node, gpu }) => ({
    host: node.hostname,
    index: gpu.index,
    uuid: gpu.uuid,
    model: node.gpuModel,
    memoryMib: gpu.memoryMib,
  }));
  let rows: object[] = [];
  for (let ago = RAW_RETENTION_MS; ago > 0; ago -= HISTORY_STEP_MS) {
    const at = new Date(now.getTime() - ago);
    simulateFleet(fleet, world.seed, at).forEach((reading, place) => {
      const { node, gpu } = cards[place]!;
      rows.push({
        ...sampleOf('SIMULATED', reading, { gpuId: gpu.id, nodeId: node.id }, at),
        spanMs: LONGEST_SPAN_MS,
      });
    });
    if (rows.length >= ROWS_PER_STATEMENT) {
      await tx.execute(INSERT_SAMPLES, [JSON.stringify(rows)]);
      rows = [];
    }
  }
  if (rows.length > 0) await tx.execute(INSERT_SAMPLES, [JSON.stringify(rows)]);
}
