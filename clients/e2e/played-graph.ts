import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setInterval as every } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { createPageHandler } from '../pages/serve.ts';
import { SCREEN } from '../big-screen/screen.page.ts';

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: { readonly query: string; readonly variables: { readonly after: string | null } };
}

interface Stream {
  readonly field: string;
  readonly socket: WebSocket;
  readonly id: string;
}

/** What a question is answered with, by the name of its document; what is not there is answered with an error. */
export type Answers = Readonly<Record<string, object>>;

/**
 * A gateway that is played: it serves the big screen, answers its questions as the test says, and tells events when the
 * test says so; whoever follows claims again gets those behind a cursor.
 */
export class PlayedGraph {
  answers: Answers = {};
  /** How far the server's clock is ahead of the wall's, in milliseconds. */
  ahead = 0;
  /** Whether the graph is away; the page itself is served nevertheless. */
  away = false;
  /** The cursors behind which the stream of claims was opened. */
  readonly opened: (string | null)[] = [];
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #streams: Stream[] = [];
  #settled = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<PlayedGraph> {
    const servePage = createPageHandler(SCREEN);
    const server = createServer((request, response) => {
      response.setHeader('date', graph.now().toUTCString());
      // What the wall asks before it asks the graph is away with it.
      const isPage = !graph.away || !request.url?.endsWith('.json');
      if (isPage && servePage(request, response)) return;
      void graph.#answer(request, response);
    });
    const graph = new PlayedGraph(server);
    server.on('upgrade', (request, socket, head) => {
      if (graph.away) socket.destroy();
      else graph.#sockets.handleUpgrade(request, socket, head, opened => graph.#follow(opened));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return graph;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The server's time. */
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** Waits until so many panels follow a field. */
  async followed(field: string, panels = 1): Promise<void> {
    for await (const _ of every(10)) if (this.#following(field).length === panels) return;
  }

  /** Settles so many claims; each is told once. */
  settle(claims: number): void {
    for (let claim = 0; claim < claims; claim++) {
      this.#settled += 1;
      this.tell('claimSettled', claimOf(this.#settled));
    }
  }

  /** Tells an event to whoever follows the field. */
  tell(field: string, event: object): void {
    for (const { socket, id } of this.#following(field)) {
      send(socket, { id, type: 'next', payload: { data: { [field]: event } } });
    }
  }

  /** Cuts the wall off, as a gateway that is restarted does. */
  cut(): void {
    this.#streams = [];
    for (const socket of this.#sockets.clients) socket.close(1012, 'restarting');
  }

  #following(field: string): Stream[] {
    return this.#streams.filter(stream => stream.field === field);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.away) {
      request.socket.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json');
    if (request.url === '/dev/tokens') {
      response.end(JSON.stringify([{ role: 'SCREEN', token: 'played' }]));
      return;
    }
    // A browser asks for more than the page does, its icon for one.
    if (request.url !== '/graphql') {
      response.writeHead(404).end();
      return;
    }
    const { query } = JSON.parse(Buffer.concat(await request.toArray()).toString()) as { query: string };
    const data = this.answers[/query (\w+)/.exec(query)?.[1] ?? ''];
    response.end(JSON.stringify(data ? { data } : { data: null, errors: [{ message: '未演' }] }));
  }

  #follow(socket: WebSocket): void {
    socket.on('message', text => {
      const { id, type, payload } = JSON.parse(String(text)) as Message;
      if (type === 'connection_init') send(socket, { type: 'connection_ack' });
      if (type === 'ping') send(socket, { type: 'pong' });
      if (type === 'complete') this.#streams = this.#streams.filter(stream => stream.id !== id);
      if (type !== 'subscribe') return;
      const field = /\{\s*(\w+)/.exec(payload!.query)![1]!;
      this.#streams.push({ field, socket, id: id! });
      if (field === 'claimSettled') this.#resume(payload!.variables.after);
    });
  }

  #resume(after: string | null): void {
    this.opened.push(after);
    if (after === null) return;
    for (let claim = Number(after) + 1; claim <= this.#settled; claim++)
      this.tell('claimSettled', claimOf(claim));
  }
}

/** A claim as the stream tells it; its serial number is its cursor. */
export function claimOf(serial: number, facts: object = {}): object {
  return {
    cursor: String(serial),
    missed: 0,
    region: '310101',
    visitType: 'OUTPATIENT',
    total: '100',
    fundPaid: '50',
    institution: { name: `第 ${serial} 笔` },
    ...facts,
  };
}

function send(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}
