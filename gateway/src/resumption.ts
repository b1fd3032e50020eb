import {
  getArgumentValues,
  getOperationAST,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

/** Names that the gateway adds; clients cannot use them because they start with two underscores. */
const CURSOR = '__resume_cursor';
const AFTER = '__resume_after';

/** A subscription that can be opened again where it broke off. */
export interface ResumableSubscription {
  /** The operation to plan: its root field also selects the cursor, and takes `after` from a variable. */
  readonly document: DocumentNode;
  /** Where the client itself asked to begin. */
  readonly after: string | null;
  variables(after: string | null): Record<string, unknown>;
  /** The cursor of an event of the owning subgraph. */
  cursorOf(data: unknown): string | null;
}

/** Makes a subscription resumable when its field takes `after` and its event has a `cursor`; null otherwise. */
export function resumable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): ResumableSubscription | null {
  const operation = getOperationAST(document, operationName);
  const [field] = operation?.selectionSet.selections ?? [];
  if (!operation || field?.kind !== Kind.FIELD || operation.selectionSet.selections.length !== 1) return null;
  const definition = schema.getSubscriptionType()?.getFields()[field.name.value];
  if (!definition?.args.some(argument => argument.name === 'after')) return null;
  const given = getArgumentValues(definition, field, variables as Record<string, unknown>)['after'];
  const key = field.alias?.value ?? field.name.value;
  return {
    document: visit(document, {
      OperationDefinition: node =>
        node === operation
          ? {
              ...node,
              variableDefinitions: [...(node.variableDefinitions ?? []), AFTER_VARIABLE],
              selectionSet: { ...node.selectionSet, selections: [withCursor(field)] },
            }
          : undefined,
    }),
    after: typeof given === 'string' ? given : null,
    variables: after => ({ ...variables, [AFTER]: after }),
    cursorOf: data => {
      const event = (data as Record<string, Record<string, unknown> | null> | null | undefined)?.[key];
      const cursor = event?.[CURSOR];
      return typeof cursor === 'string' ? cursor : null;
    },
  };
}

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;

const AFTER_VARIABLE: VariableDefinitionNode = {
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: name(AFTER) },
  type: { kind: Kind.NAMED_TYPE, name: name('Cursor') },
};

function withCursor(field: FieldNode): FieldNode {
  const cursor: FieldNode = { kind: Kind.FIELD, alias: name(CURSOR), name: name('cursor') };
  return {
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter(argument => argument.name.value !== 'after'),
      { kind: Kind.ARGUMENT, name: name('after'), value: { kind: Kind.VARIABLE, name: name(AFTER) } },
    ],
    selectionSet: field.selectionSet && {
      ...field.selectionSet,
      selections: [...field.selectionSet.selections, cursor],
    },
  };
}
