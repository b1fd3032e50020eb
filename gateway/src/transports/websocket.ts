import type { IncomingMessage, Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { GraphQLError, parse, validate, type DocumentNode, type ExecutionArgs } from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '#kernel/identity/principal';
import { requirePurpose } from '#kernel/identity/stated-purpose';
import type { AskerContext } from '../execution.ts';
import type { StreamGateway } from '../gateway.ts';
import { presentResult } from '../presenting.ts';

/** Largest message of a client: the same bound as a body of POST /graphql. */
const LARGEST_MESSAGE = 1_000_000;
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Subscriptions (and queries) over `graphql-transport-ws`. Token and purpose come in `connection_init`;
 * when the token expires, the socket is closed with 4403. A malformed purpose refuses each operation.
 */
export function serveWebSocket(
  server: Server,
  path: string,
  gateway: StreamGateway,
): { dispose(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (new URL(request.url ?? '/', 'http://gateway').pathname !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, client => sockets.emit('connection', client, request));
  });
  const asker = new WeakMap<WebSocket, AskerContext>();
  const disposable = useServer(
    {
      onConnect: async context => {
        const { socket } = context.extra as { socket: WebSocket };
        const authorization = context.connectionParams?.['authorization'] ?? null;
        const principal = await verified(gateway, authorization);
        if (!principal) return false;
        const stated = context.connectionParams?.['purpose'];
        const purpose = typeof stated === 'string' ? stated : null;
        asker.set(socket, { authorization: String(authorization), purpose, requestId: randomUUID() });
        closeAtExpiry(socket, principal, gateway.now());
        return true;
      },
      onSubscribe: (context, _id, payload) => {
        const { socket } = context.extra as { socket: WebSocket };
        const contextValue = asker.get(socket);
        const prepared = prepare(gateway, payload, contextValue?.purpose ?? null);
        if (!('document' in prepared))
          return prepared.map(error => new GraphQLError(error.message, { ...gateway.present(error) }));
        return {
          schema: gateway.schema,
          document: prepared.document,
          operationName: payload.operationName,
          variableValues: payload.variables,
          contextValue,
        };
      },
      execute: (async (args: ExecutionArgs) => {
        const { document, operationName, variableValues, contextValue } = args;
        const operation = { document, operationName, variables: variableValues };
        return presentResult(await gateway.execute(operation, contextValue as AskerContext), gateway.present);
      }) as never,
      subscribe: (async (args: ExecutionArgs) => {
        const { document, operationName, variableValues, contextValue } = args;
        const operation = { document, operationName, variables: variableValues };
        return gateway.subscribe(operation, contextValue as AskerContext);
      }) as never,
    },
    sockets,
    30_000,
  );
  return {
    async dispose() {
      await disposable.dispose();
      sockets.close();
    },
  };
}

async function verified(gateway: StreamGateway, authorization: unknown): Promise<Principal | null> {
  if (typeof authorization !== 'string') return null;
  try {
    return await gateway.verify(authorization);
  } catch {
    return null;
  }
}

function closeAtExpiry(socket: WebSocket, principal: Principal, now: Date): void {
  const left = principal.expiresAt * 1000 - now.getTime();
  const timer = setTimeout(
    () => socket.close(CloseCode.Forbidden, '令牌已过期'),
    Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
  );
  socket.once('close', () => clearTimeout(timer));
}

/** Parses and validates; errors are returned before the subscription starts, as the protocol asks. */
function prepare(
  gateway: StreamGateway,
  payload: SubscribePayload,
  purpose: string | null,
): { document: DocumentNode } | readonly GraphQLError[] {
  try {
    requirePurpose(purpose);
  } catch (error) {
    return [error as GraphQLError];
  }
  try {
    const document = parse(payload.query, { maxTokens: gateway.maxTokens });
    const errors = validate(gateway.schema, document, gateway.rules);
    return errors.length > 0
      ? errors.map(error => withCode(error, 'GRAPHQL_VALIDATION_FAILED'))
      : { document };
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...extensions } });
}
