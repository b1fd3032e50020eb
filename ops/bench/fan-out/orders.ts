/** What the benchmark tells its two processes, and what they answer. */
export interface Orders {
  /** Tokens of as many readers; `apart` gives each an authority of its own, so that nothing is shared. */
  tokens: { order: { count: number; apart: boolean }; answer: { url: string; tokens: readonly string[] } };
  /** Waits until so many subscriptions are open; tells what the process holds. */
  opened: { order: { subscriptions: number }; answer: { bytes: number } };
  /** Tells events, each as soon as the one before has gone out to everybody. */
  flood: { order: { events: number }; answer: Cost };
  /** Tells events at a steady pace; also tells how long, in the median, it takes until all readers are written to. */
  pace: { order: { events: number; everyMs: number }; answer: Cost & { writingMilliseconds: number } };
  /** Opens one connection with one subscription for each token. */
  connect: { order: { url: string; tokens: readonly string[]; query: string }; answer: { open: number } };
  /** Closes all connections. */
  disconnect: { order: object; answer: object };
  /** Opens so many connections, says nothing on them, and waits until the gateway has closed all of them. */
  left: { order: { url: string; count: number }; answer: { codes: Readonly<Record<number, number>> } };
  /** What has been received since the last time: how many, and how late after it was told. */
  received: {
    order: { atLeast: number };
    answer: { messages: number; bytes: number; p50: number; p99: number };
  };
}

/** Processor time of the process, and what it did with it. */
export interface Cost {
  readonly cpuMicroseconds: number;
  readonly wallMilliseconds: number;
  readonly delivered: number;
}

type Handlers = {
  [Name in keyof Orders]?: (order: Orders[Name]['order']) => Promise<Orders[Name]['answer']>;
};

/** Serves orders in a child process. */
export function serveOrders(handlers: Handlers): void {
  process.on('message', ({ name, order }: { name: keyof Orders; order: never }) => {
    handlers[name]!(order).then(
      answer => process.send!({ answer }),
      (error: unknown) => process.send!({ error: String((error as Error).stack) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  process.send!({ answer: {} });
}
