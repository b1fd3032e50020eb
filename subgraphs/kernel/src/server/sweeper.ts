import type { BackgroundTask, Kernel } from './subgraph.ts';

const EVERY_MS = 30_000;

/** Repeats a sweep, one at a time, for as long as the subgraph runs; one that fails is logged and tried again. */
export class Sweeper implements BackgroundTask {
  readonly #sweep: () => Promise<void>;
  readonly #log: Kernel['log'];
  readonly #what: string;
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> | null = null;

  constructor({ log }: Pick<Kernel, 'log'>, what: string, sweep: () => Promise<void>) {
    this.#log = log;
    this.#what = what;
    this.#sweep = sweep;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.#sweep()
        .catch((error: unknown) => this.#log.warn({ err: error }, `${this.#what} could not be swept`))
        .finally(() => (this.#sweeping = null));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#sweeping;
  }
}
