/** Refusals of one kind and source within this are one record, with their number; the first is recorded at once. */
export const FOLDED_MS = 60_000;

/** Sources that are told apart within that time; all others are one, so that nobody fills the disk from many addresses. */
export const SOURCES_APART = 100;

/** The same for people whose token is genuine: they cannot be made up, and who tried is to be known. */
export const SUBJECTS_APART = 10_000;
