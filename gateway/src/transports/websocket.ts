import type { IncomingMessage, Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import {
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
} from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '#kernel/identity/principal';
import { requirePurpose } from '#kernel/identity/stated-purpose';
import type { AskerContext } from '../execution.ts';
import type { Knock, StreamGateway } from '../gateway.ts';
import { askerKey } from '../limits/quota.ts';
import { presentResult } from '../presenting.ts';
import { Standing, whileStanding } from './standing.ts';

/** Largest message of a client: the same bound as a body of POST /graphql. */
const LARGEST_MESSAGE = 1_000_000;

interface SocketContext extends AskerContext {
  readonly standing: Standing;
}

/**
 * Subscriptions (and queries) over `graphql-transport-ws`. Token and purpose come in `connection_init`;
 * when the token expires or is revoked, the socket is closed with 4403. A malformed purpose refuses each operation.
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
  const asker = new WeakMap<WebSocket, SocketContext>();
  const disposable = useServer(
    {
      onConnect: async context => {
        const { socket, request } = context.extra as { socket: WebSocket; request: IncomingMessage };
        const authorization = context.connectionParams?.['authorization'] ?? null;
        const address = request.socket.remoteAddress ?? '';
        const stated = context.connectionParams?.['purpose'];
        const purpose = typeof stated === 'string' ? stated : null;
        if (typeof authorization !== 'string') return false;
        const principal = await admitted(gateway, { authorization, purpose, address });
        if (!principal) return false;
        const lost = (): void => socket.close(CloseCode.Forbidden, '令牌已过期或已被吊销');
        const standing = new Standing(gateway, authorization, principal, lost);
        socket.once('close', () => standing.stop());
        const known = { authorization, principal, purpose, requestId: randomUUID() };
        asker.set(socket, { ...known, standing });
        return true;
      },
      onSubscribe: (context, _id, payload) => {
        const { socket } = context.extra as { socket: WebSocket };
        const contextValue = asker.get(socket);
        const prepared = prepare(gateway, payload, contextValue);
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
      // Results are presented already; without this graphql-ws would look for GraphQLError instances in them.
      onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
      execute: (async (args: ExecutionArgs) => {
        const { schema, document, operationName, variableValues, contextValue } = args;
        const operation = { schema, document, operationName, variables: variableValues };
        return presentResult(await gateway.execute(operation, contextValue as AskerContext), gateway.present);
      }) as never,
      subscribe: (async (args: ExecutionArgs) => {
        const { schema, document, operationName, variableValues, contextValue } = args;
        const operation = { schema, document, operationName, variables: variableValues };
        const context = contextValue as SocketContext;
        const results = await gateway.subscribe(operation, context);
        return Symbol.asyncIterator in results ? whileStanding(results, context.standing) : results;
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

/** Who may open a socket: a malformed purpose refuses each operation, not the socket. */
async function admitted(gateway: StreamGateway, knock: Knock): Promise<Principal | null> {
  try {
    return await gateway.admit(knock);
  } catch (error) {
    const { extensions } = error as Partial<GraphQLError>;
    return extensions?.['code'] === 'BAD_USER_INPUT' ? gateway.verify(knock.authorization) : null;
  }
}

/** Parses and validates; errors are returned before the subscription starts, as the protocol asks. */
function prepare(
  gateway: StreamGateway,
  payload: SubscribePayload,
  asker: AskerContext | undefined,
): { document: DocumentNode } | readonly GraphQLError[] {
  try {
    requirePurpose(asker?.purpose ?? null);
    // Only how often is counted here; streams are bounded by limits of their own.
    gateway.quota.enter(askerKey(asker?.principal ?? null, undefined))();
  } catch (error) {
    return [error as GraphQLError];
  }
  try {
    const document = parse(gateway.trusted.text(payload) ?? '', { maxTokens: gateway.maxTokens });
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
