import type { CalendarDate } from '#kernel/vocabulary/calendar';

/**
 * The version of a law in force on a day: the latest whose day of adoption is not after it; null before the first.
 * The day of adoption decides, not that of effect, which the texts of amendments do not state reliably.
 */
export function versionInForce<Version extends { readonly adoptedOn: CalendarDate }>(
  versions: Iterable<Version>,
  asOf: CalendarDate,
): Version | null {
  let latest: Version | null = null;
  for (const version of versions) {
    if (version.adoptedOn <= asOf && (!latest || version.adoptedOn > latest.adoptedOn)) latest = version;
  }
  return latest;
}
