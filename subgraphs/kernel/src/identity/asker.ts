import { AsyncLocalStorage } from 'node:async_hooks';

const asker = new AsyncLocalStorage<string | null>();

/** Runs work for an asker, so that what it asks of other subgraphs carries the asker's own token along. */
export function forAsker<T>(authorization: string | null, work: () => T): T {
  return asker.run(authorization, work);
}

/** The `Authorization` of whom the current work is for; null for work of the subgraph itself. */
export function currentAsker(): string | null {
  return asker.getStore() ?? null;
}
