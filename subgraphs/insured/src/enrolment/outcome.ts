import type { RefusalFacts } from '#kernel/vocabulary/result';

/** What a mutation leaves behind under its idempotency key: the id of what it made or changed, or why not. */
export type Outcome = { readonly id: string } | { readonly refusal: RefusalFacts };
