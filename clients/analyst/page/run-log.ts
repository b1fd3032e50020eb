import { useSyncExternalStore } from 'react';

/** One operation that was asked over HTTP, and what the gateway told of its working. */
export interface Run {
  readonly milliseconds: number;
  readonly cost: { readonly estimated: number; readonly actual: number; readonly allowed: number } | null;
  /** Shown to analysts only. */
  readonly plan: readonly string[] | null;
  readonly fetches: readonly {
    readonly service: string;
    readonly milliseconds: number;
    readonly failed: boolean;
  }[];
}

/** One event of a subscription, as it came. */
export interface StreamEvent {
  /** Counted from one for as long as the page is open. */
  readonly number: number;
  readonly at: string;
  readonly operation: string;
  readonly answer: unknown;
}

export interface Log {
  readonly run: Run | null;
  /** The newest last. */
  readonly events: readonly StreamEvent[];
  /** Events that were kept once and had to make room. */
  readonly dropped: number;
}

const KEPT = 1000;
const EMPTY: Log = { run: null, events: [], dropped: 0 };

/** What the panels show of the operations that the page asked. */
export class RunLog {
  #log = EMPTY;
  #heard = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly read = (): Log => this.#log;

  ran(run: Run): void {
    this.#put({ ...this.#log, run });
  }

  heard(event: Omit<StreamEvent, 'number'>): void {
    const events = [...this.#log.events, { number: ++this.#heard, ...event }];
    const over = Math.max(0, events.length - KEPT);
    this.#put({ ...this.#log, events: events.slice(over), dropped: this.#log.dropped + over });
  }

  forgetEvents(): void {
    this.#put({ ...this.#log, events: [], dropped: 0 });
  }

  #put(log: Log): void {
    this.#log = log;
    for (const listener of this.#listeners) listener();
  }
}

export const useLog = (log: RunLog): Log => useSyncExternalStore(log.subscribe, log.read);
