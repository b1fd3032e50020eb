import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { GracefulStop } from '#kernel/server/graceful-stop';
import type { Transport } from '#kernel/server/transport';
import type { Logger } from '#kernel/logging/logger';
import type { Gateway } from './gateway.ts';
import type { Metrics } from './metrics.ts';
import { asGraphQLError } from './planning.ts';
import { GUARDS } from './serving/answer.ts';
import { GraphqlEndpoint } from './serving/graphql-endpoint.ts';
import { UploadEndpoint } from './serving/upload-endpoint.ts';
import { serveWebSocket } from './transports/websocket.ts';

/** How long the front waits for somebody; who is slower is answered 408 and closed. */
export interface Patience {
  /** From the opening of a connection, or the end of the request before, to the end of a request's head. */
  readonly headMilliseconds: number;
  readonly requestMilliseconds: number;
  /** How often connections are looked at for these two. */
  readonly checkMilliseconds: number;
  /** For the next request of a connection that had one. */
  readonly idleMilliseconds: number;
}

const PATIENCE: Patience = {
  headMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  checkMilliseconds: 2_000,
  idleMilliseconds: 30_000,
};
const LARGEST_HEAD = 16_384;
/** A browser that came over TLS once comes over nothing else for a year. */
const SECURE_ONLY = 'max-age=31536000';

export interface Readiness {
  /** What the system needs to be up, each with whether it is. */
  parts(): Promise<Readonly<Record<string, boolean>>>;
}

/** Answers a request that is its own and tells so; pages of the clients are mounted this way. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface FrontOptions {
  readonly gateway: Gateway;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly pages: readonly PageHandler[];
  readonly log: Logger;
  readonly patience?: Patience;
  /** TLS 1.3; plain HTTP without it, for a machine on its own or behind a terminating proxy. */
  readonly transport?: Transport | null;
}

/** The HTTP side of the gateway: GraphQL over HTTP, SSE and WebSocket, files, health, metrics, pages. */
export class Front {
  readonly server: Server | SecureServer;
  readonly #options: FrontOptions;
  readonly #graphql: GraphqlEndpoint;
  readonly #uploads: UploadEndpoint;
  readonly #stop: GracefulStop;
  readonly #sockets: { dispose(): Promise<void> };

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#graphql = new GraphqlEndpoint(options.gateway, options.metrics);
    this.#uploads = new UploadEndpoint(options.gateway);
    const { patience = PATIENCE, transport = null } = options;
    const settings = {
      headersTimeout: patience.headMilliseconds,
      requestTimeout: patience.requestMilliseconds,
      connectionsCheckingInterval: patience.checkMilliseconds,
      keepAliveTimeout: patience.idleMilliseconds,
      maxHeaderSize: LARGEST_HEAD,
    };
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      if (transport) response.setHeader('strict-transport-security', SECURE_ONLY);
      this.#answer(request, response).catch((error: unknown) => {
        options.log.error({ err: error }, 'request failed');
        if (!response.headersSent)
          sendJson(response, 500, { errors: [options.gateway.present(asGraphQLError(error))] });
        else response.end();
      });
    };
    this.server = transport
      ? createSecureServer({ ...settings, ...transport.forPublic() }, listener)
      : createServer(settings, listener);
    if (transport) transport.keep(this.server as SecureServer, () => transport.forPublic());
    this.#stop = new GracefulStop(this.server);
    this.#sockets = serveWebSocket(this.server, '/graphql', options.gateway);
  }

  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** Accepts nothing new, answers what it has accepted, ends the streams, and resolves when all is closed. */
  async close(): Promise<void> {
    this.#graphql.drain();
    await Promise.all([this.#sockets.dispose(), this.#stop.stop()]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.url ?? '/';
    const end = address.indexOf('?');
    const path = end < 0 ? address : address.slice(0, end);
    if (path === '/graphql') return this.#graphql.serve(request, response, end < 0 ? '' : address.slice(end));
    if (path === '/upload') return this.#uploads.serve(request, response);
    for (const [name, value] of Object.entries(GUARDS)) response.setHeader(name, value);
    switch (path) {
      case '/livez':
        return sendJson(response, 200, { status: 'ok' });
      case '/readyz':
        return this.#readyz(response);
      case '/metrics':
        return this.#options.metrics.send(response);
    }
    for (const page of this.#options.pages) if (await page(request, response)) return;
    sendJson(response, 404, { error: 'not found' });
  }

  async #readyz(response: ServerResponse): Promise<void> {
    const parts = await this.#options.readiness.parts();
    const down = Object.keys(parts).filter(part => !parts[part]);
    const up = down.length === 0 && !this.#stop.stopping;
    const status = this.#stop.stopping ? 'stopping' : up ? 'ok' : 'down';
    sendJson(response, up ? 200 : 503, { status, down, parts });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
