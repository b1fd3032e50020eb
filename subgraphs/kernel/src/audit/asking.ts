import { AsyncLocalStorage } from 'node:async_hooks';
import type { Purpose } from '../identity/purpose.ts';
import type { Principal } from '../identity/principal.ts';

/** Who asks in the request that is being executed; what an audit record says of the actor. */
export interface Asking {
  readonly principal: Principal | null;
  readonly purpose: Purpose | null;
  readonly requestId: string;
}

const asking = new AsyncLocalStorage<Asking>();

/** Executes a request: every audit record written in it names its asker, and can name nobody else. */
export function whileAsking<T>(who: Asking, work: () => Promise<T>): Promise<T> {
  return asking.run({ principal: who.principal, purpose: who.purpose, requestId: who.requestId }, work);
}

/** Who asks; null outside a request, where the system itself acts. */
export function currentAsking(): Asking | null {
  return asking.getStore() ?? null;
}
