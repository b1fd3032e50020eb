import type { GpuReading, TelemetrySource } from '../telemetry/telemetry.terms.ts';

/** Where readings of cards come from: the port of which each kind of collector is an adapter. */
export interface Collector {
  /** Names the collector in logs. */
  readonly name: string;
  readonly source: TelemetrySource;
  /** How often it is asked, in milliseconds. */
  readonly everyMs: number;
  /** How often what it says is stored; a multiple of `everyMs`. In between it only feeds the gauge. */
  readonly storeEveryMs: number;
  /** What its cards say now. Never rejects: what could not be read is told as a problem. */
  collect(at: Date): Promise<Collection>;
}

/** One pass of a collector. */
export interface Collection {
  readonly readings: readonly GpuReading[];
  readonly problems: readonly CollectionProblem[];
}

/** Something that gave no reading, or a line of it that is not believed. */
export interface CollectionProblem {
  /** The exporter's address, without credentials. */
  readonly where: string;
  readonly reason: string;
  readonly line?: number;
}
