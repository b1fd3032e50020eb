import type { Logger } from 'pino';
import type { Clock } from '../vocabulary/calendar.ts';
import type { AuditEntry, AuditTrail } from './audit-trail.ts';
import { FoldedRefusals, type Folded, type TurnedAway } from './folded-refusals.ts';

const FOLD_MS = 5_000;

/** Keeps refusals as records of a trail, folded. A refusal stands even where it cannot be recorded. */
export class RefusalRecords {
  readonly #trail: AuditTrail;
  readonly #entry: (folded: Folded) => AuditEntry;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #folded: FoldedRefusals;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    trail: AuditTrail,
    entry: (folded: Folded) => AuditEntry,
    { clock, log, apart }: { readonly clock: Clock; readonly log: Logger; readonly apart?: number },
  ) {
    this.#trail = trail;
    this.#entry = entry;
    this.#clock = clock;
    this.#log = log;
    this.#folded = new FoldedRefusals(apart);
  }

  start(): void {
    this.#timer = setInterval(() => void this.fold(), FOLD_MS);
    this.#timer.unref();
  }

  /** Records what is still counted, and ends. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.fold(true);
  }

  async note(refusal: TurnedAway): Promise<void> {
    const record = this.#folded.count(refusal, this.#clock.now());
    if (record) await this.#record([record]);
  }

  /** Records the repeats whose minute is over, and all when asked for the rest. */
  async fold(rest = false): Promise<void> {
    await this.#record(this.#folded.over(this.#clock.now(), rest));
  }

  async #record(folded: readonly Folded[]): Promise<void> {
    await this.#trail
      .recordAlone(folded.map(this.#entry))
      .catch((error: unknown) => this.#log.error({ err: error }, 'a refusal could not be recorded'));
  }
}
