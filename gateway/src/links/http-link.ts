import { Readable } from 'node:stream';
import type { FormattedExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { buildConnector, Pool } from 'undici';
import { WebSocket } from 'ws';
import { Channel } from '#kernel/events/channel';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import { ON_BEHALF_OF_HEADER, PURPOSE_HEADER, SERVICE_HEADER } from '#kernel/identity/headers';
import { purposeToHeader } from '#kernel/identity/purpose';
import { postJson } from './json-request.ts';
import type { Transport } from '#kernel/server/transport';
import type { FileAnswer, FileRequest, LinkRequest, SubgraphLink } from './link.ts';

const CONNECTIONS = 64;
/** Files come as slowly as their senders send: they take no connection from the queries. */
const FILE_CONNECTIONS = 16;
const TIMEOUT_MS = 10_000;

/** A subgraph in another process: queries over a keep-alive pool, subscriptions over graphql-transport-ws. */
export class HttpLink implements SubgraphLink {
  readonly #name: string;
  readonly #url: URL;
  readonly #service: () => Promise<string>;
  readonly #pool: Pool;
  readonly #files: Pool;
  readonly #transport: Transport | null;

  /**
   * `service` yields the `Authorization` of this process, without which a subgraph's port answers nobody. With TLS each new
   * connection is made with the certificate of that moment.
   */
  constructor(name: string, url: string, service: () => Promise<string>, transport: Transport | null = null) {
    this.#transport = transport;
    this.#name = name;
    this.#service = service;
    this.#url = new URL(url);
    const pool = (connections: number): Pool =>
      new Pool(this.#url.origin, {
        connections,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        connect: (options, done) =>
          buildConnector({ timeout: 2000, ...transport?.asClient() })(options, done),
      });
    this.#pool = pool(CONNECTIONS);
    this.#files = pool(FILE_CONNECTIONS);
  }

  async execute(request: LinkRequest): Promise<FormattedExecutionResult> {
    const { query, variables, operationName } = request;
    try {
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        accept: 'application/json',
        [SERVICE_HEADER]: await this.#service(),
      };
      if (request.onBehalfOf) headers[ON_BEHALF_OF_HEADER] = request.onBehalfOf;
      if (request.authorization) headers['authorization'] = request.authorization;
      if (request.purpose) headers[PURPOSE_HEADER] = purposeToHeader(request.purpose);
      if (request.requestId) headers['x-request-id'] = request.requestId;
      if (request.traceparent) headers['traceparent'] = request.traceparent;
      const body = JSON.stringify({ query, variables, operationName });
      const { status, content } = await postJson(
        this.#pool,
        this.#url.pathname,
        headers,
        body,
        request.givenUp,
      );
      // The port refused this process, not the asker.
      if (status === 401) throw subgraphUnavailable(this.#name);
      return content as FormattedExecutionResult;
    } catch {
      throw subgraphUnavailable(this.#name);
    }
  }

  async upload({ bytes, authorization, requestId }: FileRequest): Promise<FileAnswer> {
    try {
      const headers: Record<string, string> = {
        'content-type': 'application/octet-stream',
        [SERVICE_HEADER]: await this.#service(),
        'x-request-id': requestId,
      };
      if (authorization) headers['authorization'] = authorization;
      const { statusCode, body } = await this.#files.request({
        path: '/upload',
        method: 'POST',
        headers,
        body: Readable.from(bytes, { objectMode: false }),
      });
      if (statusCode !== 200) throw subgraphUnavailable(this.#name);
      return (await body.json()) as FileAnswer;
    } catch {
      throw subgraphUnavailable(this.#name);
    }
  }

  async subscribe(request: LinkRequest): Promise<AsyncIterableIterator<FormattedExecutionResult>> {
    const url = new URL(this.#url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const client = createClient({
      url: url.href,
      webSocketImpl: webSocketWith(this.#transport?.asClient()),
      connectionParams: async () => ({
        authorization: request.authorization ?? undefined,
        purpose: request.purpose ?? undefined,
        service: await this.#service(),
      }),
      retryAttempts: 0,
      lazy: true,
    });
    let stop = (): void => undefined;
    const events = new Channel<FormattedExecutionResult>(() => {
      stop();
      void client.dispose();
    });
    const { query, variables, operationName, announceStart } = request;
    stop = client.subscribe(
      { query, variables: { ...variables }, operationName, extensions: { announceStart } },
      {
        next: result => events.push(result as FormattedExecutionResult),
        error: error =>
          Array.isArray(error)
            ? (events.push({ errors: error as never }), events.finish())
            : events.fail(subgraphUnavailable(this.#name)),
        complete: () => events.finish(),
      },
    );
    return events;
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#files.destroy()]);
  }
}

/** WebSockets that are opened with a certificate. */
function webSocketWith(client: ReturnType<Transport['asClient']> | undefined): typeof WebSocket {
  if (!client) return WebSocket;
  return class extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, client);
    }
  } as typeof WebSocket;
}
