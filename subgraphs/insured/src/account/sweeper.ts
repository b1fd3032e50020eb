import type { Logger } from 'pino';
import type { BackgroundTask } from '#kernel/server/subgraph';
import type { AccountService } from './account.service.ts';
import { SWEEP_SECONDS } from './account.terms.ts';

/** Sweeps up reservations left behind, for as long as the subgraph runs. */
export class ReservationSweeper implements BackgroundTask {
  readonly #accounts: AccountService;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(accounts: AccountService, log: Logger) {
    this.#accounts = accounts;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweeping.then(() => this.#sweep());
    }, SWEEP_SECONDS * 1000);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    try {
      const swept = await this.#accounts.sweep();
      if (swept > 0) this.#log.info({ swept }, 'reservations left behind were given up');
    } catch (error) {
      this.#log.warn({ err: error }, 'reservations could not be swept up; it is tried again');
    }
  }
}
