import type { Server as PlainServer, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import { Server as NetServer } from 'node:net';

type Server = PlainServer | SecureServer;

/** A connection without a request may be about to carry one; it is closed when none came within this. */
const QUIET_MS = 250;
const DEADLINE_MS = 10_000;

/**
 * Stops a server without losing what it has accepted: it listens no longer, answers every request under way and those
 * that still arrive over open connections, tells each of these connections that it closes, and then closes the rest.
 */
export class GracefulStop {
  readonly #server: Server;
  readonly #deadlineMs: number;
  readonly #answering = new Set<ServerResponse>();
  #stopping = false;
  #arrived = 0;
  #idle: () => void = () => undefined;

  constructor(server: Server, deadlineMs = DEADLINE_MS) {
    this.#server = server;
    this.#deadlineMs = deadlineMs;
    server.prependListener('request', (_request, response: ServerResponse) => {
      this.#arrived++;
      this.#answering.add(response);
      if (this.#stopping) lastOfItsConnection(response);
      response.once('close', () => {
        this.#answering.delete(response);
        if (this.#answering.size === 0) this.#idle();
      });
    });
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Resolves when every connection is closed; what is not answered by the deadline is cut off. */
  async stop(): Promise<void> {
    if (this.#stopping || !this.#server.listening) return;
    this.#stopping = true;
    const closed = new Promise<void>(resolve => this.#server.once('close', resolve));
    // The close of an HTTP server would cut connections off that seem idle, and a request may be on its way over one.
    NetServer.prototype.close.call(this.#server);
    for (const response of this.#answering) lastOfItsConnection(response);
    const deadline = setTimeout(() => this.#server.closeAllConnections(), this.#deadlineMs);
    await Promise.race([this.#quiet(), closed]);
    this.#server.close();
    await closed;
    clearTimeout(deadline);
  }

  /** Waits until nothing is being answered and nothing has arrived for a moment. */
  async #quiet(): Promise<void> {
    for (;;) {
      const arrived = this.#arrived;
      await new Promise<void>(resolve => setTimeout(resolve, QUIET_MS));
      if (this.#answering.size > 0) await new Promise<void>(resolve => (this.#idle = resolve));
      else if (arrived === this.#arrived) return;
    }
  }
}

function lastOfItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
