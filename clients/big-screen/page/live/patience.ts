const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt after `failures` in a row: twice as long each time up to half a minute, and
 * never the same for two walls, so that a gateway that comes back is not met by all of them at once. There is no last
 * attempt. `chance` is random in [0, 1).
 */
export function waitAfter(failures: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return full / 2 + (full / 2) * chance;
}
