import type { EntityManager } from '#kernel/persistence/database';
import { inOrder, groupedBy } from '#kernel/graphql/context';
import { FleetSummary } from '../fleet/fleet-summary.result.ts';
import { GpuOccupancy, TelemetryPoint } from './gpu-history.result.ts';
import type { HistoryArguments, Period } from './gpu-history.input.ts';
import { occupancyOf } from './occupancy.rule.ts';
import { TelemetrySample } from './telemetry-sample.entity.ts';
import { BUSY_FROM_PERCENT, LONGEST_SPAN_MS } from './telemetry.terms.ts';

/** Readings of the stored samples; each is one statement for any number of cards. */

const MILLIONTHS_PER_PERCENT = 10_000;
const BUSY_FROM = BUSY_FROM_PERCENT * MILLIONTHS_PER_PERCENT;

const cardsOf = (gpuIds: readonly string[]): string => JSON.stringify(gpuIds.map(id => ({ id })));

/** The newest sample of each card. */
export async function latestSamples(
  em: EntityManager,
  gpuIds: readonly string[],
): Promise<(TelemetrySample | null)[]> {
  const rows: SampleRow[] = await em.execute(
    `select newest.gpu_id as "gpuId", newest.at, newest.source, newest.utilisation,
       newest.memory_used_mib as "memoryUsedMib", newest.power_watts as "powerWatts",
       newest.temperature_celsius as "temperatureCelsius",
       newest.memory_temperature_celsius as "memoryTemperatureCelsius",
       newest.sm_clock_mhz as "smClockMhz", newest.xid_error as "xidError"
     from jsonb_to_recordset(?::jsonb) as card(id uuid)
     cross join lateral (
       select * from compute.telemetry_sample where gpu_id = card.id order by at desc limit 1) newest`,
    [cardsOf(gpuIds)],
  );
  return inOrder(gpuIds, rows.map(sampleFrom), sample => sample.gpuId);
}

/** The samples of a period as at most `first` points of equal length for each card, oldest first. */
export async function historyOf(
  em: EntityManager,
  gpuIds: readonly string[],
  { from, to, first }: HistoryArguments,
): Promise<TelemetryPoint[][]> {
  const stepMs = Math.ceil((to.getTime() - from.getTime()) / first);
  const rows: PointRow[] = await em.execute(
    `select gpu_id as "gpuId", floor(extract(epoch from at - ?::timestamptz) * 1000 / ?::int8)::int as step,
       count(*)::int as samples, round(avg(utilisation))::int as utilisation, max(utilisation) as "utilisationMost",
       avg(memory_used_mib) as "memoryUsedMib", avg(power_watts) as "powerWatts",
       max(temperature_celsius) as "temperatureCelsiusMost"
     from compute.telemetry_sample
     where gpu_id in (select id from jsonb_to_recordset(?::jsonb) as card(id uuid)) and at >= ? and at < ?
     group by 1, 2 order by 1, 2`,
    [from.toISOString(), stepMs, cardsOf(gpuIds), from.toISOString(), to.toISOString()],
  );
  const points = groupedBy(gpuIds, rows, row => row.gpuId);
  return points.map(ofCard =>
    ofCard.map(({ gpuId: _, step, utilisation, utilisationMost, ...means }) =>
      Object.assign(new TelemetryPoint(), means, {
        from: new Date(from.getTime() + step * stepMs),
        to: new Date(Math.min(from.getTime() + (step + 1) * stepMs, to.getTime())),
        utilisation: ratioFrom(utilisation),
        utilisationMost: ratioFrom(utilisationMost),
      }),
    ),
  );
}

/** How each card spent a period, out of the spans of its samples clipped to the period. */
export async function occupancyIn(
  em: EntityManager,
  gpuIds: readonly string[],
  { from, to }: Period,
): Promise<(GpuOccupancy | null)[]> {
  const rows: { gpuId: string; busyMs: string; idleMs: string }[] = await em.execute(
    `with span as (
       select gpu_id, utilisation, greatest(0, extract(epoch from
         least(at, ?::timestamptz) - greatest(at - span_ms * interval '1 millisecond', ?::timestamptz)) * 1000) as ms
       from compute.telemetry_sample
       where gpu_id in (select id from jsonb_to_recordset(?::jsonb) as card(id uuid))
         and utilisation is not null and at > ? and at < ?::timestamptz + ? * interval '1 millisecond')
     select gpu_id as "gpuId", round(coalesce(sum(ms) filter (where utilisation >= ?), 0)) as "busyMs",
       round(coalesce(sum(ms) filter (where utilisation < ?), 0)) as "idleMs"
     from span group by 1`,
    [to, from, cardsOf(gpuIds), from, to, LONGEST_SPAN_MS, BUSY_FROM, BUSY_FROM].map(written),
  );
  const found = new Map(rows.map(row => [row.gpuId, row]));
  return gpuIds.map(gpuId => {
    const row = found.get(gpuId);
    const parts = occupancyOf(
      to.getTime() - from.getTime(),
      Number(row?.busyMs ?? 0),
      Number(row?.idleMs ?? 0),
    );
    if (!parts.ok) return null;
    return Object.assign(new GpuOccupancy(), {
      busySeconds: parts.value.busyMs / 1_000,
      idleSeconds: parts.value.idleMs / 1_000,
      unobservedSeconds: parts.value.unobservedMs / 1_000,
    });
  });
}

/** Nodes and cards of each source, with what the cards said within the last minute. */
export async function summariseFleet(em: EntityManager, now: Date): Promise<FleetSummary[]> {
  const rows: SummaryRow[] = await em.execute(
    `with fresh as (
       select distinct on (gpu_id) gpu_id, utilisation, power_watts, memory_used_mib from compute.telemetry_sample
       where at > ? and at <= ? order by gpu_id, at desc)
     select g.source, count(distinct g.node_id)::int as nodes, count(*)::int as gpus,
       count(fresh.gpu_id)::int as "gpusReporting",
       (count(*) filter (where fresh.utilisation >= ?))::int as "gpusBusy",
       round(avg(fresh.utilisation))::int as "meanUtilisation",
       round(sum(fresh.power_watts)::numeric, 1)::float8 as "powerWatts",
       round(sum(fresh.memory_used_mib)::numeric, 1)::float8 as "memoryUsedMib"
     from compute.gpu g left join fresh on fresh.gpu_id = g.id group by g.source order by g.source`,
    [new Date(now.getTime() - LONGEST_SPAN_MS), now, BUSY_FROM].map(written),
  );
  return rows.map(({ meanUtilisation, ...row }) =>
    Object.assign(new FleetSummary(), row, { meanUtilisation: ratioFrom(meanUtilisation) }),
  );
}

type SampleRow = Omit<TelemetrySample, 'utilisation' | 'at' | 'spanMs'> & {
  readonly at: string | Date;
  readonly utilisation: number | null;
};

type PointRow = Omit<TelemetryPoint, 'from' | 'to' | 'utilisation' | 'utilisationMost'> & {
  readonly gpuId: string;
  readonly step: number;
  readonly utilisation: number | null;
  readonly utilisationMost: number | null;
};

type SummaryRow = Omit<FleetSummary, 'meanUtilisation'> & { readonly meanUtilisation: number | null };

/** A sample out of a row, or out of what a gauge told. */
export function sampleFrom(row: SampleRow): TelemetrySample {
  return Object.assign(new TelemetrySample(), row, {
    at: new Date(row.at),
    utilisation: ratioFrom(row.utilisation),
  });
}

function ratioFrom(millionths: number | null): bigint | null {
  return millionths === null ? null : BigInt(millionths);
}

function written(value: Date | string | number): string | number {
  return value instanceof Date ? value.toISOString() : value;
}
