import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';

/** A key that its issuer withdrew does not live on in an open stream: the token is read again after this. */
const READ_AGAIN_SWEEPS = 60;

/** Whether one token, under which streams are open, still stands. */
export class Standing {
  readonly principal: Principal;
  readonly authorization: string;
  readonly #lost: () => void;
  readonly #all: Standings;
  #stopped = false;

  constructor(all: Standings, authorization: string, principal: Principal, lost: () => void) {
    this.#all = all;
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

  constructor(verifier: TokenVerifier) {
    this.verifier = verifier;
  }

  watch(authorization: string, principal: Principal, lost: () => void): Standing {
    const standing = new Standing(this, authorization, principal, lost);
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
    const readAgain = ++this.#sweeps % READ_AGAIN_SWEEPS === 0;
    for (const standing of [...this.#open]) {
      if (standing.stands() && readAgain) void this.#readAgain(standing);
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
