/** The SQL statements that a subgraph sent, so that a test can say how many an operation costs. */
export class StatementLog {
  readonly #statements: string[] = [];
  #counting = false;

  add(message: string): void {
    if (this.#counting) this.#statements.push(message);
  }

  /** The statements that some work sends. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
    this.#statements.length = 0;
    this.#counting = true;
    try {
      const result = await work();
      return {
        result,
        statements: this.#statements.filter(text => /\b(select|insert|update|delete)\b/i.test(text)),
      };
    } finally {
      this.#counting = false;
    }
  }
}
