/** A stream that tells of each of its events, and once of its end. */
export function counted<T>(
  source: AsyncIterableIterator<T>,
  counter: { event(): void; close(): void },
): AsyncIterableIterator<T> {
  return {
    async next() {
      try {
        const step = await source.next();
        if (step.done) counter.close();
        else counter.event();
        return step;
      } catch (error) {
        counter.close();
        throw error;
      }
    },
    async return() {
      counter.close();
      await source.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
