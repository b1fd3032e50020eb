/**
 * Does work when it is asked for: at once after a rest, else a pause after it last began. What is asked for until then
 * shares that run, so that much asking costs little, and who asks alone does not wait.
 */
export class Paced {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  #beganAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(work: () => Promise<void>, pauseMs: number) {
    this.#work = work;
    this.#pauseMs = pauseMs;
  }

  ask(): void {
    if (this.#timer) return;
    const wait = this.#beganAt + this.#pauseMs - performance.now();
    if (wait <= 0) this.#begin();
    else this.#timer = setTimeout(() => this.#begin(), wait).unref();
  }

  /** Does at once what was asked for and has not begun. */
  hurry(): void {
    if (this.#timer) this.#begin();
  }

  #begin(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#beganAt = performance.now();
    void this.#work();
  }
}
