import type { Measure } from './telemetry.terms.ts';

/**
 * Which counter of the DCGM exporter states which of our measures.
 *
 * Source: NVIDIA/dcgm-exporter, etc/default-counters.csv and etc/dcp-metrics-included.csv (both list all of
 * these): field, Prometheus type, help text with the unit.
 */
export const DCGM_COUNTERS: Readonly<Record<string, Measure>> = {
  DCGM_FI_DEV_GPU_UTIL: 'utilisation',
  DCGM_FI_DEV_FB_USED: 'memoryUsedMib',
  DCGM_FI_DEV_FB_FREE: 'memoryFreeMib',
  DCGM_FI_DEV_POWER_USAGE: 'powerWatts',
  DCGM_FI_DEV_GPU_TEMP: 'temperatureCelsius',
  DCGM_FI_DEV_MEMORY_TEMP: 'memoryTemperatureCelsius',
  DCGM_FI_DEV_SM_CLOCK: 'smClockMhz',
  DCGM_FI_DEV_XID_ERRORS: 'xidError',
};

/** Labels that the exporter puts on every line of a card. */
export const DCGM_LABELS = {
  uuid: 'UUID',
  index: 'gpu',
  host: 'Hostname',
  model: 'modelName',
  /** Present and not empty on a line of a MIG instance, which is a part of a card. */
  instance: 'GPU_I_ID',
} as const;
