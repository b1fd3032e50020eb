import type { IncomingMessage, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { StreamGateway } from '../gateway.ts';
import { OWN_CLOSE_CODES, Session } from './session.ts';
import { textFrame } from './text-frame.ts';

export interface SocketPatience {
  /** A socket that does not say within this who it is, is closed. */
  readonly initialisationMs: number;
  /** A peer that has not answered a ping when the next is due is gone. */
  readonly heartbeatMs: number;
}

const PATIENCE: SocketPatience = { initialisationMs: 10_000, heartbeatMs: 15_000 };

export interface ServedSockets {
  /** Tells every client to come back, to another process or to this one when it has started again. */
  drain(): void;
  dispose(): Promise<void>;
}

/** Serves `graphql-transport-ws` at one path of a server: subscriptions, and queries too. */
export function serveWebSocket(
  server: Server | SecureServer,
  path: string,
  gateway: StreamGateway,
  patience = PATIENCE,
): ServedSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    // A message may be as large as a body of POST /graphql.
    maxPayload: gateway.limits.bodyBytes,
    handleProtocols: offered => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (new URL(request.url ?? '/', 'http://gateway').pathname !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, client => {
      const { remoteAddress = '' } = request.socket;
      accept({ client, socket, address: remoteAddress }, gateway, alive, patience.initialisationMs);
    });
  });
  const alive = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, patience.heartbeatMs);
  heartbeat.unref();
  const drain = (): void => {
    for (const socket of sockets.clients)
      socket.close(OWN_CLOSE_CODES.SERVICE_RESTART, '服务重启，请重新连接');
  };
  return {
    drain,
    async dispose() {
      clearInterval(heartbeat);
      drain();
      const closed = new Promise(resolve => sockets.close(resolve));
      for (const socket of sockets.clients) socket.terminate();
      await closed;
    },
  };
}

interface Connection {
  readonly client: WebSocket;
  /** The stream below, onto which whole frames are written. */
  readonly socket: Duplex;
  readonly address: string;
}

function accept(
  { client, socket, address }: Connection,
  gateway: StreamGateway,
  alive: WeakSet<WebSocket>,
  initialisationMs: number,
): void {
  client.on('error', () => undefined);
  if (client.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
    client.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
    return;
  }
  const session = new Session(
    {
      // Nothing may follow a close frame; what is not taken any more is no reason to wait.
      send: parts => client.readyState !== client.OPEN || socket.write(textFrame(parts)),
      close: (code, reason) => client.close(code, reason),
    },
    gateway,
    address,
  );
  alive.add(client);
  const late = (): void => {
    if (!session.initialised)
      client.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  };
  // What arrived while the process was busy is read first: it is not the client that was late.
  const initialisation = setTimeout(() => setImmediate(late), initialisationMs);
  socket.on('drain', () => session.drained());
  client.on('pong', () => alive.add(client));
  client.on('message', (data: RawData, isBinary: boolean) => {
    alive.add(client);
    if (isBinary) client.close(CloseCode.BadRequest, 'Invalid message received');
    else session.receive((data as Buffer).toString());
  });
  client.once('close', () => {
    clearTimeout(initialisation);
    session.closed();
  });
}
