import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { randomUUID } from 'node:crypto';
import type { FormattedExecutionResult } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { SERVICE_ROLE } from '#schema/identity/role-scopes';
import { ON_BEHALF_OF_HEADER, PURPOSE_HEADER, SERVICE_HEADER } from '../identity/headers.ts';
import { purposeFromHeader } from '../identity/purpose.ts';
import { GracefulStop } from './graceful-stop.ts';
import { SubgraphExecutor, type SubgraphRequest } from './execute.ts';
import type { Transport } from './transport.ts';
import type { RunningSubgraph } from './subgraph.ts';

/** The gateway batches references, so a subgraph takes larger bodies than clients may send. */
const LARGEST_BODY = 16_000_000;

/**
 * One subgraph served on its own: GraphQL over HTTP and graphql-transport-ws at /graphql, files at /upload, health at /livez
 * and /readyz.
 */
export async function serveSubgraph(
  subgraph: RunningSubgraph,
  address: { host: string; port: number },
  transport: Transport | null = null,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const executor = new SubgraphExecutor(subgraph);
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(executor, request, response).catch((error: unknown) => {
      subgraph.kernel.log.error({ err: error }, 'request failed');
      if (!response.headersSent) send(response, 500, { errors: [{ message: 'internal error' }] });
    });
  };
  const server = transport ? secureServer(transport, listener) : createServer(listener);
  const graceful = new GracefulStop(server);
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: LARGEST_BODY });
  const requests = new WeakMap<object, SubgraphRequest>();
  const disposable = useServer<{ authorization?: string; purpose?: string; service?: string }>(
    {
      onConnect: context => isService(subgraph, context.connectionParams?.service),
      onSubscribe: (context, _id, payload) => {
        const request: SubgraphRequest = {
          query: payload.query,
          variables: payload.variables,
          operationName: payload.operationName,
          authorization: context.connectionParams?.authorization,
          purpose: context.connectionParams?.purpose,
          requestId: randomUUID(),
          announceStart: payload.extensions?.['announceStart'] === true,
        };
        // The executor parses, validates and presents errors itself.
        const args = { schema: subgraph.schema, document: { kind: 'Document', definitions: [OPERATION] } };
        requests.set(args, request);
        return args as never;
      },
      // Results are presented already; without this graphql-ws would look for GraphQLError instances in them.
      onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
      execute: ((args: object) => executor.execute(requests.get(args)!)) as never,
      subscribe: ((args: object) => executor.subscribe(requests.get(args)!)) as never,
    },
    sockets,
    10_000,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await disposable.dispose();
      await graceful.stop();
    },
  };
}

/** A server that only those reach who show a certificate of this system. */
function secureServer(transport: Transport, listener: RequestListener): SecureServer {
  const options = (): ReturnType<Transport['forPeers']> => transport.forPeers();
  const server = createSecureServer(options(), listener);
  transport.keep(server, options);
  return server;
}

/** Tells graphql-ws to treat what comes as a stream; the executor reads the real operation. */
const OPERATION = {
  kind: 'OperationDefinition',
  operation: 'subscription',
  selectionSet: { kind: 'SelectionSet', selections: [] },
};

async function answer(
  executor: SubgraphExecutor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://subgraph').pathname;
  if (path === '/livez') return send(response, 200, { status: 'ok', subgraph: executor.subgraph.name });
  if (path === '/readyz') {
    const up = await executor.subgraph.ready().catch(() => false);
    return send(response, up ? 200 : 503, { status: up ? 'ok' : 'down' });
  }
  const isUpload = path === '/upload';
  if ((path !== '/graphql' && !isUpload) || request.method !== 'POST')
    return send(response, 404, { error: 'not found' });
  if (!(await isService(executor.subgraph, headerOf(request, SERVICE_HEADER)))) {
    const refused = '此端口只接受本系统的服务身份';
    return send(response, 401, { errors: [{ message: refused, extensions: { code: 'UNAUTHENTICATED' } }] });
  }
  const { authorization } = request.headers;
  const requestId = String(request.headers['x-request-id'] ?? randomUUID());
  if (isUpload) {
    const bytes = request as AsyncIterable<Buffer>;
    return send(response, 200, await executor.upload({ authorization, requestId, bytes }));
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return send(response, 413, { errors: [{ message: 'body too large' }] });
    chunks.push(chunk);
  }
  let body: { query?: unknown; variables?: Record<string, unknown>; operationName?: string };
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as typeof body;
  } catch {
    return send(response, 400, {
      errors: [{ message: 'the body is not JSON', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  }
  const result: FormattedExecutionResult = await executor.execute({
    query: String(body.query ?? ''),
    variables: body.variables,
    operationName: body.operationName,
    authorization,
    onBehalfOf: headerOf(request, ON_BEHALF_OF_HEADER),
    purpose: purposeFromHeader(headerOf(request, PURPOSE_HEADER) ?? ''),
    requestId,
    traceparent: headerOf(request, 'traceparent'),
  });
  send(response, 200, result);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

async function isService(subgraph: RunningSubgraph, authorization: string | undefined): Promise<boolean> {
  const caller = await subgraph.verify(authorization).catch(() => null);
  return caller?.role === SERVICE_ROLE;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
