import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';

/**
 * A key that its issuer withdrew does not live on in an open stream: the token is read again after so many, some of all
 * tokens in each, since thousands at once would hold up every event.
 */
const READ_AGAIN_SWEEPS = 60;

/** Whether one token, under which streams are open, still stands. */
export class Standing {
  readonly principal: Principal;
  readonly authorization: string;
  readonly #lost: () => void;
  /** In which of the sweeps its token is read again. */
  readonly turn: number;
  readonly #all: Standings;
  #stopped = false;

  constructor(all: Standings, turn: number, authorization: string, principal: Principal, lost: () => void) {
    this.#all = all;
    this.turn = turn;
    this.authorization = authorization;
    this.principal = principal;
    this.#lost = lost;
  }

  /** Asked at every event; when the answer is no, whoever watches has been told before this returns. */
  stands(): boolean {
    if (!this.#stopped && !this.#all.verifier.stands(this.principal)) this.lose();
    return !this.#stopped;
  }

  lose(): void {
    if (this.#stopped) return;
    this.stop();
    this.#lost();
  }

  stop(): void {
    this.#stopped = true;
    this.#all.forget(this);
  }
}

/**
 * The tokens of all open connections. They are asked at every event, and once a second in between, since a stream
 * without events has to end too when its token expires or is revoked.
 */
export class Standings {
  readonly verifier: TokenVerifier;
  readonly #open = new Set<Standing>();
  #sweeps = 0;
  #watched = 0;

  constructor(verifier: TokenVerifier) {
    this.verifier = verifier;
  }

  watch(authorization: string, principal: Principal, lost: () => void): Standing {
    const standing = new Standing(this, this.#watched++ % READ_AGAIN_SWEEPS, authorization, principal, lost);
    this.#open.add(standing);
    return standing;
  }

  forget(standing: Standing): void {
    this.#open.delete(standing);
  }

  /** While revocations cannot be read nothing is let out and nobody is closed: the next sweep asks again. */
  async sweep(): Promise<void> {
    try {
      await this.verifier.fresh();
    } catch {
      return;
    }
    const turn = this.#sweeps++ % READ_AGAIN_SWEEPS;
    for (const standing of [...this.#open]) {
      if (standing.stands() && standing.turn === turn) void this.#readAgain(standing);
    }
  }

  async #readAgain(standing: Standing): Promise<void> {
    try {
      await this.verifier.verify(standing.authorization);
    } catch {
      standing.lose();
    }
  }
}
