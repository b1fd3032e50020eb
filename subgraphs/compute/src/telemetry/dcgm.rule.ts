import { DCGM_COUNTERS, DCGM_LABELS } from './dcgm.terms.ts';
import type { MetricSample } from './prometheus-text.rule.ts';
import { MEASURES, type GpuReading, type Measure } from './telemetry.terms.ts';

/**
 * What the cards said on one page of the DCGM exporter: one reading per card.
 *
 * A counter that we do not keep is passed over. NaN is "not stated". A line of a MIG instance is a part of a
 * card and is not summed into it. A line that cannot belong to a card, or a value that no card can have (also
 * DCGM's own blank values, which are huge), is named and left out.
 */
export function readDcgm(samples: Iterable<MetricSample>): DcgmReadings {
  const cards = new Map<string, Draft>();
  const refused: RefusedSample[] = [];
  for (const sample of samples) {
    const measure = Object.hasOwn(DCGM_COUNTERS, sample.name) ? DCGM_COUNTERS[sample.name] : undefined;
    if (!measure || Number.isNaN(sample.value)) continue;
    const refusal = refuseSample(sample, measure);
    if (refusal === 'MIG_INSTANCE') continue;
    const card = refusal ? undefined : cardOf(sample, cards);
    if (!card) refused.push({ line: sample.line, counter: sample.name, reason: refusal ?? 'TWO_PLACES' });
    else if (card.measures[measure] !== undefined)
      refused.push({ line: sample.line, counter: sample.name, reason: 'STATED_TWICE' });
    else card.measures[measure] = sample.value;
  }
  return { readings: [...cards.values()], refused };
}

export interface DcgmReadings {
  readonly readings: readonly GpuReading[];
  readonly refused: readonly RefusedSample[];
}

/** Why a line of a known counter is not believed. */
export type RefusedSampleReason =
  | 'NO_CARD' // UUID, host or card number is missing
  | 'IMPOSSIBLE_VALUE'
  | 'STATED_TWICE' // the same counter of the same card, with other labels
  | 'TWO_PLACES'; // one UUID in two hosts or slots

export interface RefusedSample {
  readonly line: number;
  readonly counter: string;
  readonly reason: RefusedSampleReason;
}

type Draft = GpuReading & { readonly measures: Partial<Record<Measure, number>> };

function refuseSample(sample: MetricSample, measure: Measure) {
  const { labels, value } = sample;
  if (labels[DCGM_LABELS.instance]) return 'MIG_INSTANCE';
  if (!labels[DCGM_LABELS.uuid] || !labels[DCGM_LABELS.host]) return 'NO_CARD';
  if (!/^\d{1,4}$/.test(labels[DCGM_LABELS.index] ?? '')) return 'NO_CARD';
  const { least, most } = MEASURES[measure];
  return value < least || value > most ? 'IMPOSSIBLE_VALUE' : undefined;
}

/** The card that a line speaks of; undefined when an earlier line put the same card elsewhere. */
function cardOf({ labels }: MetricSample, cards: Map<string, Draft>): Draft | undefined {
  const uuid = labels[DCGM_LABELS.uuid]!;
  const host = labels[DCGM_LABELS.host]!;
  const index = Number(labels[DCGM_LABELS.index]);
  const known = cards.get(uuid);
  if (known) return known.host === host && known.index === index ? known : undefined;
  const card: Draft = { host, index, uuid, model: labels[DCGM_LABELS.model] || null, measures: {} };
  cards.set(uuid, card);
  return card;
}
