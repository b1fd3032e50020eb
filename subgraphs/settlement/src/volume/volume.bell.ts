import type { BackgroundTask, Kernel } from '#kernel/server/subgraph';
import { READING_EVERY_MS } from './volume.terms.ts';

/** The gauge that tells followers of the volume to read it. */
export const VOLUME_TOPIC = 'settlement.volume';

/**
 * Rings for those who follow the volume. What they then read is in the database, and the same for readers of all
 * processes; a reader who is slow misses rings, not figures.
 */
export class VolumeBell implements BackgroundTask {
  readonly #kernel: Kernel;
  #timer: NodeJS.Timeout | null = null;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  start(): void {
    this.#ring();
    this.#timer = setInterval(() => this.#ring(), READING_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  #ring(): void {
    this.#kernel.bus.publishGauge(VOLUME_TOPIC, null);
  }
}
