/** Longest period of one reconciliation, in days, and most records sent with it. */
export const LONGEST_DAYS = 31;
export const MOST_RECORDS = 5_000;

/**
 * From how many differences on they can grow.
 * Source: none is published; ours, to be tuned by whoever deploys it.
 */
export const GROWTH_LEAST = 3;
