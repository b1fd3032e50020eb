import type { FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { Kind, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/**
 * What is asked, as it stands in the editor now: GraphiQL reads the name and the kind of an operation a moment after it
 * was opened, and would send those of the tab before with it. Where there are several operations, its choice stands.
 */
export function asAsked(
  parameters: FetcherParams,
  options: FetcherOpts = {},
): { readonly parameters: FetcherParams; readonly options: FetcherOpts } {
  const documentAST = read(parameters.query);
  if (documentAST === null) return { parameters, options };
  const names = documentAST.definitions
    .filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    .map(({ name }) => name?.value);
  const operationName = names.length === 1 ? names[0] : parameters.operationName;
  return { parameters: { ...parameters, operationName }, options: { ...options, documentAST } };
}

/** The document; null where it cannot be read, of which the gateway tells. */
function read(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}
