import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Role } from '#schema/identity/role-scopes';
import type { TokenClaims } from '#kernel/identity/development-issuer';
import type { Clock } from '#kernel/vocabulary/calendar';
import { Channel } from '#kernel/events/channel';
import { caughtUp } from '#test/caught-up';
import { createTestDatabase } from '#test/subgraph';
import type { PageHandler } from '../../src/front.ts';
import { startSystem, type RunningSystem } from '../../../ops/start/system.ts';
import type { Environment } from '../../../ops/environment.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- scenarios walk results of any shape
type Data = any;

export interface Answer {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, Data>;
  }[];
}

export interface Asker extends TokenClaims {
  readonly role: Role;
  readonly subject?: string;
  readonly lifetimeSeconds?: number;
  /** Why they read personal data: `CODE: text`. */
  readonly purpose?: string;
}

const HANDLER: Asker = { role: 'HANDLER', region: '31' };

/** The whole system with the demo world, on an empty folder (or a fresh PostgreSQL database when DATABASE_URL is set). */
export class TestSystem {
  readonly system: RunningSystem;
  readonly #clean: () => Promise<void>;

  constructor(system: RunningSystem, clean: () => Promise<void>) {
    this.system = system;
    this.#clean = clean;
  }

  get url(): string {
    return this.system.url;
  }

  async bearer(asker: Asker | null): Promise<Record<string, string>> {
    if (!asker) return {};
    const { role, subject, lifetimeSeconds, purpose: _purpose, ...claims } = asker;
    const token = await this.system.opened.process.issuer!.sign(
      role,
      subject ?? `e2e-${role}`,
      claims,
      lifetimeSeconds,
    );
    return { authorization: `Bearer ${token}` };
  }

  /** The headers of a request: the asker's token, and their purpose where they state one. */
  async headers(asker: Asker | null): Promise<Record<string, string>> {
    const purpose: Record<string, string> = asker?.purpose
      ? { 'x-purpose': encodeURIComponent(asker.purpose) }
      : {};
    return { ...(await this.bearer(asker)), ...purpose };
  }

  /** One operation over HTTP. */
  async query(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = HANDLER,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await this.headers(asker)) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  }

  /** Like `query`, and fails with the errors if there are any. */
  async data(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = HANDLER,
  ): Promise<Data> {
    const answer = await this.query(query, variables, asker);
    if (answer.errors) throw new Error(`unexpected GraphQL errors: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  /** A subscription over graphql-transport-ws, by an asker or under a token that is at hand. */
  async overWebSocket(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = HANDLER,
    authorization?: string,
  ): Promise<AsyncIterableIterator<Answer>> {
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: {
        ...(await this.bearer(asker)),
        ...(authorization && { authorization }),
        purpose: asker?.purpose,
      },
      retryAttempts: 0,
    });
    const events = new Channel<Answer>(() => void client.dispose());
    client.subscribe(
      { query, variables },
      {
        next: event => events.push(event as unknown as Answer),
        error: error => events.fail(error),
        complete: () => events.finish(),
      },
    );
    return events;
  }

  /** A subscription over server-sent events. */
  async *overEventStream(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = HANDLER,
  ): AsyncGenerator<Answer> {
    const url = new URL(`${this.url}/graphql`);
    url.searchParams.set('query', query);
    url.searchParams.set('variables', JSON.stringify(variables));
    const abort = new AbortController();
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(await this.headers(asker)) },
      signal: abort.signal,
    });
    let text = '';
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      yield (await response.json()) as Answer;
      return;
    }
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          if (block.startsWith('event: complete')) return;
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data) yield JSON.parse(data) as Answer;
        }
      }
    } finally {
      abort.abort();
    }
  }

  /** Waits until every subgraph's facts are announced and every projection has applied them. */
  settled(): Promise<void> {
    const { subgraphs, process } = this.system.opened;
    return caughtUp(process.database, subgraphs);
  }

  async stop(): Promise<void> {
    await this.system.stop();
    await this.#clean();
  }
}

/** Settings of a system under test: any free port, an empty folder, quiet logs. */
export function testEnvironment(overrides: Partial<Environment> = {}): Environment {
  return {
    NODE_ENV: 'test',
    FORMER_SIGNING_KEYS: undefined,
    RELEASE_KEY: undefined,
    KEY_SERVICE_URL: undefined,
    KEY_SERVICE_PUBLIC_KEY: undefined,
    KEY_SERVICE_KEY: 'root',
    KEY_SERVICE_CLIENT_KEY_FILE: undefined,
    TLS_CERTIFICATE: undefined,
    TLS_KEY: undefined,
    TLS_AUTHORITIES: undefined,
    LOGIN_AUTHORITIES: undefined,
    LOGIN_REVOCATIONS: undefined,
    PORT: 0,
    WORKERS: 1,
    HOST: '127.0.0.1',
    DATABASE_URL: undefined,
    NATS_URL: undefined,
    EXCHANGE_FILE: undefined,
    DATA_DIR: overrides.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'medical-insurance-')),
    SPLIT_SUBGRAPHS: '',
    ROVER_FILE: 'rover.yaml',
    SUPERGRAPH_FILE: 'schema/supergraph.graphql',
    LOG_LEVEL: 'silent',
    POOLING_AREA: '310000',
    ROOT_KEY: undefined,
    SIGNING_KEY: undefined,
    OIDC_ISSUER: undefined,
    OIDC_AUDIENCE: undefined,
    OIDC_JWKS_URL: undefined,
    SERVICE_TOKEN_FILE: undefined,
    DEMO: 'on',
    DCGM_URL: undefined,
    LIMITS: {},
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
    OTEL_SERVICE_NAME: 'medical-insurance',
    OTEL_TRACES_SAMPLER_ARG: 1,
    SLOW_OPERATION_MS: 1000,
    TRUSTED_DOCUMENTS: 'prefer',
    split: [],
    production: false,
    ...overrides,
  };
}

/** The whole system, with pages beside the graph, and a time of its own, where a test wants some. */
export async function startTestSystem(
  overrides: Partial<Environment> = {},
  pages: (environment: Environment) => readonly PageHandler[] = () => [],
  clock?: Clock,
): Promise<TestSystem> {
  const { url, drop } = await createTestDatabase();
  const environment = testEnvironment({ DATABASE_URL: url, ...overrides });
  const system = await startSystem(environment, { pages: pages(environment), clock });
  const test = new TestSystem(system, async () => {
    await drop();
    rmSync(environment.DATA_DIR, { recursive: true, force: true });
  });
  await test.settled();
  return test;
}
