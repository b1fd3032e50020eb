import { createHash } from 'node:crypto';
import { getOperationAST, parse, print } from 'graphql';

/**
 * The operations that the owners of the graph know, in the format of Apollo's persisted query manifests.
 * Source: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries
 */
export interface Manifest {
  readonly format: 'apollo-persisted-query-manifest';
  readonly version: 1;
  readonly operations: readonly TrustedOperation[];
}

export interface TrustedOperation {
  /** SHA-256 of the body, in hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly body: string;
}

/** The manifest of some documents of one operation each; the same documents yield the same manifest. */
export function manifestOf(documents: readonly string[]): Manifest {
  const operations = documents.map(document => {
    const body = canonical(document);
    const operation = getOperationAST(parse(body));
    if (!operation?.name) throw new TypeError(`a trusted document holds one named operation:\n${document}`);
    return { id: sha256(body), name: operation.name.value, type: operation.operation, body };
  });
  const byId = new Map(operations.map(operation => [operation.id, operation]));
  const sorted = [...byId.values()].toSorted((a, b) => (a.name + a.id < b.name + b.id ? -1 : 1));
  return { format: 'apollo-persisted-query-manifest', version: 1, operations: sorted };
}

/** A document as graphql-js prints it: comments and layout are nobody's business. */
export function canonical(document: string, maxTokens?: number): string {
  return print(parse(document, { noLocation: true, ...(maxTokens && { maxTokens }) }));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
