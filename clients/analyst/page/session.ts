import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';

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

/** One way to ask, under one token, over HTTP and WebSocket; `close` ends its subscriptions. */
export interface Session {
  readonly fetcher: Fetcher;
  close(): void;
}

/** `hear` is told every answer over HTTP. */
export function openSession(token: string, hear: (answer: unknown) => void): Session {
  const identity: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const socket = location.origin.replace(/^http/, 'ws');
  const client = createClient({ url: `${socket}/graphql`, connectionParams: identity });
  const fetcher = createGraphiQLFetcher({
    url: '/graphql',
    headers: identity,
    wsClient: client,
    enableIncrementalDelivery: false,
  });
  return {
    fetcher: async (parameters, options) => {
      const answer = await fetcher(parameters, options);
      hear(answer);
      return answer;
    },
    close: () => void client.dispose(),
  };
}
