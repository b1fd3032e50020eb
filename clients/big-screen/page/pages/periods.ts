import type { Moment } from '../definition.ts';

const MINUTE_MS = 60_000;

/** The instant, in milliseconds, at which a day begins in Shanghai. */
export function beginning(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`);
}

/** The period from the beginning of a day to the end of the present minute: the graph takes whole minutes. */
export function since(day: string, { now }: Moment): { from: string; to: string } {
  const from = beginning(day);
  const to = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** The last so many days, today included, the oldest first. */
export function lastDays(days: number, moment: Moment): string[] {
  return Array.from({ length: days }, (_, index) => moment.daysAgo(days - 1 - index));
}

/** A day as an axis shows it. */
export function shortDay(day: string): string {
  return `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`;
}

/** The sums of numbers by what they are of, in order of first appearance. */
export function sums<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  numberOf: (row: Row) => number,
): Map<string, number> {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(keyOf(row), (totals.get(keyOf(row)) ?? 0) + numberOf(row));
  return totals;
}
