import { FIRST_LOCK_SECONDS, LONGEST_LOCK_SECONDS, MOST_FAILURES } from './login.terms.ts';

/** Decides for how many seconds a certificate is locked after so many false signatures in a row; 0 for not at all. */
export function lockSeconds(failures: number): number {
  if (failures < MOST_FAILURES) return 0;
  return Math.min(FIRST_LOCK_SECONDS * 2 ** (failures - MOST_FAILURES), LONGEST_LOCK_SECONDS);
}
