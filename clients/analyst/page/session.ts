import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { asAsked } from './as-asked.ts';
import type { Run, RunLog } from './run-log.ts';

/** A ready token of the development issuer. */
export interface DevelopmentToken {
  readonly role: string;
  readonly token: string;
}

/** The tokens of `/dev/tokens`; none in production, where the address does not exist. */
export async function fetchTokens(): Promise<readonly DevelopmentToken[]> {
  const response = await fetch('/dev/tokens', { headers: { accept: 'application/json' } });
  return response.ok ? ((await response.json()) as readonly DevelopmentToken[]) : [];
}

/** The string claims of a token, unverified: they fill the variables of the examples, nothing else. */
export function claimsOf(token: string): Readonly<Record<string, string>> {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const claims = JSON.parse(atob(payload)) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(claims).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/** As whom, and why, the page asks. */
export interface Identity {
  readonly token: string;
  /** `CODE: text`; empty when none is stated. */
  readonly purpose: string;
}

/** One way to ask, as one identity, over HTTP and WebSocket; `close` ends its subscriptions. */
export interface Session {
  readonly fetcher: Fetcher;
  close(): void;
}

/** `hear` is told every answer over HTTP, the log how it was made, and every event. */
export function openSession(
  { token, purpose }: Identity,
  log: RunLog,
  hear: (answer: unknown) => void,
): Session {
  const bearer: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const socket = location.origin.replace(/^http/, 'ws');
  const client = createClient({
    url: `${socket}/graphql`,
    connectionParams: { ...bearer, ...(purpose && { purpose }) },
  });
  const headers = { ...bearer, ...(purpose && { 'x-purpose': encodeURIComponent(purpose) }) };
  const common = { url: '/graphql', wsClient: client, enableIncrementalDelivery: false };
  const plain = createGraphiQLFetcher({ ...common, headers });
  const telling = createGraphiQLFetcher({
    ...common,
    headers: { ...headers, 'x-show-cost': 'true', 'x-show-plan': 'true' },
  });
  return {
    fetcher: async (given, givenOptions) => {
      const { parameters, options } = asAsked(given, givenOptions);
      if (parameters.operationName === 'IntrospectionQuery') return plain(parameters, options);
      const began = performance.now();
      const answer: unknown = await telling(parameters, options);
      if (isStream(answer)) {
        const operation = parameters.operationName ?? '';
        return eachHeard(answer, event =>
          log.heard({ at: new Date().toISOString(), operation, answer: event }),
        );
      }
      const { shown, run } = withoutWorking(answer, performance.now() - began);
      log.ran(run);
      hear(shown);
      return shown;
    },
    close: () => void client.dispose(),
  };
}

interface Answer {
  readonly extensions?: Readonly<Record<string, unknown>>;
}
type Shown = Awaited<ReturnType<Fetcher>>;

/** An answer, and apart from it what the gateway told of how it came about. */
function withoutWorking(answer: unknown, milliseconds: number): { shown: Shown & object; run: Run } {
  const { extensions, ...rest } = answer as Answer;
  const { cost = null, plan = null, fetches = [], ...others } = extensions ?? {};
  const shown = Object.keys(others).length === 0 ? rest : { ...rest, extensions: others };
  return { shown: shown as Shown & object, run: { milliseconds, cost, plan, fetches } as Run };
}

const isStream = (answer: unknown): answer is AsyncIterableIterator<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

/** The same stream, overheard; an explicit iterator, since a generator's `return` waits behind a pending `next`. */
function eachHeard(
  stream: AsyncIterableIterator<unknown>,
  hear: (event: unknown) => void,
): Extract<Shown, AsyncIterable<unknown>> {
  const overheard: AsyncIterableIterator<unknown> = {
    [Symbol.asyncIterator]: () => overheard,
    async next() {
      const result = await stream.next();
      if (!result.done) hear(result.value);
      return result;
    },
    return: async value => (await stream.return?.(value)) ?? { done: true, value },
    throw: async error => (await stream.throw?.(error)) ?? { done: true, value: undefined },
  };
  return overheard as Extract<Shown, AsyncIterable<unknown>>;
}
