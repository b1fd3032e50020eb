import type { FieldSelection } from '@apollo/federation-internals';
import {
  executeSync,
  GraphQLError,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { own } from './data.ts';
import type { Variables } from './run.ts';

/** Answers `__schema` and `__type` from what clients see of the graph. */
export function introspect(
  schema: GraphQLSchema,
  field: FieldSelection,
  definitions: readonly VariableDefinitionNode[],
  variables: Variables,
): unknown {
  const { data, errors } = executeSync({
    schema,
    document: documentOf(field, definitions),
    rootValue: {},
    variableValues: variables,
  });
  if (errors) throw new GraphQLError('introspection failed', { originalError: errors[0] });
  return own(data, field.element.responseName());
}

function documentOf(field: FieldSelection, definitions: readonly VariableDefinitionNode[]): DocumentNode {
  const selection = field.expandFragments().toSelectionNode();
  const used = new Set<string>();
  visit(selection, { Variable: ({ name }) => void used.add(name.value) });
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: definitions.filter(({ variable }) => used.has(variable.name.value)),
        selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
      },
    ],
  };
}
