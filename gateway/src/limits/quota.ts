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
    const before = this.#spend(key, 1, 1);
    return before >= 1 ? 0 : Math.ceil((1 - before) / this.#perSecond);
  }

  /** Takes what was given away elsewhere: there may be less than none then. */
  takeGiven(key: string, count: number): void {
    this.#spend(key, count, -Infinity);
  }

  /** Spends so many unless there were fewer than `least`; answers how many there were. */
  #spend(key: string, count: number, least: number): number {
    const at = this.#now().getTime();
    const known = this.#buckets.get(key);
    const refilled = known ? known.left + (Math.max(0, at - known.at) / 1000) * this.#perSecond : this.#burst;
    const before = Math.min(this.#burst, refilled);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: before >= least ? before - count : before, at });
    if (this.#buckets.size > REMEMBERED) {
      const [forgotten] = this.#buckets.keys();
      this.#buckets.delete(forgotten!);
    }
    return before;
  }
}

/** By whom requests are counted: the subject of the token, or the address of one without. */
export function askerKey(principal: Principal | null, address: string | undefined): string {
  return principal ? `subject ${principal.subject}` : `address ${address ?? ''}`;
}

/** How many requests of each asker were let in. */
export type RequestCounts = Readonly<Record<string, number>>;

/** How often, and how many times at once, each principal may ask; every transport counts into the same. */
export class Quota {
  readonly #limits: Limits;
  readonly #buckets: TokenBuckets;
  readonly #running = new Map<string, number>();
  /** Null until somebody asks for it. */
  #counted: Map<string, number> | null = null;

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
    this.#counted?.set(asker, (this.#counted.get(asker) ?? 0) + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const left = (this.#running.get(asker) ?? 1) - 1;
      if (left > 0) this.#running.set(asker, left);
      else this.#running.delete(asker);
    };
  }

  /** What was let in since the last time, for the other processes that serve the same askers. */
  countedSince(): RequestCounts {
    const counts = Object.fromEntries(this.#counted ?? []);
    this.#counted = new Map();
    return counts;
  }

  /** Counts what another process let in, as if it had come here. */
  countElsewhere(counts: RequestCounts): void {
    for (const [asker, count] of Object.entries(counts)) this.#buckets.takeGiven(asker, count);
  }
}

function tooMany(limit: keyof Limits, allowed: number, actual: number, retryAfter: number): GraphQLError {
  const facts = { limit, allowed, actual, retryAfter };
  return rateLimited(`请求过于频繁：${limit} 上限 ${allowed}，请 ${retryAfter} 秒后再试`, facts);
}
