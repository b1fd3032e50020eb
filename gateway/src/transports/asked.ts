import type { GraphQLError } from 'graphql';
import { requirePurpose } from '#kernel/identity/stated-purpose';
import type { ReadOperation, StreamGateway } from '../gateway.ts';
import { asGraphQLError } from '../planning.ts';
import type { AskedDocument } from '../trusted/trusted-documents.ts';

/** An operation as a client sends it over a socket. */
export interface AskedOperation extends AskedDocument {
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** Reads what a client asks under a purpose; the errors when it cannot be executed. */
export function readOperation(
  gateway: StreamGateway,
  asked: AskedOperation,
  purpose: string | null,
): ReadOperation | readonly GraphQLError[] {
  try {
    requirePurpose(purpose);
    const { operationName, variables } = asked;
    return gateway.prepare({ query: gateway.trusted.text(asked) ?? '', operationName, variables });
  } catch (error) {
    return [asGraphQLError(error)];
  }
}

/** What a client asks, out of JSON of any shape; null when it is no operation. */
export function askedOperation(json: unknown): AskedOperation | null {
  if (typeof json !== 'object' || json === null) return null;
  const { query, documentId, extensions, operationName, variables } = json as Record<string, unknown>;
  if (typeof query !== 'string' && documentId === undefined && extensions === undefined) return null;
  if (operationName != null && typeof operationName !== 'string') return null;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
  return {
    query,
    documentId,
    extensions,
    operationName,
    variables: variables as Record<string, unknown> | null,
  };
}
