import type { Principal } from '#kernel/identity/principal';
import type { StreamGateway } from '../gateway.ts';

/** A revoked token loses even a silent stream within this. */
const CHECK_MS = 1000;
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Whether the token under which streams were opened still stands. It is verified again at every event, and in
 * between, since a stream without events has to end too when its token expires or is revoked.
 */
export class Standing {
  readonly #gateway: StreamGateway;
  readonly #authorization: string | null;
  readonly #lost: () => void;
  readonly #check: NodeJS.Timeout;
  readonly #expiry: NodeJS.Timeout;
  #stopped = false;

  constructor(
    gateway: StreamGateway,
    authorization: string | null,
    principal: Principal | null,
    lost: () => void,
  ) {
    this.#gateway = gateway;
    this.#authorization = authorization;
    this.#lost = lost;
    const left = principal ? principal.expiresAt * 1000 - gateway.now().getTime() : LONGEST_TIMER_MS;
    this.#expiry = setTimeout(() => this.#lose(), Math.min(Math.max(left, 0), LONGEST_TIMER_MS));
    this.#check = setInterval(() => void this.stands(), CHECK_MS);
  }

  /** Verifies once more; when that fails, whoever watches has been told before this returns. */
  async stands(): Promise<boolean> {
    try {
      await this.#gateway.verify(this.#authorization);
    } catch {
      this.#lose();
    }
    return !this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#check);
    clearTimeout(this.#expiry);
  }

  #lose(): void {
    if (this.#stopped) return;
    this.stop();
    this.#lost();
  }
}

/** A stream that lets no event out once its token has ceased to stand. */
export function whileStanding<T>(
  source: AsyncIterableIterator<T>,
  standing: Standing,
): AsyncIterableIterator<T> {
  return {
    async next() {
      const step = await source.next();
      if (step.done || (await standing.stands())) return step;
      await source.return?.();
      return { value: undefined, done: true };
    },
    async return() {
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
