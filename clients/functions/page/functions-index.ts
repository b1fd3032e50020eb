/** What the page shows, as `functions.json` holds it. */
export interface FunctionsIndex {
  readonly functions: readonly IndexedFunction[];
  /** By `Type.field`; absent where no operation leads to the field. */
  readonly operations: Readonly<Record<string, IndexedOperation>>;
  /** How many functions of each document there are, and are served. */
  readonly counts: readonly DocumentCount[];
}

export interface IndexedFunction {
  readonly id: string;
  /** What the procurement document calls it. */
  readonly name: string;
  /** The subgraph that lists it, or `gateway` for what cuts across all. */
  readonly owner: string;
  /** The outcome that its tests assert; for a function outside the system the reason why. */
  readonly shows: string;
  /** `Type.field`; none for a function outside the system. */
  readonly operations: readonly string[];
}

export interface IndexedOperation {
  /** The Chinese terms of the type and the field. */
  readonly term: string;
  /** The title of the example that opens; empty where the operation was generated. */
  readonly example: string;
  readonly query: string;
  /** JSON with the placeholders of GraphiQL. */
  readonly variables: string;
}

export interface DocumentCount {
  readonly system: string;
  readonly required: number;
  readonly served: number;
}

/** The address under which GraphiQL opens an operation; a fragment, which no server and no log ever sees. */
export function graphiqlAddress({ query, variables }: Pick<IndexedOperation, 'query' | 'variables'>): string {
  return `/graphiql#${new URLSearchParams({ query, ...(variables !== '' && { variables }) })}`;
}
