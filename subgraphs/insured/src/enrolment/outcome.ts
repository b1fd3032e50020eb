import type { RefusalFacts, Result } from '#kernel/vocabulary/result';

/** What a mutation leaves behind under its idempotency key: the id of what it made or changed, or why not. */
export type Outcome = { readonly id: string } | { readonly refusal: RefusalFacts };

/** The outcome of a decision that names what it made or changed. */
export function outcomeOf(done: Result<string>): Outcome {
  return done.ok ? { id: done.value } : { refusal: done.refusal };
}
