import type { Kernel } from '#kernel/server/subgraph';
import {
  TELEMETRY_TOPIC,
  type TelemetryCollected,
  type TelemetrySampleFacts,
} from '#schema/events/compute.events';
import type { CardPlace } from '../compute-node/fleet.service.ts';
import { spanOfReading } from './occupancy.rule.ts';
import {
  LONGEST_SPAN_MS,
  RAW_RETENTION_MS,
  type GpuReading,
  type TelemetrySource,
} from './telemetry.terms.ts';

/** Takes what collectors say: announces it as a gauge, stores it now and then, and lets old samples go. */
export class TelemetryService {
  readonly #kernel: Kernel;
  /** The newest sample of every card that still reports. */
  readonly #board = new Map<string, TelemetrySampleFacts>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * Announces what every card says now. The gauge carries all cards, not only those of this pass, so that a slow
   * reader who gets the latest value alone still sees all collectors.
   */
  announce(samples: readonly TelemetrySampleFacts[], at: Date): void {
    for (const sample of samples) this.#board.set(sample.gpuId, sample);
    const silentSince = new Date(at.getTime() - LONGEST_SPAN_MS).toISOString();
    for (const [gpuId, sample] of this.#board) if (sample.at < silentSince) this.#board.delete(gpuId);
    const collected: TelemetryCollected = { at: at.toISOString(), samples: [...this.#board.values()] };
    this.#kernel.bus.publishGauge(TELEMETRY_TOPIC, collected);
  }

  /** Stores one pass: a look-up of the samples before, and one insert of all rows. */
  async store(samples: readonly TelemetrySampleFacts[]): Promise<void> {
    if (samples.length === 0) return;
    await this.#kernel.transaction(async tx => {
      const before: { gpuId: string; at: string | Date }[] = await tx.execute(
        `select card.id as "gpuId", newest.at from jsonb_to_recordset(?::jsonb) as card(id uuid)
         cross join lateral (select at from compute.telemetry_sample
           where gpu_id = card.id order by at desc limit 1) newest`,
        [JSON.stringify(samples.map(sample => ({ id: sample.gpuId })))],
      );
      const lastAt = new Map(before.map(({ gpuId, at }) => [gpuId, new Date(at)]));
      const rows = samples.map(sample => ({
        ...sample,
        spanMs: spanOfReading(new Date(sample.at), lastAt.get(sample.gpuId)),
      }));
      await tx.execute(INSERT_SAMPLES, [JSON.stringify(rows)]);
    });
  }

  /** Lets go of what collectors said before the retention; imported samples stay. */
  async sweep(): Promise<void> {
    const oldest = new Date(this.#kernel.clock.now().getTime() - RAW_RETENTION_MS);
    await this.#kernel.transaction(tx =>
      tx.execute(`delete from compute.telemetry_sample where at < ? and source <> 'IMPORTED'`, [
        oldest.toISOString(),
      ]),
    );
    // The embedded database has no autovacuum: without this the table would grow for ever.
    await this.#kernel.em().execute('vacuum compute.telemetry_sample');
  }
}

/** Rows as JSON, so that any number of them is one statement with one parameter. */
export const INSERT_SAMPLES = `
  insert into compute.telemetry_sample (gpu_id, at, source, span_ms, utilisation, memory_used_mib, power_watts,
    temperature_celsius, memory_temperature_celsius, sm_clock_mhz, xid_error)
  select "gpuId", at, source, "spanMs", utilisation, "memoryUsedMib", "powerWatts",
    "temperatureCelsius", "memoryTemperatureCelsius", "smClockMhz", "xidError"
  from jsonb_to_recordset(?::jsonb) as sample("gpuId" uuid, at timestamptz, source text, "spanMs" int,
    utilisation int, "memoryUsedMib" float8, "powerWatts" float8, "temperatureCelsius" float8,
    "memoryTemperatureCelsius" float8, "smClockMhz" float8, "xidError" int)
  on conflict (gpu_id, at) do nothing`;

/** A reading as the sample of a registered card. */
export function sampleOf(
  source: TelemetrySource,
  { measures }: GpuReading,
  { gpuId, nodeId }: Pick<CardPlace, 'gpuId' | 'nodeId'>,
  at: Date,
): TelemetrySampleFacts {
  return {
    gpuId,
    nodeId,
    at: at.toISOString(),
    source,
    utilisation: measures.utilisation === undefined ? null : Math.round(measures.utilisation * 10_000),
    memoryUsedMib: measures.memoryUsedMib ?? null,
    powerWatts: measures.powerWatts ?? null,
    temperatureCelsius: measures.temperatureCelsius ?? null,
    memoryTemperatureCelsius: measures.memoryTemperatureCelsius ?? null,
    smClockMhz: measures.smClockMhz ?? null,
    xidError: measures.xidError ?? null,
  };
}
