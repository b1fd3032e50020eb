import { generateKeyPairSync } from 'node:crypto';
import { composeServices } from '@apollo/composition';
import type { FormattedExecutionResult } from 'graphql';
import { parse } from 'graphql';
import { SignJWT } from 'jose';
import { Channel } from '#kernel/events/channel';
import { TokenVerifier } from '#kernel/identity/verifier';
import type { Revocations } from '#kernel/identity/revocations';
import { createLogger } from '#kernel/logging/logger';
import type { Role } from '#schema/identity/role-scopes';
import { Gateway } from '../../src/gateway.ts';
import type { LinkRequest, SubgraphLink } from '../../src/links/link.ts';
import type { StreamLimits } from '../../src/streams/limits.ts';

const OWNER = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@tag"])
scalar Cursor
type Query { _unused: Int }
type Subscription {
  thingHappened(place: String, after: Cursor): ThingHappened
  level(after: Cursor): Level @tag(name: "gauge")
}
type ThingHappened { cursor: Cursor! missed: Int! number: Int! thing: Thing }
type Level { cursor: Cursor! missed: Int! value: Int! }
type Thing @key(fields: "id") { id: ID! }`;

const JOINED = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
type Query { _unusedToo: Int }
type Thing @key(fields: "id") { id: ID! label: String }`;

const SUPERGRAPH = composeServices([
  { name: 'owner', url: 'http://owner', typeDefs: parse(OWNER) },
  { name: 'joined', url: 'http://joined', typeDefs: parse(JOINED) },
]).supergraphSdl!;

const ISSUER = 'https://issuer.example';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** One stream that the owner has opened. */
export interface Opened {
  readonly request: LinkRequest;
  readonly events: Channel<FormattedExecutionResult>;
}

/** A graph of two subgraphs that a test plays itself: who opened which stream, and what is told on it. */
export class PlayedGraph {
  readonly gateway: Gateway;
  /** Streams that the owner has been asked for, the newest last; closed ones stay in the list. */
  readonly opened: Opened[] = [];
  now = new Date('2026-03-16T02:00:00Z');
  /** Answers an opening instead of the owner, such as with a refusal. */
  refusal: ((request: LinkRequest) => FormattedExecutionResult | null) | null = null;
  joinedCalls = 0;
  revoked = new Set<string>();
  readonly #told: FormattedExecutionResult[] = [];
  #waiting: (() => void)[] = [];

  constructor(streamLimits: Partial<StreamLimits> = {}) {
    const verifier = new TokenVerifier({
      issuer: ISSUER,
      audience: 'test',
      algorithms: ['ES256'],
      keys: async () => publicKey as never,
      now: () => this.now,
      revocations: this.#revocations(),
    });
    this.gateway = new Gateway({
      supergraphSdl: SUPERGRAPH,
      links: new Map([
        ['owner', this.#owner()],
        ['joined', this.#joined()],
      ]),
      verifier,
      log: createLogger({ level: 'silent' }),
      now: () => this.now,
      introspection: true,
      streamLimits,
    });
  }

  async token(role: Role, claims: Record<string, unknown> = {}): Promise<string> {
    const issuedAt = Math.floor(this.now.getTime() / 1000);
    const {
      subject = `a ${role}`,
      lifetime = 3600,
      ...rest
    } = claims as { subject?: string; lifetime?: number };
    const token = await new SignJWT({ role, ...rest })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience('test')
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime)
      .sign(privateKey);
    return `Bearer ${token}`;
  }

  /** The owner tells something: on every open stream, and to those who ask for what follows an earlier cursor. */
  tell(...results: FormattedExecutionResult[]): void {
    for (const result of results) {
      this.#told.push(result);
      for (const { events } of this.open) events.push(result);
    }
  }

  /** Streams of the owner that are open now. */
  get open(): Opened[] {
    return this.opened.filter(({ events }) => !events.ended);
  }

  /** Resolves when the owner has been asked for its nth stream, counted from 1. */
  async openedTimes(count: number): Promise<Opened> {
    while (this.opened.length < count) await new Promise<void>(resolve => this.#waiting.push(resolve));
    return this.opened[count - 1]!;
  }

  #owner(): SubgraphLink {
    return {
      execute: () => Promise.reject(new Error('nobody asks the owner beside its streams')),
      subscribe: async request => {
        const refused = this.refusal?.(request);
        if (refused) return refused;
        const opened = { request, events: new Channel<FormattedExecutionResult>() };
        const after = request.variables?.['__resume_after'] as string | null;
        const newest = cursorOf(this.#told.at(-1)) ?? 'at-0';
        opened.events.push({ extensions: { startCursor: after ? null : newest } });
        const seen = this.#told.findLastIndex(result => cursorOf(result) === after);
        if (after) for (const result of this.#told.slice(seen + 1)) opened.events.push(result);
        this.opened.push(opened);
        for (const waiting of this.#waiting.splice(0)) waiting();
        return opened.events;
      },
    };
  }

  #joined(): SubgraphLink {
    return {
      execute: async ({ variables }) => {
        this.joinedCalls++;
        const { representations } = variables as { representations: { id: string }[] };
        return { data: { _entities: representations.map(({ id }) => ({ label: `label of ${id}` })) } };
      },
      subscribe: () => Promise.reject(new Error('nobody subscribes to the joined')),
    };
  }

  #revocations(): Revocations {
    return {
      revoked: async ({ subject }) => this.revoked.has(subject),
      has: ({ subject }) => this.revoked.has(subject),
      fresh: async () => undefined,
    };
  }
}

function cursorOf(result: FormattedExecutionResult | undefined): string | null {
  const [event] = Object.values(result?.data ?? {}) as ({ cursor?: string } | null)[];
  return event?.cursor ?? null;
}

/** The owner's event of a number, as its subgraph would tell it. */
export function thing(number: number, missed = 0): FormattedExecutionResult {
  const event = { number, thing: { __typename: 'Thing', id: `t${number}` } };
  const place = { cursor: `at-${number}`, missed };
  return {
    data: { thingHappened: { ...event, ...place, __resume_cursor: place.cursor, __resume_missed: missed } },
  };
}

export function level(value: number, missed = 0): FormattedExecutionResult {
  const place = { cursor: `at-${value}`, missed };
  return {
    data: {
      level: { value, ...place, left: missed, __resume_cursor: place.cursor, __resume_missed: missed },
    },
  };
}
