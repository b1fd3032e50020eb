import { streamLimitExceeded, type StreamLimits } from './limits.ts';

/** One principal's share of streams and events. */
export class Share {
  subscriptions = 0;
  /** Events that may be delivered before the next refill. */
  left: number;

  constructor(left: number) {
    this.left = left;
  }
}

/** The shares of all who subscribe; refilled once a second. */
export class Shares {
  readonly #limits: StreamLimits;
  readonly #bySubject = new Map<string, Share>();

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Counts one more subscription of a subject; throws RATE_LIMITED when it has as many as it may. */
  take(subject: string): Share {
    const share = this.#bySubject.get(subject) ?? new Share(this.#burst);
    const allowed = this.#limits.subscriptionsPerPrincipal;
    if (share.subscriptions >= allowed)
      throw streamLimitExceeded('subscriptionsPerPrincipal', allowed, share.subscriptions + 1);
    share.subscriptions++;
    this.#bySubject.set(subject, share);
    return share;
  }

  /** Called each second. Whoever reads nothing and has their full share again is forgotten. */
  refill(): void {
    for (const [subject, share] of this.#bySubject) {
      share.left = Math.min(this.#burst, share.left + this.#limits.eventsPerSecond);
      if (share.subscriptions === 0 && share.left === this.#burst) this.#bySubject.delete(subject);
    }
  }

  get #burst(): number {
    return this.#limits.eventsPerSecond * this.#limits.burstSeconds;
  }
}
