import { defineSubgraph, type Kernel } from '#kernel/server/subgraph';
import { loadDemo } from '../demo/demo.ts';
import { migrations } from '../migrations/index.ts';
import { CollectionTask, systemTicker, type Ticker } from './collector/collection.task.ts';
import { collectorsOf } from './collector/collectors.ts';
import { ComputeNode } from './compute-node/compute-node.entity.ts';
import { gpuLoader, nodeLoader } from './compute-node/compute-node.loader.ts';
import { ComputeNodeResolver } from './compute-node/compute-node.resolver.ts';
import { FleetService } from './compute-node/fleet.service.ts';
import { Gpu } from './compute-node/gpu.entity.ts';
import { GpuResolver } from './compute-node/gpu.resolver.ts';
import { AgentRun } from './foreign/agent-run.stub.ts';
import { agentRunUsage } from './foreign/agent-run.projection.ts';
import { gpuTraceImporter } from './gpu-trace/gpu-trace.importer.ts';
import type { Services } from './services.ts';
import { GpuTelemetryResolver } from './telemetry/gpu-telemetry.resolver.ts';
import { TelemetrySample } from './telemetry/telemetry-sample.entity.ts';
import { TelemetryService } from './telemetry/telemetry.service.ts';
import { UsageRecord } from './usage/usage-record.entity.ts';
import { UsageDayResolver } from './usage/usage-day.resolver.ts';
import { UsageResolver } from './usage/usage.resolver.ts';

/** The compute subgraph, with the ticker that decides when its collectors are asked. */
export function defineCompute(ticker: Ticker) {
  return defineSubgraph({
    name: 'compute',
    entities: [ComputeNode, Gpu, TelemetrySample, UsageRecord],
    migrations,
    resolvers: [ComputeNodeResolver, GpuResolver, GpuTelemetryResolver, UsageResolver, UsageDayResolver],
    orphanedTypes: [AgentRun],
    references: {
      ComputeNode: (reference, context) => nodeLoader(context).load(String(reference['id'])),
      Gpu: (reference, context) => gpuLoader(context).load(String(reference['id'])),
      AgentRun: reference => reference,
    },
    services: (kernel: Kernel): Services => ({
      kernel,
      fleet: new FleetService(kernel),
      telemetry: new TelemetryService(kernel),
    }),
    projections: (_, kernel) => [agentRunUsage(kernel.log)],
    tasks: ({ fleet, telemetry }, kernel) => [
      new CollectionTask(kernel, fleet, telemetry, collectorsOf(kernel.settings, fleet), ticker),
    ],
    importers: () => [gpuTraceImporter],
    demo: loadDemo,
  });
}

export const subgraph = defineCompute(systemTicker);
