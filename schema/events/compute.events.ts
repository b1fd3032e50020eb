/** What the compute subgraph tells on the bus. */

/** A gauge: goes straight to the bus, is not kept, and a slow reader gets the latest only. */
export const TELEMETRY_TOPIC = 'compute.telemetry';

/** What every card that reports says now. Instants are ISO 8601 in UTC. */
export interface TelemetryCollected {
  readonly at: string;
  readonly samples: readonly TelemetrySampleFacts[];
}

/** One card at one instant; a measure that the card did not state is null. */
export interface TelemetrySampleFacts {
  readonly gpuId: string;
  readonly nodeId: string;
  readonly at: string;
  readonly source: 'DCGM' | 'SIMULATED' | 'IMPORTED';
  /** In millionths: 870000 is 87 %. */
  readonly utilisation: number | null;
  readonly memoryUsedMib: number | null;
  readonly powerWatts: number | null;
  readonly temperatureCelsius: number | null;
  readonly memoryTemperatureCelsius: number | null;
  readonly smClockMhz: number | null;
  readonly xidError: number | null;
}
