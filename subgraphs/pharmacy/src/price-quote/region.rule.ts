import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/**
 * The prefix that a division code covers: `31` and `310000` the city, `310101` a district.
 * Source: GB/T 2260 (two digits a level; zeros stand for the whole).
 */
export function regionPrefix(region: string): Result<string, RefusalFacts<'INVALID_REGION'>> {
  if (!/^\d{2}(\d{2}){0,2}$/.test(region)) return refuse('INVALID_REGION', '须为 2、4 或 6 位行政区划代码');
  return accept(region.replace(/(00)+$/, ''));
}

/** The division in which a designated institution lies: the digits after the letter of its national code. */
export function regionOfInstitution(code: string): string {
  return code.slice(1, 7);
}
