import { GraphQLError } from 'graphql';

/** The closed list of error codes of the graph. */
export const ERROR_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'SUBGRAPH_UNAVAILABLE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

function error(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}

/** The request cannot be accepted; names each field and what is wrong with it. */
export function badUserInput(fields: Readonly<Record<string, string>>): GraphQLError {
  const [first] = Object.entries(fields);
  return error('BAD_USER_INPUT', first ? `输入有误：${first[0]} ${first[1]}` : '输入有误', { fields });
}

export function unauthenticated(message = '请先登录：缺少或无效的令牌'): GraphQLError {
  return error('UNAUTHENTICATED', message);
}

export function forbidden(message = '无权执行此操作'): GraphQLError {
  return error('FORBIDDEN', message);
}

export function notFound(what: string): GraphQLError {
  return error('NOT_FOUND', `未找到：${what}`);
}

export function conflict(message: string): GraphQLError {
  return error('CONFLICT', message);
}

export function rateLimited(message: string, facts: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return error('RATE_LIMITED', message, facts);
}

export function tooComplex(limit: string, allowed: number, actual: number): GraphQLError {
  return error('QUERY_TOO_COMPLEX', `查询过于复杂：${limit} 为 ${actual}，上限 ${allowed}`, {
    limit,
    allowed,
    actual,
  });
}

export function subgraphUnavailable(service: string): GraphQLError {
  return error('SUBGRAPH_UNAVAILABLE', `服务暂不可用：${service}`, { service, retryable: true });
}

const CODES: ReadonlySet<string> = new Set(ERROR_CODES);

const FROM_LIBRARIES: Readonly<Record<string, ErrorCode>> = {
  INTERNAL_SERVER_ERROR: 'INTERNAL',
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'GRAPHQL_VALIDATION_FAILED',
  PERSISTED_QUERY_NOT_FOUND: 'NOT_FOUND',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_USER_INPUT',
  VALIDATION_ERROR: 'GRAPHQL_VALIDATION_FAILED',
};

/** The code of an error as the contract names it; `null` when the error is unexpected and must be hidden. */
export function contractCode(code: unknown): ErrorCode | null {
  if (typeof code !== 'string') return null;
  if (CODES.has(code)) return code as ErrorCode;
  return FROM_LIBRARIES[code] ?? null;
}

/** Which input a refused value stands in, as far as graphql-js tells: `input.amount`, an argument, a variable. */
export function refusedFields(error: {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}): Record<string, string> {
  const declared = error.extensions?.['fields'] as Record<string, string> | undefined;
  const reason = Object.values(declared ?? {})[0] ?? '值不符合类型';
  const at =
    /at "([^"]+)"/.exec(error.message)?.[1] ??
    /^Argument "([^"]+)"/.exec(error.message)?.[1] ??
    /^Variable "\$([^"]+)"/.exec(error.message)?.[1];
  return at ? { [at]: reason } : { ...declared };
}

/** What graphql-js says of a value without quoting it. */
const REASON =
  /; (Field "\w+" (?:of required type "[^"\s]+" was not provided|is not defined by type "\w+")|Expected (?:non-nullable )?type "[^"\s]+"|\w+ cannot represent [a-z -]+)/g;

/**
 * graphql-js quotes the value that it refuses, and scalars of our own repeat it; it may be personal. Only what is
 * known to hold no value is kept: which variable or argument, where in it, and a reason of graphql-js itself.
 */
export function withoutValue(message: string): string {
  const [, subject] = /^((?:Variable|Argument) "[^"]*") (?:got|has) invalid value /.exec(message) ?? [];
  if (subject) {
    const at = / at "([\w$.[\]]+)"; /.exec(message)?.[1];
    const reason = [...message.matchAll(REASON)].at(-1)?.[1];
    return `${subject} got an invalid value${at ? ` at "${at}"` : ''}${reason ? `; ${reason}` : ''}`;
  }
  return message
    .replace(/(cannot represent [^:"]*): [\s\S]*$/, '$1')
    .replace(/^Value "[\s\S]*" does not exist/, 'The value does not exist');
}
