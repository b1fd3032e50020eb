import { createClient, type Client } from 'graphql-ws';
import type { GraphError } from './problem.ts';
import type { ServerClock } from './server-clock.ts';

export interface GraphAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphError[];
}

export type Variables = Readonly<Record<string, unknown>>;

/** How the wall stands with the graph. */
export type Standing = 'connecting' | 'connected' | 'away' | 'refused';

/** The gateway cannot be reached, or turned the token away. */
export class NoAnswer extends Error {
  readonly refused: boolean;

  constructor(refused: boolean) {
    super(refused ? 'the token was refused' : 'the gateway is away');
    this.refused = refused;
  }
}

const PATIENCE_MS = 15_000;
/** The gateway's close code for a token that is refused, has expired or was revoked. */
const REFUSED = 4403;

/** The graph as a wall asks it: questions over HTTP, streams over one WebSocket, under one token. */
export class Graph {
  onStanding: (standing: Standing) => void = () => undefined;
  readonly #token: () => string;
  readonly #clock: ServerClock;
  #client: Client | null = null;
  #standing: Standing = 'connecting';

  constructor(token: () => string, clock: ServerClock) {
    this.#token = token;
    this.#clock = clock;
  }

  get standing(): Standing {
    return this.#standing;
  }

  async ask(query: string, variables: Variables): Promise<GraphAnswer> {
    const sentAt = Date.now();
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token()}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => null);
    if (response?.status === 401) throw this.#failed(true);
    const answer = (await response?.json().catch(() => null)) as GraphAnswer | null;
    if (!response || !answer) throw this.#failed(false);
    this.#clock.hear(response.headers.get('date'), sentAt);
    this.#stand('connected');
    return answer;
  }

  /** The events of a stream until it ends; throws when the connection does. */
  async *follow(query: string, variables: Variables, signal: AbortSignal): AsyncGenerator<GraphAnswer> {
    const events = this.#socket().iterate<Record<string, unknown>>({ query, variables: { ...variables } });
    const stop = () => void events.return?.();
    signal.addEventListener('abort', stop);
    try {
      for await (const event of events) yield event as GraphAnswer;
    } catch (cause) {
      if (Array.isArray(cause)) yield { errors: cause as GraphError[] };
      else throw this.#failed((cause as CloseEvent).code === REFUSED);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Ends the connection; the next stream opens one under the token of then. */
  renew(): void {
    void this.#client?.dispose();
    this.#client = null;
    this.#stand('connecting');
  }

  #socket(): Client {
    this.#client ??= createClient({
      url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
      connectionParams: () => ({ authorization: `Bearer ${this.#token()}` }),
      // Each stream comes back by itself, behind its own cursor.
      retryAttempts: 0,
      keepAlive: 10_000,
      on: { connected: () => this.#stand('connected') },
    });
    return this.#client;
  }

  #failed(refused: boolean): NoAnswer {
    this.#stand(refused ? 'refused' : 'away');
    return new NoAnswer(refused);
  }

  #stand(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#standing = standing;
    this.onStanding(standing);
  }
}
