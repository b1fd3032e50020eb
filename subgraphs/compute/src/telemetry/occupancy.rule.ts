import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { LONGEST_SPAN_MS } from './telemetry.terms.ts';

/**
 * How long a reading stands for, in milliseconds: the time since the card's reading before it, at most
 * LONGEST_SPAN_MS; the first reading of a card stands for nothing. Spans of one card so never overlap.
 */
export function spanOfReading(at: Date, before: Date | undefined): number {
  if (!before) return 0;
  return Math.max(0, Math.min(at.getTime() - before.getTime(), LONGEST_SPAN_MS));
}

/** How a card spent a period, in milliseconds. The three parts add up to the period exactly. */
export interface Occupancy {
  readonly busyMs: number;
  readonly idleMs: number;
  readonly unobservedMs: number;
}

/**
 * Parts of a period out of the spans of a card's readings that lie inside it.
 * Refuses spans that are longer than the period: they belong to another one.
 */
export function occupancyOf(
  periodMs: number,
  busyMs: number,
  idleMs: number,
): Result<Occupancy, RefusalFacts<'SPANS_EXCEED_PERIOD'>> {
  const unobservedMs = periodMs - busyMs - idleMs;
  if (unobservedMs < 0)
    return refuse('SPANS_EXCEED_PERIOD', '观测时长超过统计区间', { periodMs, busyMs, idleMs });
  return accept({ busyMs, idleMs, unobservedMs });
}
