/** Records after which a chain gets a signed checkpoint; about a minute of a busy day's records. */
export const CHECKPOINT_AFTER_RECORDS = 1000;

/** The longest that a chained record waits for the checkpoint that covers it. */
export const CHECKPOINT_AFTER_MINUTES = 15;
