import type { GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '#kernel/graphql/errors';

/** Refuses a request as HTTP, before there is an operation to execute. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly error: GraphQLFormattedError;

  constructor(status: number, error: GraphQLFormattedError, headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.status = status;
    this.headers = headers;
    this.error = error;
  }
}

/** A refusal whose message is written here; it holds nothing of the request. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code: ErrorCode = 'BAD_USER_INPUT',
): HttpRefusal {
  return new HttpRefusal(status, { message, extensions: { code } }, headers);
}
