import type { GraphQLError } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import { rateLimited } from '#kernel/graphql/errors';
import type { Limits } from './limits.ts';

/** Those who asked least recently are forgotten beyond this: memory stays bounded whoever asks. */
const REMEMBERED = 10_000;

/** Counts what each of many may take: so many at once, refilled steadily. */
export class TokenBuckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => Date;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(perSecond: number, burst: number, now: () => Date) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one; answers 0, or the whole seconds after which there is one again. */
  take(key: string): number {
    const at = this.#now().getTime();
    const known = this.#buckets.get(key);
    const refilled = known ? known.left + (Math.max(0, at - known.at) / 1000) * this.#perSecond : this.#burst;
    const before = Math.min(this.#burst, refilled);
    const left = before >= 1 ? before - 1 : before;
    this.#buckets.delete(key);
    this.#buckets.set(key, { left, at });
    if (this.#buckets.size > REMEMBERED) {
      const [forgotten] = this.#buckets.keys();
      this.#buckets.delete(forgotten!);
    }
    return before >= 1 ? 0 : Math.ceil((1 - before) / this.#perSecond);
  }
}

/** By whom requests are counted: the subject of the token, or the address of one without. */
export function askerKey(principal: Principal | null, address: string | undefined): string {
  return principal ? `subject ${principal.subject}` : `address ${address ?? ''}`;
}

/** How often, and how many times at once, each principal may ask; every transport counts into the same. */
export class Quota {
  readonly #limits: Limits;
  readonly #buckets: TokenBuckets;
  readonly #running = new Map<string, number>();

  constructor(limits: Limits, now: () => Date) {
    this.#limits = limits;
    this.#buckets = new TokenBuckets(limits.requestsPerSecond, limits.burst, now);
  }

  /** Lets a request in, and answers how to let it out; throws RATE_LIMITED with when to come again. */
  enter(asker: string): () => void {
    const { requestsPerSecond, concurrent } = this.#limits;
    const running = this.#running.get(asker) ?? 0;
    if (running >= concurrent) throw tooMany('concurrent', concurrent, running + 1, 1);
    const retryAfter = this.#buckets.take(asker);
    if (retryAfter > 0) {
      throw tooMany('requestsPerSecond', requestsPerSecond, requestsPerSecond + 1, retryAfter);
    }
    this.#running.set(asker, running + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const left = (this.#running.get(asker) ?? 1) - 1;
      if (left > 0) this.#running.set(asker, left);
      else this.#running.delete(asker);
    };
  }
}

function tooMany(limit: keyof Limits, allowed: number, actual: number, retryAfter: number): GraphQLError {
  const facts = { limit, allowed, actual, retryAfter };
  return rateLimited(`请求过于频繁：${limit} 上限 ${allowed}，请 ${retryAfter} 秒后再试`, facts);
}
