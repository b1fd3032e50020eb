import type { FormattedExecutionResult } from 'graphql';
import { createClient as createEventStreams } from 'graphql-sse';
import { createClient as createSockets } from 'graphql-ws';
import { answerOf, kindOf, nameOf, type Answer, type TypedDocument } from './document.ts';
import { GraphError } from './errors.ts';
import { resumedStream, type Connection, type StreamEvent, type StreamOptions } from './stream.ts';

export interface GraphClientOptions {
  /** The gateway: `https://…/graphql`. */
  readonly url: string;
  /** The asker's token, asked for at each request and each connection, so that it may be renewed. */
  readonly token: () => string | Promise<string>;
  /** Why personal data are read (`CODE: text`); without it they are masked. Each clear reading is recorded. */
  readonly purpose?: string;
  /** Asks by the hashes of the generated documents, which the gateway has to know (`npm run trusted-documents`). */
  readonly trusted?: boolean;
  /** How subscriptions travel. */
  readonly streams?: 'websocket' | 'sse';
}

export interface RequestOptions {
  /** Queries may be asked by GET, which caches on the way understand; best with `trusted`. */
  readonly method?: 'GET' | 'POST';
  readonly signal?: AbortSignal;
}

/** The variables of an operation: left out where it needs none. */
type Given<Variables> =
  Partial<Variables> extends Variables ? [variables?: Variables] : [variables: Variables];

/** A typed way to the graph: requests over fetch, subscriptions over WebSocket or server-sent events. */
export interface GraphClient {
  /** One query or mutation: what could be had, with the errors of what could not. */
  ask<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Answer<Result>>;
  /** One query or mutation whose answer is needed whole: throws `GraphError` for an answer with errors. */
  data<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    ...variables: Given<Variables>
  ): Promise<Result>;
  /** The events of a subscription, each once, over lost connections. */
  events<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options?: StreamOptions,
  ): AsyncGenerator<StreamEvent<Result>, void>;
  /** Ends every subscription. */
  close(): Promise<void>;
}

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { url, trusted = false } = options;
  const streams = options.streams === 'sse' ? eventStreams(options) : sockets(options);

  const ask: GraphClient['ask'] = async (document, variables, { method = 'POST', signal } = {}) => {
    const asked = { ...nameOf(document, trusted), variables };
    const headers = { accept: 'application/graphql-response+json', ...(await identityOf(options)) };
    const isGet = method === 'GET' && kindOf(document) === 'query';
    const response = isGet
      ? await fetch(addressOf(url, asked), { headers, signal })
      : await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(asked),
          signal,
        });
    return answerOf((await response.json()) as FormattedExecutionResult);
  };

  return {
    ask,
    async data(document, ...[variables]) {
      const { data, errors } = await ask(document, variables ?? ({} as never));
      if (data === null || errors.length > 0) throw new GraphError(errors);
      return data;
    },
    events: (document, variables, streamOptions = {}) =>
      resumedStream(
        streams.connection,
        nameOf(document, trusted),
        variables as Readonly<Record<string, unknown>>,
        streamOptions,
      ),
    close: async () => void (await streams.close()),
  };
}

async function identityOf({ token, purpose }: GraphClientOptions): Promise<Record<string, string>> {
  return {
    authorization: `Bearer ${await token()}`,
    ...(purpose !== undefined && { 'x-purpose': encodeURIComponent(purpose) }),
  };
}

function addressOf(url: string, { variables, ...named }: Record<string, unknown>): string {
  const search = new URLSearchParams({ variables: JSON.stringify(variables) });
  for (const [name, value] of Object.entries(named)) if (value !== '') search.set(name, String(value));
  return `${url}?${search}`;
}

interface Streams {
  readonly connection: Connection;
  close(): unknown;
}

// Coming back is the stream's own affair, since it alone knows after which event: hence no retries of the libraries.
const NO_RETRIES = { retryAttempts: 0 } as const;

function sockets({ url, purpose, ...options }: GraphClientOptions): Streams {
  const token = new UsedToken(options.token);
  const client = createSockets({
    ...NO_RETRIES,
    url: url.replace(/^http/, 'ws'),
    connectionParams: async () => ({ authorization: `Bearer ${await token.use()}`, purpose }),
  });
  return {
    connection: { open: request => client.iterate(request), renewed: () => token.renewed() },
    close: () => client.dispose(),
  };
}

function eventStreams(options: GraphClientOptions): Streams {
  const token = new UsedToken(options.token);
  const client = createEventStreams({
    ...NO_RETRIES,
    url: options.url,
    headers: () => identityOf({ ...options, token: () => token.use() }),
  });
  return {
    connection: { open: request => client.iterate(request), renewed: () => token.renewed() },
    close: () => client.dispose(),
  };
}

/** Knows whether the asker has got another token since the last one was used. */
class UsedToken {
  #used = '';
  readonly #token: GraphClientOptions['token'];

  constructor(token: GraphClientOptions['token']) {
    this.#token = token;
  }

  async use(): Promise<string> {
    return (this.#used = await this.#token());
  }

  async renewed(): Promise<boolean> {
    return (await this.#token()) !== this.#used;
  }
}
