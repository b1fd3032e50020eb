import type { SubgraphContext } from '#kernel/graphql/context';
import type { Kernel } from '#kernel/server/subgraph';
import type { FleetService } from './compute-node/fleet.service.ts';
import type { TelemetryService } from './telemetry/telemetry.service.ts';

/** What lives as long as the subgraph. */
export interface Services {
  readonly kernel: Kernel;
  readonly fleet: FleetService;
  readonly telemetry: TelemetryService;
}

export type Context = SubgraphContext<Services>;
