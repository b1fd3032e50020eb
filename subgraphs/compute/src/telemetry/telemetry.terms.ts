/** What is measured of one card, each with the unit that we keep it in. */
export const MEASURES = {
  utilisation: { unit: '%', least: 0, most: 100 },
  memoryUsedMib: { unit: 'MiB', least: 0, most: 10_000_000 },
  memoryFreeMib: { unit: 'MiB', least: 0, most: 10_000_000 },
  powerWatts: { unit: 'W', least: 0, most: 10_000 },
  temperatureCelsius: { unit: '°C', least: -50, most: 200 },
  memoryTemperatureCelsius: { unit: '°C', least: -50, most: 200 },
  smClockMhz: { unit: 'MHz', least: 0, most: 100_000 },
  xidError: { unit: 'code', least: 0, most: 65_535 },
} as const;

export type Measure = keyof typeof MEASURES;

/** Where a figure comes from; told wherever a figure is shown. */
export type TelemetrySource = 'DCGM' | 'SIMULATED' | 'IMPORTED';

/** What one card said at one instant. A measure that the card did not state is absent, never zero. */
export interface GpuReading {
  readonly host: string;
  readonly index: number;
  /** The vendor's own name of the card (`GPU-…`); unique in a fleet. */
  readonly uuid: string;
  readonly model: string | null;
  readonly measures: Readonly<Partial<Record<Measure, number>>>;
}

/** A card at or above this utilisation is counted as occupied. Declared by this system; no document fixes it. */
export const BUSY_FROM_PERCENT = 5;

/** A reading stands for the time since the one before it, at most for so long; what is beyond is unobserved. */
export const LONGEST_SPAN_MS = 60_000;

/** So long the raw samples of a collector are kept. Imported samples stay: their file bounds them. */
export const RAW_RETENTION_MS = 24 * 3_600_000;
