import { ApolloLink, Observable, type TypedDocumentNode } from '@apollo/client';
import type { GraphClient } from '../../dist/client/index.ts';

/** Apollo Client over the SDK: its cache and hooks, with streams that resume, and documents asked by their hash. */
export function graphLink(graph: GraphClient): ApolloLink {
  return new ApolloLink(({ query, variables, operationType }) => {
    const document = query as TypedDocumentNode<Record<string, unknown>, Record<string, unknown>>;
    return new Observable(observer => {
      const stop = new AbortController();
      const { signal } = stop;
      const ask = async (): Promise<void> => {
        if (operationType === 'subscription') {
          for await (const { data } of graph.events(document, variables, { signal })) observer.next({ data });
        } else {
          const { data, errors } = await graph.ask(document, variables, { signal });
          observer.next({ data, ...(errors.length > 0 && { errors }) });
        }
        observer.complete();
      };
      ask().catch((error: unknown) => !signal.aborted && observer.error(error));
      return () => stop.abort();
    });
  });
}
