/** The SQL statements that a subgraph sent, so that a test can say how many an operation costs. */
export class StatementLog {
  readonly #statements: string[] = [];
  #counting = false;

  add(message: string): void {
    if (this.#counting) this.#statements.push(message);
  }

  /** The statements that some work sends; what the relay polls meanwhile belongs to nobody's work. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
    this.#statements.length = 0;
    this.#counting = true;
    try {
      const result = await work();
      return {
        result,
        statements: this.#statements.filter(isOfWork),
      };
    } finally {
      this.#counting = false;
    }
  }
}

function isOfWork(text: string): boolean {
  return /\b(select|insert|update|delete)\b/i.test(text) && !text.includes('outbox_event where position is null');
}
