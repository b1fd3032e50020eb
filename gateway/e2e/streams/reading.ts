import { parse } from 'graphql';
import type { Role } from '#schema/identity/role-scopes';
import type { StreamedEvent } from '../../src/streams/event.ts';
import type { StreamReader, Subscription } from '../../src/streams/shared-stream.ts';
import type { PlayedGraph } from './played-graph.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- events of any shape
type Event = any;

/** Somebody who reads a stream, as slowly as a test wants. */
export class Reading implements StreamReader {
  readonly taken: StreamedEvent[] = [];
  /** How many events it takes before it says that it can take no more. */
  room = Infinity;
  over: string | null = null;
  subscription!: Subscription;
  #waiting: (() => void)[] = [];

  static async of(
    graph: PlayedGraph,
    query: string,
    role: Role = 'SCREEN',
    options: { variables?: Record<string, unknown>; purpose?: string; room?: number } & Record<
      string,
      unknown
    > = {},
  ): Promise<Reading> {
    const { variables, purpose = null, room = Infinity, ...claims } = options;
    const reading = new Reading();
    reading.room = room;
    const authorization = await graph.token(role, claims);
    const principal = await graph.gateway.verify(authorization);
    const lost = (): void => {
      reading.subscription.stop();
      reading.#finish('token lost');
    };
    const standing = graph.gateway.streams.standings.watch(authorization, principal!, lost);
    const context = { authorization, principal, purpose, requestId: 'test' };
    const operation = { document: parse(query), variables };
    reading.subscription = graph.gateway.streams.subscribe(operation, context, standing, reading);
    return reading;
  }

  take(event: StreamedEvent): boolean {
    this.taken.push(event);
    this.room--;
    this.#woken();
    return this.room > 0;
  }

  end(): void {
    this.#finish('complete');
  }

  refuse(error: { extensions: Record<string, unknown> }): void {
    this.#finish(String(error.extensions['limit'] ?? error.extensions['code']));
  }

  tooSlow(): void {
    this.#finish('too slow');
  }

  /** What it has taken, once there are so many events. */
  async after(count: number): Promise<Event[]> {
    while (this.taken.length < count && this.over === null) await this.#change();
    return this.taken.map(
      ({ json }) => Object.values(JSON.parse(json.toString()).data ?? { errors: true })[0],
    );
  }

  async finished(): Promise<string> {
    while (this.over === null) await this.#change();
    return this.over;
  }

  #finish(why: string): void {
    this.over ??= why;
    this.#woken();
  }

  #woken(): void {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  #change(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve));
  }
}
