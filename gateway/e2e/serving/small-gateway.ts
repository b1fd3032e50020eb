import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type FormattedExecutionResult } from 'graphql';
import { createLogger } from '#kernel/logging/logger';
import type { TokenVerifier } from '#kernel/identity/verifier';
import type { Transport } from '#kernel/server/transport';
import { unauthenticated } from '#kernel/graphql/errors';
import { Front, type Patience } from '../../src/front.ts';
import { Gateway } from '../../src/gateway.ts';
import type { SubgraphLink } from '../../src/links/link.ts';
import { Metrics } from '../../src/metrics.ts';

const typeDefs = parse(`
  type Query {
    echo(text: String!): String!
    large(length: Int!): String!
    "Waits until the test opens the gate."
    gated: String!
  }
  type Mutation { note(text: String!): String! }
`);

/** A front over one tiny subgraph: what HTTP does is the same as with six. */
export class SmallGateway {
  readonly front: Front;
  readonly notes: string[] = [];
  #port = 0;
  #open: () => void = () => undefined;
  #gate: Promise<void> = Promise.resolve();
  #waiting = 0;
  #waits: () => void = () => undefined;

  constructor(patience?: Patience, transport?: Transport) {
    const log = createLogger({ level: 'silent' });
    const { supergraphSdl } = composeServices([{ name: 'small', url: 'http://small', typeDefs }]);
    const gateway = new Gateway({
      supergraphSdl: supergraphSdl!,
      links: new Map([['small', this.#link()]]),
      verifier: VERIFIER as TokenVerifier,
      log,
      now: () => new Date(),
      introspection: true,
    });
    const readiness = { parts: async () => ({ small: true }) };
    this.front = new Front({
      gateway,
      log,
      metrics: new Metrics(),
      readiness,
      pages: [],
      patience,
      transport,
    });
  }

  async start(): Promise<this> {
    this.#port = await this.front.listen(0, '127.0.0.1');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** A bare connection, to speak HTTP as no client would. */
  async socket(): Promise<Socket> {
    const socket = connect(this.#port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  /** How many connections are open. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.front.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string,
    });
  }

  async query(query: string): Promise<FormattedExecutionResult> {
    const response = await this.post(JSON.stringify({ query }));
    return (await response.json()) as FormattedExecutionResult;
  }

  /** From now on `gated` waits; the result lets all of them go on. */
  shutGate(): () => void {
    this.#gate = new Promise(resolve => (this.#open = resolve));
    return () => this.#open();
  }

  /** Resolves when so many operations wait at the gate. */
  async waitingAtGate(count: number): Promise<void> {
    while (this.#waiting < count) await new Promise<void>(resolve => (this.#waits = resolve));
  }

  #link(): SubgraphLink {
    const resolvers = {
      Query: {
        echo: (_: unknown, { text }: { text: string }) => text,
        large: (_: unknown, { length }: { length: number }) => '医保'.repeat(length / 2),
        gated: async () => {
          this.#waiting++;
          this.#waits();
          await this.#gate;
          return 'open';
        },
      },
      Mutation: { note: (_: unknown, { text }: { text: string }) => (this.notes.push(text), text) },
    };
    const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
    return {
      execute: async ({ query, variables }) =>
        (await execute({ schema, document: parse(query), variableValues: variables })) as never,
      subscribe: () => Promise.reject(new Error('it has no subscriptions')),
    };
  }
}

const VERIFIER: Pick<TokenVerifier, 'verify'> = {
  async verify(authorization) {
    if (authorization) throw unauthenticated('令牌格式无效');
    return null;
  },
};

/** Everything that a connection says until it is closed. */
export async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  if (!socket.closed) await once(socket, 'close');
  return text;
}
