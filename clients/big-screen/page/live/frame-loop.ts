/** What one frame may take for drawing, in milliseconds; the rest of a sixtieth of a second is the browser's. */
const BUDGET_MS = 6;
/** A panel is drawn again after this at the earliest: nobody reads faster from five metres. */
const PAUSE_MS = 250;

export interface FrameTiming {
  /** Calls back before the next frame is painted: `requestAnimationFrame`. */
  readonly nextFrame: (work: () => void) => void;
  readonly now: () => number;
}

interface Waiting {
  readonly draw: () => void;
  readonly due: number;
}

/**
 * Draws panels apart from the arrival of their data: however many events come, a panel is drawn at most four times a
 * second, and each frame draws panels, the longest waiting first, until its time is used up.
 */
export class FrameLoop {
  readonly #timing: FrameTiming;
  readonly #waiting = new Map<object, Waiting>();
  readonly #drawn = new WeakMap<object, number>();
  #scheduled = false;

  constructor(timing: FrameTiming) {
    this.#timing = timing;
  }

  /** Has a panel drawn soon; asking again before that changes nothing. */
  request(panel: object, draw: () => void): void {
    if (!this.#waiting.has(panel)) {
      this.#waiting.set(panel, { draw, due: (this.#drawn.get(panel) ?? -PAUSE_MS) + PAUSE_MS });
    }
    this.#schedule();
  }

  forget(panel: object): void {
    this.#waiting.delete(panel);
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.size === 0) return;
    this.#scheduled = true;
    this.#timing.nextFrame(() => {
      this.#scheduled = false;
      this.#frame();
      this.#schedule();
    });
  }

  #frame(): void {
    const began = this.#timing.now();
    for (const [panel, { draw, due }] of this.#waiting) {
      if (due > began) continue;
      this.#waiting.delete(panel);
      this.#drawn.set(panel, began);
      draw();
      if (this.#timing.now() - began >= BUDGET_MS) return;
    }
  }
}
