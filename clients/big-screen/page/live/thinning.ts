/** A reading at an instant (milliseconds); null where there was none. */
export type Point = readonly [at: number, value: number | null];

/**
 * At most `most` points of a line that look like all of them: of each stretch of time its lowest and its highest
 * stay, so that no peak is lost, and a gap stays a gap. The points are put in order of time first.
 */
export function thin(points: readonly Point[], most: number): Point[] {
  const ordered = points.toSorted((a, b) => a[0] - b[0]);
  if (ordered.length <= most) return ordered;
  const stretches = Math.max(1, Math.floor(most / 2));
  const size = ordered.length / stretches;
  return Array.from({ length: stretches }, (_, index) =>
    extremes(ordered.slice(Math.floor(index * size), Math.floor((index + 1) * size))),
  ).flat();
}

function extremes(stretch: readonly Point[]): Point[] {
  const read = stretch.filter(point => point[1] !== null);
  if (read.length === 0) return stretch.slice(0, 1);
  const lowest = read.reduce((low, point) => (point[1]! < low[1]! ? point : low));
  const highest = read.reduce((high, point) => (point[1]! > high[1]! ? point : high));
  if (lowest === highest) return [lowest];
  return lowest[0] < highest[0] ? [lowest, highest] : [highest, lowest];
}

/** Breaks a line where two readings are further apart than `most` milliseconds: what is unknown is not drawn. */
export function withGaps(points: readonly Point[], most: number): Point[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    return before && point[0] - before[0] > most ? [[before[0] + 1, null] as const, point] : [point];
  });
}
