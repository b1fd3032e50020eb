import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, subscribe, type FormattedExecutionResult } from 'graphql';
import { createLogger, type Logger } from '#kernel/logging/logger';
import { unauthenticated } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';
import { Front } from '../../src/front.ts';
import { Gateway, type GatewayOptions } from '../../src/gateway.ts';
import type { LinkRequest, SubgraphLink } from '../../src/links/link.ts';
import { Metrics } from '../../src/metrics.ts';

/** One subgraph in memory. */
export interface SmallSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: object;
}

/** People, and where they live: two subgraphs, a join, and a stream. */
export const PEOPLE: SmallSubgraph = {
  name: 'people',
  sdl: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])
    type Query {
      people(first: Int! = 3): [Person] @listSize(slicingArguments: ["first"])
    }
    type Subscription {
      arrived(after: Cursor): Arrival
    }
    scalar Cursor
    type Arrival {
      cursor: Cursor
      missed: Int
      person: Person
    }
    type Person @key(fields: "id") {
      id: ID!
      name: String
    }
  `,
  resolvers: {
    Query: {
      people: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: first }, (_one, id) => ({ id: String(id) })),
    },
    Subscription: { arrived: { subscribe: () => [][Symbol.iterator]() } },
    Person: { name: ({ id }: { id: string }) => `person ${id}` },
  },
};

export const HOMES: SmallSubgraph = {
  name: 'homes',
  sdl: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Person @key(fields: "id") {
      id: ID!
      home: String
    }
  `,
  resolvers: { Person: { home: ({ id }: { id: string }) => `home of ${id}` } },
};

/** Composes subgraphs; throws what does not compose. */
export function composed(subgraphs: readonly SmallSubgraph[]): string {
  const services = subgraphs.map(({ name, sdl }) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('; '));
  return supergraphSdl;
}

/** A subgraph in memory; its requests are kept for the test to look at. */
export class MemoryLink implements SubgraphLink {
  readonly requests: LinkRequest[] = [];
  readonly #schema;

  constructor({ sdl, resolvers }: SmallSubgraph) {
    this.#schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  }

  async execute(request: LinkRequest): Promise<FormattedExecutionResult> {
    this.requests.push(request);
    const { query, variables, operationName } = request;
    const document = parse(query);
    return execute({ schema: this.#schema, document, variableValues: variables ?? {}, operationName });
  }

  async subscribe({
    query,
    variables,
    operationName,
  }: LinkRequest): Promise<AsyncIterableIterator<FormattedExecutionResult> | FormattedExecutionResult> {
    const document = parse(query);
    return (await subscribe({
      schema: this.#schema,
      document,
      variableValues: variables ?? {},
      operationName,
    })) as never;
  }
}

/** The tokens of small graphs are roles. */
const VERIFIER = {
  async verify(authorization: string | null): Promise<Principal | null> {
    const [, role] = /^Bearer (\w+)$/.exec(authorization ?? '') ?? [];
    if (!authorization) return null;
    if (!role || role === 'EXPIRED') throw unauthenticated();
    const scopes = new Set<string>();
    return { subject: `small-${role}`, role, scopes, expiresAt: 4_000_000_000 } as unknown as Principal;
  },
  fresh: async () => undefined,
  stands: () => true,
} as unknown as TokenVerifier;

export interface SmallGraph {
  readonly url: string;
  readonly gateway: Gateway;
  readonly links: ReadonlyMap<string, MemoryLink>;
  /** One operation, as POST. */
  ask(
    body: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: FormattedExecutionResult }>;
  stop(): Promise<void>;
}

/** A gateway and its front over subgraphs in memory. */
export async function startSmallGraph(
  subgraphs: readonly SmallSubgraph[],
  options: Partial<GatewayOptions> = {},
): Promise<SmallGraph> {
  const log: Logger = options.log ?? createLogger({ level: 'silent' });
  const links = new Map(subgraphs.map(subgraph => [subgraph.name, new MemoryLink(subgraph)]));
  const metrics = options.metrics ?? new Metrics();
  const gateway = new Gateway({
    supergraphSdl: composed(subgraphs),
    links,
    verifier: VERIFIER,
    log,
    now: () => new Date(),
    introspection: true,
    metrics,
    ...options,
  });
  const readiness = { parts: async () => ({}) };
  const front = new Front({ gateway, log, metrics, readiness, pages: [] });
  const url = `http://127.0.0.1:${await front.listen(0, '127.0.0.1')}`;
  return {
    url,
    gateway,
    links,
    async ask(body, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer HANDLER', ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as FormattedExecutionResult };
    },
    async stop() {
      await front.close();
      await gateway.stop();
    },
  };
}
