import type { SubscriptionNode } from '@apollo/query-planner';
import {
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Operation } from '../execution.ts';
import type { PlannedOperation, PlannedSupergraph } from '../planning.ts';

/** Names that the gateway adds; clients cannot use them because they start with two underscores. */
const CURSOR = '__resume_cursor';
const MISSED = '__resume_missed';
const AFTER = '__resume_after';

/** A subscription as it was asked, read on one supergraph: it can be opened again where it broke off. */
export interface StreamOperation {
  /** Equal for operations that differ in nothing but where they begin. */
  readonly key: string;
  /** Where the client itself asked to begin. */
  readonly after: string | null;
  /** Only the latest value counts; a slow reader may be passed over. */
  readonly isGauge: boolean;
  /** The names under which the client asked for `missed`. */
  readonly missedNames: readonly string[];
  /** What the owning subgraph is asked. */
  readonly primary: SubscriptionNode['primary'];
  /** What is executed for each event: the owner's answer, completed by the other subgraphs. */
  readonly perEvent: PlannedOperation;
  variables(after: string | null): Record<string, unknown>;
  /** Cursor and `missed` of an event of the owner. */
  placeOf(data: unknown): { readonly cursor: string | null; readonly missed: number };
}

/** Reads a subscription on a supergraph; throws a GraphQLError, or several as a list, when it does not fit. */
export function streamOperation(supergraph: PlannedSupergraph, asked: Operation): StreamOperation {
  const { document, operationName } = asked;
  const { schema } = supergraph;
  const operation = getOperationAST(document, operationName);
  const fragments = fragmentsOf(document);
  const field = operation?.operation === 'subscription' && rootField(operation.selectionSet, fragments);
  if (!operation || !field) throw new GraphQLError('not a subscription');
  const variables = { ...asked.variables };
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) throw new UnfitVariables(errors);
  const definition = schema.getSubscriptionType()!.getFields()[field.name.value]!;
  const { after } = getArgumentValues(definition, field, coerced) as { after?: string | null };
  const resumable = beginningAnywhere(document, operation, field);
  const plan = supergraph.plan(resumable, operationName);
  if (plan.node?.kind !== 'Subscription') throw new GraphQLError('not a subscription');
  const { primary, rest } = plan.node;
  const ownVariables = getOperationAST(resumable, operationName)!
    .variableDefinitions!.map(({ variable }) => variable.name.value)
    .filter(name => name !== AFTER)
    .map(name => [name, coerced[name]]);
  const key = field.alias?.value ?? field.name.value;
  return {
    key: JSON.stringify([print(resumable), operationName ?? null, ownVariables]),
    after: after ?? null,
    isGauge: isGauge(supergraph.supergraphSchema, field.name.value),
    missedNames: missedNames(field, fragments),
    primary,
    perEvent: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] } },
    variables: place => ({ ...variables, ...coerced, [AFTER]: place }),
    placeOf(data) {
      const event = (data as Record<string, Record<string, unknown> | null> | null | undefined)?.[key];
      return { cursor: (event?.[CURSOR] as string) ?? null, missed: Number(event?.[MISSED] ?? 0) };
    },
  };
}

/** Variables that do not fit the operation. */
export class UnfitVariables extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('variables that do not fit');
    this.errors = errors;
  }
}

type Fragments = ReadonlyMap<string, SelectionSetNode>;

function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map(node => [node.name.value, node.selectionSet]),
  );
}

/** The one field of a subscription; validation has seen that there is one, perhaps inside fragments. */
function rootField(set: SelectionSetNode | undefined, fragments: Fragments): FieldNode | null {
  const [node] = set?.selections ?? [];
  if (!node || node.kind === Kind.FIELD) return node ?? null;
  const inner = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value);
  return rootField(inner, fragments);
}

/** Gauges carry `@tag(name: "gauge")`; every other subscription tells facts, of which none may be left out. */
function isGauge(supergraph: GraphQLSchema, fieldName: string): boolean {
  const tags = supergraph.getSubscriptionType()!.getFields()[fieldName]!.astNode?.directives ?? [];
  return tags.some(
    ({ name, arguments: given }) =>
      name.value === 'tag' &&
      given?.some(({ value }) => value.kind === Kind.STRING && value.value === 'gauge'),
  );
}

/** The document with `after` taken from a variable of the gateway's, and cursor and `missed` of each event selected. */
function beginningAnywhere(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  field: FieldNode,
): DocumentNode {
  const rewritten = visit(document, {
    OperationDefinition: node =>
      node === operation
        ? { ...node, selectionSet: { ...node.selectionSet, selections: [resumableField(field)] } }
        : null,
  });
  const used = new Set<string>();
  visit(rewritten, {
    VariableDefinition: () => false,
    Variable: node => void used.add(node.name.value),
  });
  return visit(rewritten, {
    OperationDefinition: node => ({
      ...node,
      variableDefinitions: [
        ...(node.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
        AFTER_VARIABLE,
      ],
    }),
  });
}

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;

const AFTER_VARIABLE: VariableDefinitionNode = {
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: name(AFTER) },
  type: { kind: Kind.NAMED_TYPE, name: name('Cursor') },
};

function resumableField(field: FieldNode): FieldNode {
  const hidden = (alias: string, of: string): FieldNode => ({
    kind: Kind.FIELD,
    alias: name(alias),
    name: name(of),
  });
  return {
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter(argument => argument.name.value !== 'after'),
      { kind: Kind.ARGUMENT, name: name('after'), value: { kind: Kind.VARIABLE, name: name(AFTER) } },
    ],
    selectionSet: field.selectionSet && {
      ...field.selectionSet,
      selections: [...field.selectionSet.selections, hidden(CURSOR, 'cursor'), hidden(MISSED, 'missed')],
    },
  };
}

/** Under which names the event's own `missed` is selected, fragments included. */
function missedNames(field: FieldNode, fragments: Fragments): readonly string[] {
  const names = new Set<string>();
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (node.kind === Kind.FRAGMENT_SPREAD) collect(fragments.get(node.name.value));
      else if (node.name.value === 'missed') names.add(node.alias?.value ?? 'missed');
    }
  };
  collect(field.selectionSet);
  return [...names];
}
