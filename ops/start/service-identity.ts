/** A token is renewed this long before the development issuer's five minutes are over. */
const RENEW_MS = 240_000;

/** The `Authorization` under which this process asks subgraphs; renewed before its token ends. */
export class ServiceIdentity {
  readonly #token: () => Promise<string>;
  readonly #now: () => Date;
  #current: { readonly token: Promise<string>; readonly until: number } | null = null;

  constructor(token: () => Promise<string>, now: () => Date) {
    this.#token = token;
    this.#now = now;
  }

  async authorization(): Promise<string> {
    const now = this.#now().getTime();
    if (!this.#current || this.#current.until <= now) {
      this.#current = { token: this.#token(), until: now + RENEW_MS };
    }
    try {
      return `Bearer ${await this.#current.token}`;
    } catch (error) {
      this.#current = null;
      throw error;
    }
  }
}
