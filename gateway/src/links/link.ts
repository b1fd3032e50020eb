import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/** Told of the fetches of one operation, when somebody wants to know of them. */
export interface FetchWatch {
  fetched(service: string, milliseconds: number, failed: boolean): void;
}

/** How fetches learn that nobody waits for them any more. */
export class GivenUp {
  readonly #ends: (() => void)[] = [];
  #given = false;

  get given(): boolean {
    return this.#given;
  }

  /** What ends a fetch; at once when it is given up already. */
  endBy(end: () => void): void {
    if (this.#given) end();
    else this.#ends.push(end);
  }

  giveUp(): void {
    this.#given = true;
    for (const end of this.#ends.splice(0)) end();
  }
}

/** What the gateway asks of a subgraph. */
export interface LinkRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
  /** The asker's own token; the subgraph verifies it again. */
  readonly authorization?: string | null;
  /** The token of the one for whom a service asks. */
  readonly onBehalfOf?: string | null;
  /** Why the asker reads personal data, as stated. */
  readonly purpose?: string | null;
  readonly requestId?: string;
  readonly watch?: FetchWatch;
  /** Asked before the fetch begins: once it is given up, it does not. */
  readonly givenUp?: GivenUp;
  /** The span that this is asked for, as W3C Trace Context puts it in a header. */
  readonly traceparent?: string | null;
  /** Asks a subscription to tell first that it is open, with the cursor of where it begins in `extensions`. */
  readonly announceStart?: boolean;
}

/** A file on its way to the subgraph that keeps it; it may break off at any byte, and then nothing of it is kept. */
export interface FileRequest {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly authorization: string | null;
  readonly requestId: string;
}

/** What became of a file: its handle, or the errors why it was not taken. */
export type FileAnswer = { readonly handle: string } | { readonly errors: readonly GraphQLFormattedError[] };

/** The way to one subgraph: in this process, or over HTTP. Rejects with SUBGRAPH_UNAVAILABLE when it is away. */
export interface SubgraphLink {
  execute(request: LinkRequest): Promise<FormattedExecutionResult>;
  subscribe(
    request: LinkRequest,
  ): Promise<AsyncIterableIterator<FormattedExecutionResult> | FormattedExecutionResult>;
  /** Hands over a file, to a subgraph that takes some. */
  upload?(request: FileRequest): Promise<FileAnswer>;
  close?(): Promise<void>;
}
