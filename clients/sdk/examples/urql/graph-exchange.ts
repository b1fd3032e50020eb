import { subscriptionExchange, type Exchange } from 'urql';
import type { GraphClient } from '../../dist/client/index.ts';

/** urql over the SDK, every operation: streams that resume, and documents asked by their hash. */
export function graphExchange(graph: GraphClient): Exchange {
  return subscriptionExchange({
    enableAllOperations: true,
    forwardSubscription: (_, { kind, query, variables = {} }) => ({
      subscribe(sink) {
        const stop = new AbortController();
        const { signal } = stop;
        const ask = async (): Promise<void> => {
          if (kind === 'subscription') {
            for await (const { data } of graph.events(query, variables, { signal })) sink.next({ data });
          } else {
            const { data, errors } = await graph.ask(query, variables, { signal });
            sink.next({ data, ...(errors.length > 0 && { errors: [...errors] }) });
          }
          sink.complete();
        };
        ask().catch((error: unknown) => !signal.aborted && sink.error(error));
        return { unsubscribe: () => stop.abort() };
      },
    }),
  });
}
