import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import type { AnswerType } from './media-type.ts';
import { encoded } from './compression.ts';

/** The status of codes that have one of their own in HTTP. */
export const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  INTERNAL: 500,
};

/**
 * Decides the status of an executed request: 200 as soon as there is data. An operation that could not be executed is
 * 4xx or 5xx for `application/graphql-response+json`, and 200 for the legacy `application/json`, whose clients read
 * errors only there. Source: GraphQL over HTTP, status codes.
 */
export function statusOf({ data, errors }: FormattedExecutionResult, type: AnswerType): number {
  if (data !== undefined || type === 'application/json') return 200;
  return STATUS[String(errors?.[0]?.extensions?.['code'])] ?? 400;
}

/** What every answer carries, whatever it is. */
export const GUARDS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' } as const;

export interface Answer {
  readonly status: number;
  readonly type: AnswerType;
  readonly content: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a JSON answer whole, with its length; a large one compressed where the asker accepts that. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, content, headers }: Answer,
): Promise<void> {
  const text = JSON.stringify(content);
  const head: Record<string, string | number> = {
    ...GUARDS,
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    ...headers,
  };
  const compressed = await encoded(text, request.headers['accept-encoding'] as string | undefined);
  if (compressed) head['content-encoding'] = compressed.encoding;
  head['content-length'] = compressed?.body.length ?? Buffer.byteLength(text);
  response.writeHead(status, head);
  response.end(compressed?.body ?? text);
}
