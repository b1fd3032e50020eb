/** How long somebody has to sign a challenge. */
export const CHALLENGE_SECONDS = 120;

/** How long a token of a login lasts; half a working day. */
export const TOKEN_SECONDS = 4 * 3600;

/** False signatures in a row after which a certificate is locked. Source: GB/T 22239-2019, 8.1.4.1 b); the number is ours. */
export const MOST_FAILURES = 5;

/** The first lock; each further false signature doubles it, up to the longest. */
export const FIRST_LOCK_SECONDS = 60;
export const LONGEST_LOCK_SECONDS = 3600;
