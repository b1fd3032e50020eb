import type { IncomingMessage, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { StreamGateway } from '../gateway.ts';
import { Heartbeat, HEARTBEAT_TURNS } from './heartbeat.ts';
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
      accept({ client, socket, address: remoteAddress }, gateway, heartbeat, patience.initialisationMs);
    });
  });
  const heartbeat = new Heartbeat();
  const timer = setInterval(() => heartbeat.beat(), patience.heartbeatMs / HEARTBEAT_TURNS).unref();
  const drain = (): void => {
    for (const socket of sockets.clients)
      socket.close(OWN_CLOSE_CODES.SERVICE_RESTART, '服务重启，请重新连接');
  };
  return {
    drain,
    async dispose() {
      clearInterval(timer);
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
  heartbeat: Heartbeat,
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
      send: text => client.readyState !== client.OPEN || socket.write(textFrame(text)),
      sendShared(beginning, frame) {
        if (client.readyState !== client.OPEN) return true;
        const takesMore = socket.write(frame.beginningWith(beginning));
        if (socket.writableLength > 0) frame.keep();
        return takesMore;
      },
      close: (code, reason) => client.close(code, reason),
    },
    gateway,
    address,
  );
  const pulse = heartbeat.of(client);
  const late = (): void => {
    if (!session.initialised)
      client.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  };
  // What arrived while the process was busy is read first: it is not the client that was late.
  const initialisation = setTimeout(() => setImmediate(late), initialisationMs);
  socket.on('drain', () => session.drained());
  client.on('pong', () => (pulse.alive = true));
  client.on('message', (data: RawData, isBinary: boolean) => {
    pulse.alive = true;
    if (isBinary) client.close(CloseCode.BadRequest, 'Invalid message received');
    else session.receive((data as Buffer).toString());
    if (session.initialised) clearTimeout(initialisation);
  });
  client.once('close', () => {
    clearTimeout(initialisation);
    heartbeat.forget(pulse);
    session.closed();
  });
}
