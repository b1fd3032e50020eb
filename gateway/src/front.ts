import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, getOperationAST, parse, validate, type FormattedExecutionResult } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import { unauthenticated } from '#kernel/graphql/errors';
import { PURPOSE_HEADER } from '#kernel/identity/headers';
import { purposeFromHeader } from '#kernel/identity/purpose';
import type { Logger } from '#kernel/logging/logger';
import type { AskerContext } from './execution.ts';
import type { Gateway } from './gateway.ts';
import { askerKey } from './limits/quota.ts';
import type { Metrics } from './metrics.ts';
import { shownTo } from './observing/shown.ts';
import { sendEventStream } from './transports/event-stream.ts';
import { Standing, whileStanding } from './transports/standing.ts';
import { serveWebSocket } from './transports/websocket.ts';
import { withDocumentText, type NamedRequest } from './trusted/http-request.ts';

/** Largest body of POST /graphql. */
export const LARGEST_BODY = 1_000_000;

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
}

/** The HTTP side of the gateway: GraphQL over HTTP, SSE and WebSocket, health, metrics, pages. */
export class Front {
  readonly server: Server;
  readonly #options: FrontOptions;
  readonly #sockets: { dispose(): Promise<void> };

  constructor(options: FrontOptions) {
    this.#options = options;
    this.server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.log.error({ err: error }, 'request failed');
        if (!response.headersSent)
          sendJson(response, 500, { errors: [options.gateway.present(asError(error))] });
        else response.end();
      });
    });
    this.server.requestTimeout = 30_000;
    this.server.headersTimeout = 10_000;
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

  async close(): Promise<void> {
    await this.#sockets.dispose();
    this.server.closeIdleConnections();
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()));
    const force = setTimeout(() => this.server.closeAllConnections(), 3000);
    await closed;
    clearTimeout(force);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    const url = new URL(request.url ?? '/', 'http://gateway');
    switch (url.pathname) {
      case '/graphql':
        return this.#graphql(request, response, url);
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
    sendJson(response, down.length === 0 ? 200 : 503, {
      status: down.length === 0 ? 'ok' : 'down',
      down,
      parts,
    });
  }

  async #graphql(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { gateway, metrics } = this.#options;
    const done = metrics.request();
    response.once('finish', () => done(response.statusCode));
    const authorization = request.headers.authorization ?? null;
    const purpose = purposeFromHeader(String(request.headers[PURPOSE_HEADER] ?? '')) || null;
    const address = request.socket.remoteAddress ?? '';
    let principal: Principal | null;
    try {
      principal = await gateway.admit({ authorization, purpose, address });
    } catch (error) {
      const refused = gateway.present(asError(error));
      const status = refused.extensions?.['code'] === 'BAD_USER_INPUT' ? 400 : 401;
      return sendJson(response, status, { errors: [refused] });
    }
    let leave: () => void;
    try {
      leave = gateway.quota.enter(askerKey(principal, address));
    } catch (error) {
      const refused = gateway.present(asError(error));
      response.setHeader('retry-after', String(refused.extensions?.['retryAfter'] ?? 1));
      return sendJson(response, 429, { errors: [refused] });
    }
    response.once('close', leave);
    const body = request.method === 'POST' ? await readBody(request) : '';
    if (body === null) {
      response.setHeader('connection', 'close');
      return sendJson(response, 413, { errors: [badRequest('请求体超过 1 MB')] });
    }
    let parsed: unknown;
    if (request.method === 'POST') {
      try {
        parsed = JSON.parse(body);
      } catch {
        return sendJson(response, 400, { errors: [badRequest('请求体不是有效的 JSON')] });
      }
    }
    let asked: NamedRequest;
    try {
      asked = withDocumentText(gateway.trusted, { url, body: parsed });
    } catch (error) {
      return sendJson(response, 400, { errors: [gateway.present(asError(error))] });
    }
    const context: AskerContext = {
      authorization,
      principal,
      purpose,
      requestId: requestIdOf(request),
      shown: shownTo(principal, request.headers),
      traceparent: traceparentOf(request),
    };
    response.setHeader('x-request-id', context.requestId);
    if ((request.headers.accept ?? '').includes('text/event-stream')) {
      // Streams are bounded by limits of their own.
      leave();
      return this.#eventStream(response, asked.url, asked.body, context, principal);
    }
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const answer = await gateway.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: (request.method ?? 'GET').toUpperCase(),
        headers,
        search: asked.url.search,
        body: asked.body,
      },
      context: async () => context,
    });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.statusCode = answer.status ?? 200;
    if (answer.body.kind === 'complete') {
      response.end(answer.body.string);
      return;
    }
    for await (const chunk of answer.body.asyncIterator) response.write(chunk);
    response.end();
  }

  async #eventStream(
    response: ServerResponse,
    url: URL,
    body: unknown,
    context: AskerContext,
    principal: Principal | null,
  ): Promise<void> {
    const { gateway } = this.#options;
    const asked = operationOf(url, body);
    if (!asked)
      return sendJson(response, 400, { errors: [badRequest('缺少 query，或 variables 不是有效的 JSON')] });
    let results;
    try {
      const document = parse(asked.query, { maxTokens: gateway.maxTokens });
      const errors = validate(gateway.schema, document, gateway.rules);
      if (errors.length > 0) {
        const failed = errors.map(error => gateway.present(coded(error, 'GRAPHQL_VALIDATION_FAILED')));
        return sendJson(response, 400, { errors: failed });
      }
      const operation = { document, operationName: asked.operationName, variables: asked.variables };
      const kind = getOperationAST(document, asked.operationName)?.operation;
      if (kind !== 'subscription') {
        return sendJson(response, 400, { errors: [badRequest('text/event-stream 只用于订阅')] });
      }
      results = await gateway.subscribe(operation, context);
    } catch (error) {
      return sendJson(response, 400, {
        errors: [gateway.present(coded(asError(error), 'GRAPHQL_PARSE_FAILED'))],
      });
    }
    if (!(Symbol.asyncIterator in results)) return sendJson(response, 200, results);
    let end: (last: FormattedExecutionResult) => void = () => undefined;
    const standing = new Standing(gateway, context.authorization, principal, () =>
      end({ errors: [gateway.present(unauthenticated('令牌已过期或已被吊销'))] }),
    );
    await sendEventStream(response, whileStanding(results, standing), told => {
      end = told;
      return () => standing.stop();
    });
  }
}

interface AskedOperation {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Record<string, unknown> | null;
}

function operationOf(url: URL, body: unknown): AskedOperation | null {
  try {
    const asked = (body ?? {
      query: url.searchParams.get('query'),
      operationName: url.searchParams.get('operationName'),
      variables: JSON.parse(url.searchParams.get('variables') ?? 'null'),
    }) as Partial<AskedOperation>;
    if (typeof asked.query !== 'string') return null;
    return {
      query: asked.query,
      operationName: asked.operationName ?? null,
      variables: asked.variables ?? null,
    };
  } catch {
    return null;
  }
}

/** The body as text; null when it is larger than allowed. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

function traceparentOf(request: IncomingMessage): string | null {
  const given = request.headers['traceparent'];
  return typeof given === 'string' ? given : null;
}

function badRequest(message: string): { message: string; extensions: { code: string } } {
  return { message, extensions: { code: 'BAD_USER_INPUT' } };
}

function coded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...extensions } });
}

function asError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('unexpected error', { originalError: error instanceof Error ? error : null });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
