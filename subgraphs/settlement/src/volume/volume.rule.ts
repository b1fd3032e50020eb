import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { LONGEST_DAYS, MOST_POINTS, SILENCE } from './volume.terms.ts';

export const VOLUME_STEPS = { MINUTE: 1, FIVE_MINUTES: 5, HOUR: 60, DAY: 1_440 } as const;
export type VolumeStep = keyof typeof VOLUME_STEPS;

export const MINUTE_MS = 60_000;

/** A period cut into steps; `to` is no longer part of it. */
export interface VolumePeriod {
  readonly from: Date;
  readonly to: Date;
  readonly step: VolumeStep;
}

/** Whether a period begins and ends with a minute, is no longer than a month, and has no more points than a screen takes. */
export function checkPeriod({ from, to, step }: VolumePeriod): Result<number, RefusalFacts<'from' | 'to'>> {
  if (from.getTime() % MINUTE_MS !== 0) return refuse('from', '须为整分钟');
  if (to.getTime() % MINUTE_MS !== 0) return refuse('to', '须为整分钟');
  const minutes = (to.getTime() - from.getTime()) / MINUTE_MS;
  if (minutes <= 0) return refuse('to', '须晚于开始时刻');
  if (minutes > LONGEST_DAYS * VOLUME_STEPS.DAY) return refuse('to', `期间不得超过${LONGEST_DAYS}天`);
  const points = Math.ceil(minutes / VOLUME_STEPS[step]);
  if (points > MOST_POINTS) return refuse('to', `不得超过${MOST_POINTS}个时点，请放大步长`);
  return accept(points);
}

/** The last so many minutes, the one that runs included. */
export function lastMinutes(minutes: number, now: Date): VolumePeriod {
  const to = new Date((Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS);
  return { from: new Date(to.getTime() - minutes * MINUTE_MS), to, step: 'MINUTE' };
}

/**
 * Whether an institution has fallen silent: it settled nothing, though it settled enough at the same hour in every
 * one of the weeks looked at. A week without enough of it makes the hour none of its hours.
 */
export function isSilent(actual: number, earlierWeeks: readonly number[]): boolean {
  return (
    actual === 0 && earlierWeeks.length === SILENCE.weeks && earlierWeeks.every(week => week >= SILENCE.least)
  );
}
