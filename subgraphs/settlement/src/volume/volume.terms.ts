/** How far back the same period of last week and of last year lies: whole weeks, so that weekdays stand beside each other. */
export const LAST_WEEK_DAYS = 7;
export const LAST_YEAR_DAYS = 364;

/** Longest period of one reading, and most points of it. */
export const LONGEST_DAYS = 31;
export const MOST_POINTS = 1_500;

/** How often a following reader gets a reading. */
export const READING_EVERY_MS = 2_000;

/**
 * When an institution has fallen silent: nothing settled for an hour in which it settled at least so many bills in
 * each of the last four weeks, at the same hour of the same weekday.
 * Source: none is published; ours, to be tuned by whoever deploys it.
 */
export const SILENCE = { minutes: 60, weeks: 4, least: 5 } as const;
