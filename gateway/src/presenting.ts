import { randomUUID } from 'node:crypto';
import {
  GraphQLError,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { contractCode, type ErrorCode, refusedFields, withoutValue } from '#kernel/graphql/errors';
import { redactText, type Logger } from '#kernel/logging/logger';

/**
 * Turns any error into one of the contract's; what is unexpected is logged under an incident number and hidden.
 * `overLimit` is told of each refusal for being over a limit.
 */
export function errorPresenter(
  log: Logger,
  overLimit: (limit: string) => void = () => undefined,
): (error: GraphQLError | GraphQLFormattedError, original?: unknown) => GraphQLFormattedError {
  return (error, original) => {
    const { message, locations, path } = error;
    const {
      serviceName,
      pathInRequest: _path,
      stacktrace: _stack,
      ...extensions
    } = { ...error.extensions } as Record<string, unknown>;
    const code = codeOf(message, extensions);
    const place = { ...(locations && { locations }), ...(path && { path }) };
    if (code && 'limit' in extensions) overLimit(String(extensions['limit']));
    if (code && (code !== 'INTERNAL' || extensions['incident'])) {
      const service = serviceName && code === 'SUBGRAPH_UNAVAILABLE' ? { service: serviceName } : {};
      const fields = code === 'BAD_USER_INPUT' ? { fields: refusedFields({ message, extensions }) } : {};
      const shown = redactText(withoutValue(message));
      return { message: shown, ...place, extensions: { ...extensions, ...service, ...fields, code } };
    }
    const incident = randomUUID();
    const cause = original ?? (error instanceof GraphQLError ? (error.originalError ?? error) : error);
    log.error({ err: cause instanceof Error ? cause : new Error(message), incident }, 'unexpected error');
    return {
      message: `内部错误，事件编号 ${incident}`,
      ...place,
      extensions: { code: 'INTERNAL', incident },
    };
  };
}

/** The code of the contract; null when the error is unexpected. */
function codeOf(message: string, extensions: Readonly<Record<string, unknown>>): ErrorCode | null {
  // Apollo Server gives every error of a validation rule its own code.
  if ('limit' in extensions && extensions['code'] !== 'RATE_LIMITED') return 'QUERY_TOO_COMPLEX';
  // graphql-js reports variables that do not fit without a code.
  if (/^Variable "\$/.test(message)) return 'BAD_USER_INPUT';
  return contractCode(extensions['code']);
}

/** A result as it goes out over a stream. */
export function presentResult(
  result: ExecutionResult,
  present: (error: GraphQLError) => GraphQLFormattedError,
): FormattedExecutionResult {
  const { data, errors, extensions } = result;
  return {
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map(present) }),
    ...(extensions && { extensions }),
  };
}
