/** Skews below this are within what the Date header, a second's mark, can tell. */
const TOLERATED_MS = 2000;

/** The server's time as a wall can know it whose own clock may be wrong. */
export class ServerClock {
  readonly #now: () => number;
  #skew = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Learns from the Date header of an answer, and when its request went out. */
  hear(date: string | null, sentAt: number): void {
    const said = Date.parse(date ?? '');
    if (Number.isNaN(said)) return;
    const skew = said + 500 - (sentAt + this.#now()) / 2;
    this.#skew = Math.abs(skew) > TOLERATED_MS ? skew : 0;
  }

  now(): number {
    return this.#now() + this.#skew;
  }
}
