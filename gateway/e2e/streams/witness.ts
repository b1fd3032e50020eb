import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

/** The stream whose facts are counted: each with a field of its owner and one of another subgraph. */
export const WITNESSED = `subscription ($after: Cursor) { drugCatalogued(after: $after) {
  cursor missed drug { genericName suspicions(first: 1) { nodes { rule } } } } }`;

interface Event {
  readonly cursor: string;
  readonly missed: number;
  readonly drug: unknown;
}

export interface Testimony {
  readonly seen: number;
  readonly lost: readonly number[];
  readonly doubled: readonly number[];
  readonly outOfOrder: readonly number[];
  readonly connections: number;
}

const COME_BACK_MS = 50;

/** The number of a fact in its topic; a cursor is a tag of eight bytes and the position as JSON. */
export function positionOf(cursor: string): number {
  return (JSON.parse(Buffer.from(cursor, 'base64url').subarray(8).toString()) as [number])[0];
}

/**
 * A client as it should be: it remembers its last cursor, and whenever the stream ends, however that happens, it comes
 * back with it. It notes the position of every fact, so that it can say what was lost and what came twice.
 */
export class Witness {
  readonly #url: string;
  readonly #token: () => Promise<string>;
  readonly #positions: number[] = [];
  #after: string | null;
  #client: Client | null = null;
  #connections = 0;
  #stopped = false;
  #waiting: (() => void)[] = [];

  /** `after`: where to begin, so that it is known which fact is the first to come. */
  constructor(url: string, token: () => Promise<string>, after: string | null) {
    this.#url = url;
    this.#token = token;
    this.#after = after;
    void this.#watch();
  }

  /** Cuts the connection off, as a network does. */
  cut(): void {
    this.#client?.terminate();
  }

  /** Resolves when the fact of a position has been seen. */
  async reached(position: number): Promise<void> {
    while ((this.#positions.at(-1) ?? 0) < position)
      await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /** The last cursor. */
  get cursor(): string | null {
    return this.#after;
  }

  get last(): number {
    return this.#positions.at(-1) ?? 0;
  }

  /** What it has seen of the facts from the first that was to come up to `head`. */
  testimony(first: number, head: number): Testimony {
    const times = new Map<number, number>();
    for (const position of this.#positions) times.set(position, (times.get(position) ?? 0) + 1);
    const expected = Array.from({ length: head - first + 1 }, (_, index) => first + index);
    return {
      seen: this.#positions.length,
      lost: expected.filter(position => !times.has(position)),
      doubled: [...times].filter(([, count]) => count > 1).map(([position]) => position),
      outOfOrder: this.#positions.filter((position, index) => position < (this.#positions[index - 1] ?? 0)),
      connections: this.#connections,
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client?.dispose();
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      await this.#connection().catch(() => undefined);
      if (!this.#stopped) await new Promise(resolve => setTimeout(resolve, COME_BACK_MS));
    }
  }

  /** One connection, until it ends. */
  async #connection(): Promise<void> {
    this.#connections++;
    const authorization = await this.#token();
    this.#client = createClient({
      url: this.#url,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
    });
    const events = this.#client.iterate<{ drugCatalogued: Event }>({
      query: WITNESSED,
      variables: { after: this.#after },
    });
    for await (const { data } of events) {
      const event = data?.drugCatalogued;
      if (!event) return;
      if (event.missed > 0) throw new Error('nothing has left the window');
      this.#after = event.cursor;
      this.#positions.push(positionOf(event.cursor));
      for (const waiting of this.#waiting.splice(0)) waiting();
    }
  }
}
