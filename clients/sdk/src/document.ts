import { getOperationAST, print, type DocumentNode, type FormattedExecutionResult } from 'graphql';
import type { AnswerError } from './errors.ts';

/** A document with the types of its variables and its result, as code generators make it. */
export interface TypedDocument<Result, Variables> extends DocumentNode {
  readonly __apiType?: (variables: Variables) => Result;
}

/** How a request names its operation. */
export type Named = { readonly query: string } | { readonly query: ''; readonly documentId: string };

/** A generated document carries the hash of its text. */
type Generated = DocumentNode & { readonly __meta__?: { readonly hash?: string } };

/** The text of a document; or, where documents are trusted, the hash by which the gateway knows it. */
export function nameOf(document: DocumentNode, trusted: boolean): Named {
  if (!trusted) return { query: print(document) };
  const hash = (document as Generated).__meta__?.hash;
  if (hash === undefined) throw new TypeError('only a generated document can be asked by its hash');
  return { query: '', documentId: hash };
}

export const kindOf = (document: DocumentNode): string => getOperationAST(document)?.operation ?? 'query';

/** An answer of the gateway: what of it could be had, and why the rest could not. */
export interface Answer<Result> {
  readonly data: Result | null;
  readonly errors: readonly AnswerError[];
}

/** An answer as it comes over any transport. */
export function answerOf<Result>(result: FormattedExecutionResult): Answer<Result> {
  return {
    data: (result.data ?? null) as Result | null,
    errors: (result.errors ?? []) as unknown as readonly AnswerError[],
  };
}
