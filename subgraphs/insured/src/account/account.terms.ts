/**
 * How long money stays set aside for a settlement whose outcome nobody tells: longer than any
 * institution retries a request, shorter than a person waits for the money. Source: ours [decided].
 */
export const RESERVATION_MINUTES = 30;

/** How often reservations left behind are swept up. */
export const SWEEP_SECONDS = 60;
